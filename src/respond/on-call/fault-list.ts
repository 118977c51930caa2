import type { OnCallFault } from '../../core/on-call/on-call-fault.ts';

/** Faults of one form, gathered under a path. */
export class FaultList {
  readonly found: OnCallFault[] = [];

  add(field: string, en: string, nl: string): void {
    this.found.push({ field, sentence: { en, nl } });
  }

  /** A text that people read: something in it, and not too much. */
  name(field: string, text: string, most = 200): void {
    if (text.trim() === '') this.add(field, 'a name is needed', 'een naam is nodig');
    else if (text.length > most) this.add(field, `at most ${most} characters`, `ten hoogste ${most} tekens`);
  }

  /** A whole number between two. */
  whole(field: string, value: number, least: number, most: number): void {
    if (!Number.isInteger(value) || value < least || value > most)
      this.add(field, `a whole number from ${least} to ${most}`, `een geheel getal van ${least} tot en met ${most}`);
  }

  atMost(field: string, list: readonly unknown[], most: number): void {
    if (list.length > most) this.add(field, `at most ${most}`, `ten hoogste ${most}`);
  }

  /** Ids of a list: none empty, none twice. */
  ids(path: string, list: readonly { readonly id: string }[]): void {
    const seen = new Set<string>();
    for (const [i, { id }] of list.entries()) {
      if (id === '') this.add(`${path}.${i}.id`, 'an id is needed', 'een kenmerk is nodig');
      else if (seen.has(id)) this.add(`${path}.${i}.id`, 'two have this id', 'twee hebben dit kenmerk');
      seen.add(id);
    }
  }

  /** A span that ends after it begins. */
  span(field: string, from: number, until: number, mostDays: number): void {
    if (!Number.isFinite(from) || !Number.isFinite(until) || until <= from)
      this.add(field, 'it has to end after it begins', 'het moet eindigen nadat het begint');
    else if (until - from > mostDays * 86_400_000)
      this.add(field, `it lasts at most ${mostDays} days`, `het duurt ten hoogste ${mostDays} dagen`);
  }
}
