import type { DeckReason } from './deck-trouble.ts';

const longestLine = 65_536;
/** Lines. */
const longestHeader = 8;
const delimiters = [',', ';', '\t', '|'];
const nothing = new Uint8Array();

/**
 * Cuts the bytes of a CSV file into lines of fields (RFC 4180): a byte order mark, either line end, a line `sep=;`, and comma,
 * semicolon, tab or bar as the first line has them. Empty lines and lines that begin with # are passed over.
 */
export class DeckLines {
  readonly #onLine: (fields: readonly string[], line: number) => void;
  readonly #onTrouble: (reason: DeckReason, line: number, value: string) => void;
  readonly #decoder = new TextDecoder('utf-8');
  #rest = '';
  #line = 0;
  /** Only in the header a quoted field may go on over the next line: elsewhere one forgotten mark would swallow lines. */
  #open = '';
  #openLine = 0;
  #delimiter = '';
  #begun = false;
  #stopped = false;
  #skipping = false;

  constructor(
    onLine: (fields: readonly string[], line: number) => void,
    onTrouble: (reason: DeckReason, line: number, value: string) => void,
  ) {
    this.#onLine = onLine;
    this.#onTrouble = onTrouble;
  }

  push(bytes: Uint8Array): void {
    if (this.#stopped || bytes.length === 0) return;
    if (!this.#begun) {
      this.#begun = true;
      const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
      if (wide || (bytes[0] === 0x50 && bytes[1] === 0x4b)) {
        this.#stopped = true;
        this.#onTrouble('encoding', 1, '');
        return;
      }
    }
    this.#text(this.#decoder.decode(bytes, { stream: true }));
  }

  end(): void {
    if (this.#stopped) return;
    this.#text(this.#decoder.decode(nothing));
    if (this.#rest !== '' && !this.#skipping) this.#physical(this.#rest);
    this.#rest = '';
    if (this.#open !== '') this.#onTrouble('open-quote', this.#openLine, this.#open);
    this.#stopped = true;
  }

  #text(piece: string): void {
    const text = this.#rest + piece;
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      if (this.#skipping) this.#skipping = false;
      else this.#physical(text.slice(start, text.charCodeAt(end - 1) === 0x0d ? end - 1 : end));
      start = end + 1;
    }
    this.#rest = this.#skipping ? '' : text.slice(start);
    if (this.#rest.length > longestLine) {
      this.#onTrouble('too-long', ++this.#line, this.#rest.slice(0, 80));
      this.#rest = '';
      this.#skipping = true;
    }
  }

  #physical(text: string): void {
    this.#line++;
    if (text.length > longestLine) {
      this.#onTrouble('too-long', this.#line, text.slice(0, 80));
      return;
    }
    if (this.#open === '' && (this.#delimiter !== '' || !text.includes('"'))) {
      if (text.includes('"') && quotes(text) % 2 === 1) this.#onTrouble('open-quote', this.#line, text);
      else this.#whole(text, this.#line);
      return;
    }
    if (this.#open === '') this.#openLine = this.#line;
    const whole = this.#open === '' ? text : `${this.#open}\n${text}`;
    this.#open = '';
    if (quotes(whole) % 2 === 0) this.#whole(whole, this.#openLine);
    else if (this.#line - this.#openLine >= longestHeader) this.#onTrouble('open-quote', this.#openLine, whole);
    else this.#open = whole;
  }

  #whole(text: string, line: number): void {
    if (text === '' || text.charCodeAt(0) === 0x23 || text.trim() === '') return;
    if (this.#delimiter === '') {
      const named = /^sep=(.)$/i.exec(text.trim());
      this.#delimiter = named ? named[1]! : mostFrequent(text);
      if (named) return;
    }
    const fields = text.includes('"') ? quotedFields(text, this.#delimiter) : text.split(this.#delimiter);
    if (fields.some((field) => field.trim() !== '')) this.#onLine(fields, line);
  }
}

function quotes(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) count++;
  return count;
}

function mostFrequent(text: string): string {
  const bare = text.replace(/"[^"]*"/g, '');
  const counts = delimiters.map((delimiter) => bare.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))]!;
}

/** Fields of a line with quotes; a quote inside a field that does not begin with one is a character. */
function quotedFields(text: string, delimiter: string): string[] {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      let field = '';
      at++;
      for (;;) {
        const quote = text.indexOf('"', at);
        if (quote < 0) return [...fields, field + text.slice(at)];
        field += text.slice(at, quote);
        at = quote + 1;
        if (text[at] !== '"') break;
        field += '"';
        at++;
      }
      const end = text.indexOf(delimiter, at);
      fields.push(field + (end < 0 ? text.slice(at) : text.slice(at, end)));
      if (end < 0) return fields;
      at = end + 1;
    } else {
      const end = text.indexOf(delimiter, at);
      fields.push(end < 0 ? text.slice(at) : text.slice(at, end));
      if (end < 0) return fields;
      at = end + 1;
    }
  }
}
