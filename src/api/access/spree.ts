/** So many acts of one person in a row are a mass act, however small each is. */
const most = 20;
const spanMs = 5 * 60_000;
const mostPeople = 10_000;

/** Counts what each person did lately. In memory: a restart forgives, and the record has it all. */
export class Spree {
  readonly #acts = new Map<string, number[]>();

  /** Whether the next act of this person (at `now`, ms) would be one of more than 20 within five minutes. */
  isOver(person: string, now: number): boolean {
    return this.#recent(person, now).length >= most;
  }

  note(person: string, now: number): void {
    const recent = this.#recent(person, now);
    this.#acts.delete(person);
    this.#acts.set(person, [...recent, now]);
    if (this.#acts.size > mostPeople) this.#acts.delete(this.#acts.keys().next().value!);
  }

  #recent(person: string, now: number): readonly number[] {
    return (this.#acts.get(person) ?? []).filter((at) => now - at < spanMs).slice(-most);
  }
}
