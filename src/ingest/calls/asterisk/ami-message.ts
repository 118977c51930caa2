const longestName = 256;

/** One message of the manager interface: an event or a response, lines of `Key: value`. Keys are compared without case. */
export class AmiMessage {
  readonly #fields: ReadonlyMap<string, string>;
  /** Bytes it had. */
  readonly size: number;

  constructor(fields: ReadonlyMap<string, string>, size = 0) {
    this.#fields = fields;
    this.size = size;
  }

  /** Value of the first line with this key, '' when there is none. `key` in lower case. */
  get(key: string): string {
    return this.#fields.get(key) ?? '';
  }

  /** The same, cut where it is longer than names and numbers are: for what is kept. */
  short(key: string): string {
    const value = this.get(key);
    return value.length <= longestName ? value : value.slice(0, longestName);
  }

  /** Name of the event, '' for a response. */
  get event(): string {
    return this.get('event');
  }

  /** Whether it is a response that says so. */
  get success(): boolean {
    return this.get('response') === 'Success';
  }
}

/** Longest message, bytes: the longest real ones (a list of commands) have some 20 KiB. */
const longestMessage = 128 * 1024;
const mostLines = 1_000;
const end = Buffer.from('\r\n\r\n');

/**
 * Cuts a stream of bytes into messages. Bounded whatever comes: a message that is too long is passed over to its end and
 * counted, so that the ones behind it are read again.
 */
export class AmiReader {
  readonly #take: (message: AmiMessage) => void;
  #rest: Buffer = Buffer.alloc(0);
  #skipping = false;
  /** Messages that were passed over: too long, too many lines, or without a single key. */
  malformed = 0;

  constructor(take: (message: AmiMessage) => void) {
    this.#take = take;
  }

  push(chunk: Buffer): void {
    const before = this.#rest.length;
    let bytes = before === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    // An end may lie across the two, never wholly in what was there before.
    let from = Math.max(0, before - end.length);
    for (;;) {
      const at = bytes.indexOf(end, from);
      if (at < 0) break;
      if (this.#skipping) this.#skipping = false;
      else this.#read(bytes, at);
      bytes = bytes.subarray(at + end.length);
      from = 0;
    }
    if (bytes.length > longestMessage) {
      if (!this.#skipping) this.malformed++;
      this.#skipping = true;
      bytes = bytes.subarray(bytes.length - end.length);
    }
    // A copy, so that a small rest does not keep a large chunk.
    this.#rest = bytes.length === 0 ? bytes : Buffer.from(bytes);
  }

  #read(bytes: Buffer, length: number): void {
    if (length > longestMessage) {
      this.malformed++;
      return;
    }
    const lines = bytes.toString('utf8', 0, length).split('\r\n', mostLines + 1);
    if (lines.length > mostLines) {
      this.malformed++;
      return;
    }
    const fields = new Map<string, string>();
    for (const line of lines) {
      const colon = line.indexOf(':');
      if (colon <= 0) continue;
      const key = line.slice(0, colon).toLowerCase();
      if (!fields.has(key)) fields.set(key, line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1));
    }
    if (fields.size === 0) this.malformed++;
    else this.#take(new AmiMessage(fields, length));
  }
}
