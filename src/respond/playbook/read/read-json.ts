import { ok, type Result, refused } from '../../../core/result.ts';
import type { Text } from '../../../core/text.ts';

/** A value of JSON. Objects have no prototype, so that no key of theirs means anything but itself. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

const deepest = 40;

class BadJson extends Error {
  readonly sentence: Text;
  constructor(sentence: Text) {
    super(sentence.en);
    this.sentence = sentence;
  }
}

/**
 * Reads JSON (RFC 8259) more strictly than JSON.parse: a key twice in one object, a key `__proto__`, NUL and half surrogate
 * pairs in text, numbers too large to be one, and nesting over 40 levels are refused, since two programs could read them
 * differently or not keep them. Says line and column. Never throws.
 */
export function readJson(text: string): Result<JsonValue, Text> {
  try {
    return ok(new Reader(text).whole());
  } catch (error) {
    if (error instanceof BadJson) return refused(error.sentence);
    throw error;
  }
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const plain = /[^"\\\u0000-\u001f]*/y;
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): JsonValue {
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) this.#bad('something follows the JSON value', 'er volgt iets na de JSON-waarde');
    return value;
  }

  #value(depth: number): JsonValue {
    this.#space();
    if (depth > deepest)
      this.#bad(`it is nested deeper than ${deepest} levels`, `het is dieper genest dan ${deepest} niveaus`);
    const first = this.#text[this.#at];
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#list(depth);
    if (first === '"') return this.#string();
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const)
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    return this.#number();
  }

  #object(depth: number): JsonValue {
    const object: { [key: string]: JsonValue } = Object.create(null);
    this.#at++;
    this.#space();
    if (this.#take('}')) return object;
    do {
      this.#space();
      if (this.#text[this.#at] !== '"')
        this.#bad('a property name in quotes is expected', 'hier hoort een naam tussen aanhalingstekens');
      const at = this.#at;
      const key = this.#string();
      if (Object.hasOwn(object, key) || key === '__proto__') {
        this.#at = at;
        if (key === '__proto__')
          this.#bad('the name __proto__ is not accepted', 'de naam __proto__ is niet toegestaan');
        const shown = JSON.stringify(key.slice(0, 80));
        this.#bad(`${shown} is there twice in one object`, `${shown} staat twee keer in één object`);
      }
      this.#space();
      this.#expect(':');
      object[key] = this.#value(depth + 1);
      this.#space();
    } while (this.#take(','));
    this.#expect('}');
    return object;
  }

  #list(depth: number): JsonValue {
    const list: JsonValue[] = [];
    this.#at++;
    this.#space();
    if (this.#take(']')) return list;
    do {
      list.push(this.#value(depth + 1));
      this.#space();
    } while (this.#take(','));
    this.#expect(']');
    return list;
  }

  #string(): string {
    const from = this.#at;
    let text = '';
    this.#at++;
    for (;;) {
      plain.lastIndex = this.#at;
      const run = plain.exec(this.#text)?.[0] ?? '';
      text += run;
      this.#at += run.length;
      if (this.#take('"')) break;
      if (this.#text[this.#at] !== '\\')
        this.#bad(
          'a text does not end, or holds a control character',
          'een tekst eindigt niet, of bevat een stuurteken',
        );
      text += this.#escape();
    }
    if (!text.isWellFormed() || text.includes('\u0000')) {
      this.#at = from;
      this.#bad('a text holds NUL or half a character', 'een tekst bevat NUL of een half teken');
    }
    return text;
  }

  #escape(): string {
    const letter = this.#text[this.#at + 1] ?? '';
    if (letter === 'u') {
      const digits = this.#text.slice(this.#at + 2, this.#at + 6);
      if (/^[0-9a-fA-F]{4}$/.test(digits)) {
        this.#at += 6;
        return String.fromCharCode(Number.parseInt(digits, 16));
      }
    } else if (Object.hasOwn(escapes, letter)) {
      this.#at += 2;
      return escapes[letter];
    }
    return this.#bad('this escape means nothing', 'deze escape betekent niets');
  }

  #number(): number {
    number.lastIndex = this.#at;
    const written = number.exec(this.#text)?.[0];
    if (written === undefined) return this.#bad('a JSON value is expected', 'hier hoort een JSON-waarde');
    const value = Number(written);
    if (!Number.isFinite(value)) this.#bad('this number is too large', 'dit getal is te groot');
    this.#at += written.length;
    return value;
  }

  #space(): void {
    while (this.#at < this.#text.length && ' \t\n\r'.includes(this.#text[this.#at])) this.#at++;
  }

  #take(mark: string): boolean {
    if (this.#text[this.#at] !== mark) return false;
    this.#at++;
    return true;
  }

  #expect(mark: string): void {
    if (!this.#take(mark)) this.#bad(`“${mark}” is expected`, `hier hoort “${mark}”`);
  }

  #bad(en: string, nl: string): never {
    const before = this.#text.slice(0, this.#at);
    const line = before.split('\n').length;
    const column = this.#at - before.lastIndexOf('\n');
    throw new BadJson({
      en: `this is no JSON we accept: line ${line}, column ${column}: ${en}`,
      nl: `dit is geen JSON die we aannemen: regel ${line}, kolom ${column}: ${nl}`,
    });
  }
}
