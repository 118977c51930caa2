/** Longest message that is read, bytes; longer ones are counted malformed and passed over. */
export const longestMessage = 64 * 1024;

/** Room for an unfinished message that a connection keeps, bytes. */
const heldRoom = 8 * 1024;
const newline = 10;
const carriageReturn = 13;
const space = 32;
const less = 60;
/** Digits of the length in front of a message; more than that is no length. */
const longestCount = 7;

/** Where messages go: bytes[start, end) is only valid during the call. */
export interface FramingSink {
  message(bytes: Buffer, start: number, end: number): void;
  /** Something that was no readable message was passed over. */
  malformed(): void;
}

type Mode = 'undecided' | 'newline' | 'counted';

/**
 * Cuts a TCP stream into syslog messages (RFC 6587). The first bytes decide for the whole connection: a length, a space and
 * `<` is octet counting (also RFC 5425), anything else is one message a line. Keeps at most one unfinished message. When a
 * length cannot be read the stream is passed over up to the next newline and then looked at anew.
 */
export class SyslogFraming {
  readonly #sink: FramingSink;
  #mode: Mode = 'undecided';
  /** The unfinished message, or the unfinished length in front of one. */
  #held = Buffer.alloc(0);
  #heldLength = 0;
  /** Bytes the message still lacks; -1 while its length is being read. */
  #lacking = -1;
  #count = 0;
  #digits = 0;
  /** Bytes of an overlong counted message to pass over. */
  #passing = 0;
  /** Passing over everything up to a newline. */
  #toNewline = false;
  constructor(sink: FramingSink) {
    this.#sink = sink;
  }

  /** Bytes of an unfinished message that are kept. */
  get held(): number {
    return this.#heldLength;
  }

  /** Takes the next bytes of the stream. */
  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#toNewline) at = this.#passToNewline(chunk, at);
      else if (this.#mode === 'undecided') at = this.#decide(chunk, at);
      else if (this.#mode === 'newline') at = this.#readLine(chunk, at);
      else at = this.#readCounted(chunk, at);
    }
  }

  /** The stream ended. A last line without newline is a line; a counted message that is not complete is not. */
  end(): void {
    if (this.#mode === 'counted') {
      if (this.#lacking > 0 || this.#digits > 0) this.#sink.malformed();
    } else if (this.#heldLength > 0) this.#deliver(this.#held, 0, this.#heldLength);
    this.#heldLength = 0;
  }

  #passToNewline(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(newline, at);
    if (end < 0) return chunk.length;
    this.#toNewline = false;
    return end + 1;
  }

  /** Looks at one byte at a time: at most nine are kept before it is clear. */
  #decide(chunk: Buffer, at: number): number {
    const byte = chunk[at];
    const length = this.#heldLength;
    const isFirst = length === 0;
    if (isFirst && (byte === newline || byte === carriageReturn || byte === space)) return at + 1;
    const last = isFirst ? 0 : this.#held[length - 1];
    if (byte >= (isFirst ? 49 : 48) && byte <= 57 && last !== space && length < longestCount)
      this.#hold(chunk, at, at + 1);
    else if (byte === space && last >= 48 && last <= 57) this.#hold(chunk, at, at + 1);
    else if (byte === less && last === space) {
      this.#mode = 'counted';
      this.#begin(Number(this.#held.toString('latin1', 0, length - 1)));
      return at;
    } else {
      this.#mode = 'newline';
      return at;
    }
    return at + 1;
  }

  #readLine(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(newline, at);
    const stop = end < 0 ? chunk.length : end;
    if (this.#heldLength + stop - at > longestMessage) {
      this.#heldLength = 0;
      this.#sink.malformed();
      this.#toNewline = end < 0;
    } else if (end < 0) {
      this.#hold(chunk, at, stop);
    } else if (this.#heldLength > 0) {
      this.#hold(chunk, at, stop);
      this.#deliver(this.#held, 0, this.#heldLength);
      this.#heldLength = 0;
    } else this.#deliver(chunk, at, stop);
    return end < 0 ? stop : end + 1;
  }

  #readCounted(chunk: Buffer, at: number): number {
    if (this.#passing > 0) {
      const passed = Math.min(this.#passing, chunk.length - at);
      this.#passing -= passed;
      return at + passed;
    }
    if (this.#lacking < 0) return this.#readCount(chunk, at);
    const stop = Math.min(chunk.length, at + this.#lacking);
    if (this.#heldLength === 0 && stop - at === this.#lacking) {
      this.#lacking = -1;
      this.#deliver(chunk, at, stop);
    } else {
      this.#hold(chunk, at, stop);
      this.#lacking -= stop - at;
      if (this.#lacking === 0) {
        this.#lacking = -1;
        this.#deliver(this.#held, 0, this.#heldLength);
        this.#heldLength = 0;
      }
    }
    return stop;
  }

  #readCount(chunk: Buffer, at: number): number {
    const byte = chunk[at];
    if (byte >= 48 && byte <= 57 && this.#digits < longestCount && !(byte === 48 && this.#digits === 0)) {
      this.#count = this.#count * 10 + byte - 48;
      this.#digits++;
      return at + 1;
    }
    if (byte === space && this.#digits > 0) {
      this.#begin(this.#count);
      return at + 1;
    }
    // Some senders end a counted message with a newline that they did not count.
    if (this.#digits === 0 && (byte === newline || byte === carriageReturn)) return at + 1;
    this.#sink.malformed();
    this.#count = 0;
    this.#digits = 0;
    this.#mode = 'undecided';
    this.#toNewline = true;
    return at;
  }

  #begin(length: number): void {
    this.#heldLength = 0;
    this.#count = 0;
    this.#digits = 0;
    if (length <= longestMessage) {
      this.#lacking = length;
      return;
    }
    this.#lacking = -1;
    this.#passing = length;
    this.#sink.malformed();
  }

  #hold(chunk: Buffer, start: number, end: number): void {
    const needed = this.#heldLength + end - start;
    if (needed > this.#held.length) {
      const larger = Buffer.allocUnsafe(Math.min(longestMessage, Math.max(1024, needed * 2)));
      this.#held.copy(larger, 0, 0, this.#heldLength);
      this.#held = larger;
    }
    chunk.copy(this.#held, this.#heldLength, start, end);
    this.#heldLength = needed;
  }

  /** Hands a message over. Room for a rare long one is given back, there may be a thousand connections. */
  #deliver(bytes: Buffer, start: number, end: number): void {
    if (this.#held.length > heldRoom && bytes !== this.#held) this.#held = Buffer.alloc(0);
    const stop = end > start && bytes[end - 1] === carriageReturn ? end - 1 : end;
    if (stop > start) this.#sink.message(bytes, start, stop);
  }
}
