import type { Event } from '../core/event.ts';
import type { Reading } from './format.ts';

/** Lines kept per source, and the most taken of one source in a second: people read no faster. */
const linesKept = 20;
const linesPerSecond = 20;
/** Longest part of a line that is kept, bytes. */
const longestLine = 1024;
/** Sources remembered; the one first heard of is forgotten first. */
const sourcesKept = 10_000;

/** A line as the screen shows it. */
export interface RecentLine {
  /** When it was received, ms. */
  readonly at: number;
  readonly line: string;
  readonly reading: 'recognised' | 'ignored' | 'malformed';
  /** What was made of it, in the words of the event fields; '' when nothing was. */
  readonly summary: string;
}

interface Held {
  readonly at: number;
  readonly bytes: Buffer;
  readonly reading: RecentLine['reading'];
  readonly summary: string;
}

interface Ring {
  readonly lines: (Held | undefined)[];
  next: number;
  second: number;
  inSecond: number;
}

/** The last lines of each source. Cheap enough for every record: beyond twenty a second it only compares two numbers. */
export class RecentLines {
  readonly #rings = new Map<string, Ring>();
  #lastSource = '';
  #last: Ring | undefined;

  /** Takes note of bytes[start, end), received at `now` (ms). `event` is what was read when `reading` is `recognised`. */
  note(
    sourceId: string,
    reading: Reading,
    bytes: Buffer,
    start: number,
    end: number,
    now: number,
    event?: Event,
  ): void {
    let ring = this.#last;
    if (ring === undefined || sourceId !== this.#lastSource) {
      ring = this.#rings.get(sourceId) ?? this.#add(sourceId);
      this.#lastSource = sourceId;
      this.#last = ring;
    }
    const second = Math.floor(now / 1000);
    if (second !== ring.second) {
      ring.second = second;
      ring.inSecond = 0;
    }
    if (ring.inSecond >= linesPerSecond) return;
    ring.inSecond++;
    ring.lines[ring.next] = {
      at: now,
      bytes: Buffer.from(bytes.subarray(start, Math.min(end, start + longestLine))),
      reading: reading === 'foreign' ? 'ignored' : reading,
      summary: reading === 'recognised' && event ? summaryOf(event) : '',
    };
    ring.next = (ring.next + 1) % linesKept;
  }

  /** Last lines of a source, newest first. */
  of(sourceId: string): readonly RecentLine[] {
    const ring = this.#rings.get(sourceId);
    if (!ring) return [];
    const lines: RecentLine[] = [];
    for (let i = 1; i <= linesKept; i++) {
      const held = ring.lines[(ring.next - i + linesKept) % linesKept];
      if (held)
        lines.push({ at: held.at, line: held.bytes.toString('utf8'), reading: held.reading, summary: held.summary });
    }
    return lines;
  }

  #add(sourceId: string): Ring {
    if (this.#rings.size >= sourcesKept) this.#rings.delete(this.#rings.keys().next().value!);
    const ring: Ring = {
      lines: new Array<Held | undefined>(linesKept).fill(undefined),
      next: 0,
      second: -1,
      inSecond: 0,
    };
    this.#rings.set(sourceId, ring);
    return ring;
  }
}

/** `sip-auth failure wrong-password 203.0.113.9 1001`: the words of the fields, for people who set up a source. */
function summaryOf(event: Event): string {
  return [event.action, event.outcome, event.reason, event.sourceIp, event.userName]
    .filter((part) => part !== '')
    .join(' ');
}
