import { EslError } from './esl-error.ts';

/** Longest block of headers, bytes. */
export const longestHead = 16 * 1024;
/** Longest body, bytes: that of `show channels as json` with some 20,000 channels. */
export const longestBody = 32 * 1024 * 1024;

/** One message of the event socket: its headers by lower-case name, and the body that Content-Length announced. */
export interface EslMessage {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

const newline = 10;

/**
 * Cuts what an event socket sends into messages (mod_event_socket: lines `Name: value`, an empty line, and Content-Length
 * bytes when that header stands there). Takes pieces of any size; holds at most one message that is not finished.
 */
export class EslReader {
  readonly #take: (message: EslMessage) => void;
  #head: Buffer = Buffer.alloc(0);
  /** Headers of a message whose body is awaited. */
  #headers: Map<string, string> | undefined;
  #parts: Buffer[] = [];
  #missing = 0;
  constructor(take: (message: EslMessage) => void) {
    this.#take = take;
  }

  /** Takes the next bytes. Throws EslError `protocol` when they are none of this protocol or go beyond its bounds. */
  push(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) rest = this.#headers ? this.#takeBody(rest) : this.#takeHead(rest);
  }

  #takeBody(chunk: Buffer): Buffer {
    const part = chunk.subarray(0, this.#missing);
    this.#parts.push(part);
    this.#missing -= part.length;
    // Many small pieces would each keep a buffer of the socket.
    if (this.#parts.length > 256) this.#parts = [Buffer.concat(this.#parts)];
    if (this.#missing === 0) {
      const headers = this.#headers!;
      const body = this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts);
      this.#headers = undefined;
      this.#parts = [];
      this.#take({ headers, body });
    }
    return chunk.subarray(part.length);
  }

  #takeHead(chunk: Buffer): Buffer {
    const before = this.#head.length;
    const head = before === 0 ? chunk : Buffer.concat([this.#head, chunk]);
    // The empty line may have begun in the bytes before.
    const end = endOfHead(head, Math.max(0, before - 3));
    if (end < 0) {
      if (head.length > longestHead) throw tooMuch('headers');
      this.#head = before === 0 ? Buffer.from(head) : head;
      return Buffer.alloc(0);
    }
    this.#head = Buffer.alloc(0);
    if (end > longestHead) throw tooMuch('headers');
    const headers = readHeaders(head.toString('utf8', 0, end));
    if (headers.size > 0) {
      const length = lengthOf(headers);
      if (length > 0) {
        this.#headers = headers;
        this.#missing = length;
      } else this.#take({ headers, body: Buffer.alloc(0) });
    }
    return head.subarray(end);
  }
}

/** Place behind the first empty line at or after `from`, -1 when there is none yet. */
function endOfHead(bytes: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const line = bytes.indexOf(newline, at);
    if (line < 0) return -1;
    // An empty line before any header: messages are told apart by more than one now and then.
    if (line === 0 || (line === 1 && bytes[0] === 13)) return line + 1;
    if (bytes[line + 1] === newline) return line + 2;
    if (bytes[line + 1] === 13 && bytes[line + 2] === newline) return line + 3;
    at = line + 1;
  }
}

/** Lines `Name: value` by lower-case name; the first of a name counts. */
export function readHeaders(text: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon <= 0) {
      if (line.trim() === '') continue;
      throw new EslError('protocol', 'It does not speak the event socket protocol.');
    }
    const name = line.slice(0, colon).trim().toLowerCase();
    if (!headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return headers;
}

function lengthOf(headers: ReadonlyMap<string, string>): number {
  const text = headers.get('content-length');
  if (text === undefined) return 0;
  if (!/^\d{1,9}$/.test(text)) throw new EslError('protocol', 'It announced a length that is none.');
  const length = Number(text);
  if (length > longestBody) throw tooMuch('body');
  return length;
}

function tooMuch(what: string): EslError {
  return new EslError('protocol', `It sent more in one message (${what}) than Belwacht takes.`);
}
