import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { ImportTrouble } from '../../../../core/customer/import-plan.ts';
import { ok, type Result, refused } from '../../../../core/result.ts';
import type { Text } from '../../../../core/text.ts';

/** A record of the file; `line` is where it begins, 1-based. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

const longestRecord = 64 * 1024;
const chunk = 64 * 1024;

/**
 * Records of a CSV file (RFC 4180) in UTF-8, with or without byte order mark, separated by commas, semicolons or tabs. `read`
 * tells how many bytes were read.
 *
 * @throws nothing: what cannot be read is a trouble with the line it is in.
 */
export async function* readCsv(
  bytes: Buffer,
  read: (bytes: number) => void,
): AsyncGenerator<Result<CsvRecord, ImportTrouble>> {
  const encoding = encodingTrouble(bytes);
  if (encoding) {
    yield refused(encoding);
    return;
  }
  const delimiter = delimiterOf(bytes);
  const lines = new LineCounter(bytes);
  const parser = parse({
    bom: true,
    delimiter,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: longestRecord,
    // Called as each record is read, before any that cannot be.
    on_record: ((cells: string[], { bytes: end }: { bytes: number }) => ({
      line: lines.recordUpTo(end),
      cells,
    })) as never,
  });
  const source = Readable.from(chunks(bytes, read), { objectMode: false });
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const record of parser as AsyncIterable<CsvRecord>) yield ok(record);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The record that cannot be read begins after the last one that could.
    const line = lines.recordUpTo(bytes.length);
    yield refused({ line, column: '', value: '', message: sentences[error.code] ?? unreadable });
  } finally {
    source.destroy();
    parser.destroy();
  }
}

function* chunks(bytes: Buffer, read: (bytes: number) => void): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += chunk) {
    const part = bytes.subarray(at, at + chunk);
    yield part;
    read(Math.min(at + chunk, bytes.length));
  }
}

/** Tells on which line of the file each record begins: CR LF, LF and CR alone each end a line. */
class LineCounter {
  readonly #bytes: Buffer;
  #at = 0;
  #line = 1;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Line on which the next record begins, which goes up to byte `end`. */
  recordUpTo(end: number): number {
    while (this.#at < end && (this.#bytes[this.#at] === 0x0a || this.#bytes[this.#at] === 0x0d)) this.#pass();
    const line = this.#line;
    while (this.#at < end) this.#pass();
    return line;
  }

  #pass(): void {
    const byte = this.#bytes[this.#at++];
    if (byte === 0x0a || (byte === 0x0d && this.#bytes[this.#at] !== 0x0a)) this.#line++;
  }
}

/** The separator of the header line: the one that stands in it most, outside quotes. */
function delimiterOf(bytes: Buffer): string {
  const [header] = bytes
    .subarray(0, longestRecord)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .replace(/"[^"]*"/g, '')
    .trimStart()
    .split(/\r|\n/, 1);
  const count = (delimiter: string) => header.split(delimiter).length;
  return [';', ',', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

function encodingTrouble(bytes: Buffer): ImportTrouble | undefined {
  const whole = { line: 0, column: '', value: '' };
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return {
      ...whole,
      message: {
        nl: 'Dit bestand is UTF-16. Bewaar het als “CSV UTF-8 (door komma’s gescheiden)”.',
        en: 'This file is UTF-16. Save it as “CSV UTF-8 (comma delimited)”.',
      },
    };
  }
  if (bytes.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 3, 4]))) {
    return {
      ...whole,
      message: {
        nl: 'Dit is een werkmap of zip-bestand. Bewaar het in het rekenblad als “CSV UTF-8”.',
        en: 'This is a workbook or a zip file. Save it from the spreadsheet as “CSV UTF-8”.',
      },
    };
  }
  if (isUtf8(bytes)) {
    const nul = bytes.indexOf(0);
    if (nul < 0) return undefined;
    return { ...whole, line: lineOf(bytes, nul), message: atByte(nul, { nl: 'een nulbyte', en: 'a NUL byte' }) };
  }
  const at = firstInvalid(bytes);
  const what = { nl: `geen UTF-8 (byte 0x${hex(bytes[at])})`, en: `no UTF-8 (byte 0x${hex(bytes[at])})` };
  return { ...whole, line: lineOf(bytes, at), message: atByte(at, what) };
}

function atByte(at: number, what: Text): Text {
  return {
    nl: `Op byte ${at + 1} van het bestand staat ${what.nl}. Bewaar het bestand als “CSV UTF-8” en probeer het opnieuw.`,
    en: `At byte ${at + 1} of the file there is ${what.en}. Save the file as “CSV UTF-8” and try again.`,
  };
}

const hex = (byte: number) => byte.toString(16).padStart(2, '0');

function lineOf(bytes: Buffer, at: number): number {
  let line = 1;
  for (let i = bytes.indexOf(0x0a); i >= 0 && i < at; i = bytes.indexOf(0x0a, i + 1)) line++;
  return line;
}

/** Where the first sequence begins that is no UTF-8 (RFC 3629). */
function firstInvalid(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.length;
  // A prefix may end inside a character: up to three bytes are given back.
  const isGood = (end: number) => {
    for (let cut = 0; cut <= 3 && end - cut >= 0; cut++) if (isUtf8(bytes.subarray(0, end - cut))) return true;
    return false;
  };
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isGood(middle)) good = middle;
    else bad = middle;
  }
  // The character at fault began at most three bytes before.
  for (let cut = 0; cut <= 3; cut++) if (isUtf8(bytes.subarray(0, good - cut))) return good - cut;
  return good;
}

const unreadable: Text = {
  nl: 'Deze regel kan niet worden gelezen. Controleer de aanhalingstekens.',
  en: 'This line cannot be read. Check the quotes.',
};
const sentences: Readonly<Record<string, Text>> = {
  CSV_QUOTE_NOT_CLOSED: {
    nl: 'Hier begint een aanhalingsteken dat nergens sluit. Zet er een aan het eind van de cel bij.',
    en: 'A quote opens here that never closes. Add one at the end of the cell.',
  },
  CSV_INVALID_CLOSING_QUOTE: {
    nl: 'Na een sluitend aanhalingsteken staat nog tekst. Schrijf een aanhalingsteken binnen een cel dubbel: "".',
    en: 'Text follows a closing quote. Write a quote inside a cell twice: "".',
  },
  INVALID_OPENING_QUOTE: {
    nl: 'Er staat een aanhalingsteken midden in een cel. Zet de hele cel tussen aanhalingstekens en schrijf dit teken dubbel: "".',
    en: 'A quote stands in the middle of a cell. Put the whole cell in quotes and write this one twice: "".',
  },
  CSV_MAX_RECORD_SIZE: {
    nl: `Deze regel is langer dan ${longestRecord / 1024} kB. Waarschijnlijk sluit een aanhalingsteken niet.`,
    en: `This line is longer than ${longestRecord / 1024} kB. A quote probably does not close.`,
  },
};
