/** Ids that were seen lately, each with a text; the oldest are forgotten first. */
export class RecentIds {
  readonly #most: number;
  readonly #texts = new Map<string, string>();

  constructor(most: number) {
    this.#most = most;
  }

  add(id: string, text: string): void {
    this.#texts.set(id, text);
    if (this.#texts.size <= this.#most) return;
    const { value } = this.#texts.keys().next();
    if (value !== undefined) this.#texts.delete(value);
  }

  has(id: string): boolean {
    return this.#texts.has(id);
  }

  /** The text of an id, '' when it is not remembered. */
  get(id: string): string {
    return this.#texts.get(id) ?? '';
  }
}
