/** Most bytes of a message, headers and body. */
export const longestMessage = 65_535;
const longestHeaders = 32_768;
const emptyLine = Buffer.from('\r\n\r\n');
const bareEmptyLine = Buffer.from('\n\n');
/** Two line ends. */
const pingLength = 4;

export interface SipStreamDeps {
  /** A whole message; the bytes are only valid during the call. */
  message(bytes: Buffer, start: number, end: number): void;
  /** Two line ends between messages: a keep-alive that wants one back (RFC 5626 section 4.4.1). */
  ping(): void;
}

/**
 * Cuts a stream into SIP messages by Content-Length (RFC 3261 section 18.3), several of them in one segment or one in many.
 * A message without Content-Length has no body. Bounded: 32 KiB of headers, 64 KiB a message.
 */
export class SipStream {
  readonly #deps: SipStreamDeps;
  #buffer = Buffer.alloc(0);
  #length = 0;
  /** Bytes of the buffer in which the empty line is known not to begin. */
  #scanned = 0;
  /** Length of the message that is waited for, once its headers are there; 0 before. */
  #wanted = 0;
  /** Bytes of line ends since the last message or keep-alive. */
  #lineEnds = 0;

  constructor(deps: SipStreamDeps) {
    this.#deps = deps;
  }

  /** Bytes of a message that is not complete. */
  get pending(): number {
    return this.#length;
  }

  /** Takes a chunk; false when the place is lost for good: what it holds is too long or says two lengths. */
  push(chunk: Buffer): boolean {
    let bytes = chunk;
    if (this.#length > 0) {
      this.#append(chunk);
      bytes = this.#buffer.subarray(0, this.#length);
      if (this.#wanted > bytes.length) return true;
      if (this.#wanted > 0) this.#scanned = 0;
    }
    let at = 0;
    for (;;) {
      const start = skipLineEnds(bytes, at);
      this.#lineEnds += start - at;
      for (; this.#lineEnds >= pingLength; this.#lineEnds -= pingLength) this.#deps.ping();
      at = start;
      if (at < bytes.length) this.#lineEnds = 0;
      if (at === bytes.length) break;
      const headersEnd = endOfHeaders(bytes, Math.max(at, this.#scanned));
      if (headersEnd < 0) {
        if (bytes.length - at > longestHeaders) return false;
        this.#keep(bytes, at, 0);
        return true;
      }
      const body = contentLength(bytes, at, headersEnd);
      const end = headersEnd + body;
      if (body < 0 || end - at > longestMessage) return false;
      if (end > bytes.length) {
        this.#keep(bytes, at, end - at);
        return true;
      }
      this.#scanned = 0;
      this.#wanted = 0;
      this.#deps.message(bytes, at, end);
      at = end;
    }
    this.#length = 0;
    this.#scanned = 0;
    this.#wanted = 0;
    return true;
  }

  #append(chunk: Buffer): void {
    const length = this.#length + chunk.length;
    if (length > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(4096, length * 2));
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    chunk.copy(this.#buffer, this.#length);
    this.#length = length;
  }

  #keep(bytes: Buffer, at: number, wanted: number): void {
    const rest = bytes.length - at;
    if (this.#buffer.length < rest) {
      const larger = Buffer.allocUnsafeSlow(Math.max(4096, rest * 2));
      bytes.copy(larger, 0, at);
      this.#buffer = larger;
    } else bytes.copy(this.#buffer, 0, at);
    this.#length = rest;
    this.#scanned = Math.max(0, rest - 3);
    this.#wanted = wanted;
  }
}

function skipLineEnds(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] === 0x0d || bytes[at] === 0x0a)) at++;
  return at;
}

/** First byte after the empty line, -1 when it is not there yet. */
function endOfHeaders(bytes: Buffer, from: number): number {
  const usual = bytes.indexOf(emptyLine, from);
  const bare = bytes.subarray(0, usual < 0 ? bytes.length : usual).indexOf(bareEmptyLine, from);
  if (bare >= 0) return bare + bareEmptyLine.length;
  return usual < 0 ? -1 : usual + emptyLine.length;
}

/** What Content-Length says, 0 without, -1 when it is no number or said twice differently. */
function contentLength(bytes: Buffer, start: number, end: number): number {
  const text = bytes.toString('latin1', start, end);
  let length = -2;
  for (const [, value] of text.matchAll(/\n(?:content-length|l)[ \t]{0,32}:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)/gi)) {
    const said = /^\s*\d{1,9}\s*$/.test(value) ? Number(value) : -1;
    if (said < 0 || (length >= 0 && length !== said)) return -1;
    length = said;
  }
  return length === -2 ? 0 : length;
}
