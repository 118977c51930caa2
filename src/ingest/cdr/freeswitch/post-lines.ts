import { findFirst, literal } from '../../line/scan.ts';
import { type CdrFormat, type CdrReading, CdrRefusal, isCall, longestPost, refusals } from '../cdr-format.ts';

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const angle = 0x3c;
const startOfXml = literal('<cdr');
const endOfXml = literal('</cdr>');
/** What mod_json_cdr begins every record with. */
const startOfJson = '{"core-uuid"';
const onlyHead = /^\s*(<\?xml[^<>]*>\s*)?$/;
const lineEnd = Buffer.from('\n');

/** Whether a file that begins with these bytes holds records of mod_json_cdr or mod_xml_cdr, over one line each or over many. */
export function holdsPosts(bytes: Buffer): boolean {
  let at = 0;
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) at = 3;
  while (at < bytes.length && bytes[at]! <= 0x20) at++;
  return bytes[at] === openBrace || bytes[at] === angle;
}

/**
 * Puts the lines of one record together and gives them to `format`: JSON to its last brace, XML to `</cdr>`; several may share a
 * line. One that is cut off is refused as `unfinished` where the next begins (a line that begins with `{`, or `<cdr`), and where
 * the file ends.
 */
export function joinPosts(format: CdrFormat): CdrFormat {
  return new PostLines(format);
}

class PostLines implements CdrFormat {
  readonly id: string;
  readonly #format: CdrFormat;
  /** What was found and not yet told. */
  readonly #told: CdrReading[] = [];
  /** The record that is not over, and the line it began in. */
  #pieces: Buffer[] = [];
  #length = 0;
  #line = 0;
  #isXml = false;
  /** Of XML: `<cdr` was there. Of JSON: braces that are open, and whether a text is. */
  #opened = false;
  #depth = 0;
  #inText = false;
  /** Behind a record that was given up stands the rest of it. */
  #skipping = false;

  constructor(format: CdrFormat) {
    this.id = format.id;
    this.#format = format;
  }

  read(bytes: Buffer, start: number, end: number, line: number): CdrReading {
    // No text of JSON goes over a line end, and inside a record no line begins with a brace.
    if (this.#length > 0 && !this.#isXml && (this.#inText || bytes[start] === openBrace)) this.#giveUp();
    for (let at = start; at < end; ) {
      if (this.#length === 0) {
        while (at < end && bytes[at]! <= 0x20) at++;
        if (at === end) break;
        if (bytes[at] !== openBrace && bytes[at] !== angle) {
          if (!this.#skipping) this.#tell(this.#format.read(bytes, at, end, line));
          break;
        }
        this.#begin(bytes[at] === angle, line);
      }
      at = this.#isXml ? this.#readXml(bytes, at, end, line) : this.#readJson(bytes, at, end);
    }
    if (this.#length > 0) this.#pieces.push(lineEnd);
    return this.#told.shift();
  }

  more(): CdrReading {
    return this.#told.shift();
  }

  /** A record that is not over where the file is has no end. No call waits. */
  rest(): [] {
    if (this.#length > 0) this.#giveUp();
    return [];
  }

  /** Reads on to the end of the record or of the line; gives the place behind it. */
  #readJson(bytes: Buffer, from: number, end: number): number {
    let [depth, inText] = [this.#depth, this.#inText];
    let at = from;
    while (at < end) {
      const byte = bytes[at++];
      if (byte === quote) inText = !inText;
      else if (inText) {
        if (byte === backslash) at++;
      } else if (byte === openBrace) depth++;
      else if (byte === closeBrace && --depth === 0) break;
    }
    this.#depth = depth;
    this.#inText = inText;
    const stop = Math.min(at, end);
    if (this.#add(bytes, from, stop) && depth === 0) this.#whole();
    return stop;
  }

  #readXml(bytes: Buffer, from: number, end: number, line: number): number {
    const close = findFirst(bytes, from, end, endOfXml);
    const stop = close < 0 ? end : close + endOfXml.length;
    let begin = from;
    for (let at = nextRecord(bytes, from, stop); at >= 0; at = nextRecord(bytes, at + 1, stop)) {
      // Values are escaped: only another record begins so.
      const before = Buffer.concat([...this.#pieces, bytes.subarray(begin, at)]).toString('latin1');
      const another = this.#opened || !onlyHead.test(before);
      if (another) this.#told.push(new CdrRefusal('unfinished', this.#line));
      this.#begin(true, another ? line : this.#line);
      this.#opened = true;
      begin = at;
    }
    if (this.#add(bytes, begin, stop) && close >= 0) this.#whole();
    return stop;
  }

  #begin(isXml: boolean, line: number): void {
    this.#pieces = [];
    this.#length = 0;
    this.#line = line;
    this.#isXml = isXml;
    this.#opened = false;
    this.#depth = 0;
    this.#inText = false;
    this.#skipping = false;
  }

  /** Keeps bytes of the record; false when it is too long and given up. */
  #add(bytes: Buffer, start: number, end: number): boolean {
    this.#length += end - start + 1;
    if (this.#length > longestPost) {
      this.#drop();
      this.#told.push(refusals['too-long']);
      return false;
    }
    this.#pieces.push(Buffer.from(bytes.subarray(start, end)));
    return true;
  }

  #whole(): void {
    const whole = Buffer.concat(this.#pieces);
    const reading = this.#format.read(whole, 0, whole.length, this.#line);
    const found = reading === refusals['not-this-format'] ? this.#inside(whole) : undefined;
    if (found) this.#told.push(new CdrRefusal('unfinished', this.#line));
    this.#tell(found ?? reading);
    this.#begin(false, 0);
  }

  #giveUp(): void {
    const found = this.#inside(Buffer.concat(this.#pieces));
    this.#told.push(new CdrRefusal('unfinished', this.#line));
    if (found) this.#told.push(found);
    this.#drop();
  }

  #drop(): void {
    this.#begin(false, 0);
    this.#skipping = true;
  }

  /** The whole record behind one that was cut off in the middle of a line. */
  #inside(bytes: Buffer): CdrReading {
    const at = this.#isXml ? -1 : bytes.lastIndexOf(startOfJson);
    if (at <= 0) return undefined;
    const reading = this.#format.read(bytes, at, bytes.length, this.#line);
    return isCall(reading) ? reading : undefined;
  }

  #tell(reading: CdrReading): void {
    if (reading !== undefined) this.#told.push(reading);
  }
}

/** Place of the next `<cdr>` or `<cdr …` in bytes[start, end), -1 without. */
function nextRecord(bytes: Buffer, start: number, end: number): number {
  let at = findFirst(bytes, start, end, startOfXml);
  while (at >= 0 && bytes[at + startOfXml.length] !== 0x3e && bytes[at + startOfXml.length]! > 0x20)
    at = findFirst(bytes, at + 1, end, startOfXml);
  return at;
}
