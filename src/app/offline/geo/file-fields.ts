import type { Text } from '../../../core/text.ts';

/** What is wrong with a field. */
export interface FieldFault {
  readonly field: string;
  readonly sentence: Text;
}

type Fault = (field: string, en: string, nl: string) => void;

/** The fields of a mapping in a file, read one by one; what nobody asked for is a fault when `end` is called. */
export class FileFields {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #fault: Fault;
  readonly #known = new Set<string>();

  constructor(value: unknown, path: string, fault: Fault) {
    this.#path = path;
    this.#fault = fault;
    this.#values = isMapping(value) ? value : {};
    if (!isMapping(value)) fault(path, 'this has to be fields with values', 'hier horen velden met waarden');
  }

  /** Path of a field as faults name it. */
  path(key: string): string {
    return this.#path === '' ? key : `${this.#path}.${key}`;
  }

  has(key: string): boolean {
    return this.raw(key) !== undefined;
  }

  /** Whatever stands there; undefined when there is nothing. */
  raw(key: string): unknown {
    this.#known.add(key);
    const value = Object.hasOwn(this.#values, key) ? this.#values[key] : undefined;
    return value === '' || value === 'null' || value === '~' || value === null ? undefined : value;
  }

  text(key: string, longest: number): string {
    const value = this.raw(key);
    if (value === undefined) return '';
    if (typeof value !== 'string') this.#fault(this.path(key), 'this has to be a text', 'hier hoort een tekst');
    else if (value.length > longest)
      this.#fault(this.path(key), `at most ${longest} characters`, `ten hoogste ${longest} tekens`);
    else return value.trim();
    return '';
  }

  /** One of some words; `otherwise` when there is nothing. */
  word<Word extends string>(key: string, words: readonly Word[], otherwise: Word): Word {
    const value = this.raw(key);
    if (value === undefined) return otherwise;
    const found = words.find((word) => typeof value === 'string' && word === value.toLowerCase());
    if (!found)
      this.#fault(this.path(key), `this has to be one of ${words.join(', ')}`, `kies uit ${words.join(', ')}`);
    return found ?? otherwise;
  }

  whole(key: string, least: number, most: number, otherwise: number): number {
    const value = this.raw(key);
    if (value === undefined) return otherwise;
    const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    this.#fault(
      this.path(key),
      `this has to be a number from ${least} to ${most}`,
      `een getal van ${least} tot ${most}`,
    );
    return otherwise;
  }

  flag(key: string): boolean {
    return this.word(key, ['false', 'true', 'no', 'yes'], 'false').match(/true|yes/) !== null;
  }

  /** A list of texts; a text alone is a list of one. */
  texts(key: string, most: number): readonly string[] {
    const value = this.raw(key);
    if (value === undefined) return [];
    if (typeof value === 'string') return [value.trim()];
    if (!Array.isArray(value) || value.some((each) => typeof each !== 'string')) {
      this.#fault(this.path(key), 'this has to be a list of texts', 'hier hoort een lijst van teksten');
      return [];
    }
    return this.#within(key, value, most).map((text) => String(text).trim());
  }

  list(key: string, most: number): readonly unknown[] {
    const value = this.raw(key);
    if (value === undefined) return [];
    if (Array.isArray(value)) return this.#within(key, value, most);
    this.#fault(this.path(key), 'this has to be a list', 'hier hoort een lijst');
    return [];
  }

  /** Fields within; undefined when there are none. */
  fields(key: string): FileFields | undefined {
    const value = this.raw(key);
    return value === undefined ? undefined : new FileFields(value, this.path(key), this.#fault);
  }

  /** All has been asked for: what is left over is a fault. */
  end(): void {
    for (const key of Object.keys(this.#values)) {
      if (this.#known.has(key)) continue;
      const shown = key.slice(0, 40).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
      this.#fault(
        this.path(key),
        `there is no field “${shown}” here; there are ${[...this.#known].join(', ')}`,
        `hier is geen veld “${shown}”; er zijn ${[...this.#known].join(', ')}`,
      );
    }
  }

  #within(key: string, list: readonly unknown[], most: number): readonly unknown[] {
    if (list.length <= most) return list;
    this.#fault(this.path(key), `at most ${most} of them`, `ten hoogste ${most}`);
    return [];
  }
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
