/**
 * The account name that was read last and its number: a reader that numbers names as they come says so, as with addresses
 * (by-address.ts), so that who keeps something per account finds it at once.
 */
const last = { name: '', number: 0 };

/** Says that `name` was read just now; `number`: above 0, the same for the same name as far as that is known. */
export function noteName(name: string, number: number): void {
  last.name = name;
  last.number = number;
}

/** A power of two. */
const places = 4096;

/**
 * What was found last for names, in front of a table that knows all. It may forget anything at any time; another name of the
 * same number takes the place.
 */
export class ByName<T> {
  private readonly names: string[] = new Array<string>(places).fill('');
  private readonly values: (T | undefined)[] = new Array<T | undefined>(places).fill(undefined);

  /** What was set for the name, if it is the one read last; undefined when that is not known. */
  get(name: string): T | undefined {
    if (name !== last.name || name === '') return undefined;
    const at = last.number & (places - 1);
    return this.names[at] === name ? this.values[at] : undefined;
  }

  /** Keeps a value for the name, if it is the one read last. */
  set(name: string, value: T): void {
    if (name !== last.name || last.number === 0) return;
    const at = last.number & (places - 1);
    this.names[at] = name;
    this.values[at] = value;
  }

  clear(): void {
    this.names.fill('');
    this.values.fill(undefined);
  }
}
