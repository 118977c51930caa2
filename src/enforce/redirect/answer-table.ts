import type { CallVerdict } from '../../core/calls/call-verdict.ts';

/** Entries of one bucket: a new one takes the place of the oldest of these. */
const ways = 8;
/** How long a client may repeat a request: 64 × T1 (RFC 3261 section 17.1.1.2). */
const keepMs = 32_000;

/**
 * What was said to INVITEs of the last 32 s, by 64 bits of a keyed hash of what makes a request the same. Bounded: a full
 * bucket gives up its oldest entry; those given up within their time are counted.
 */
export class AnswerTable {
  evicted = 0;
  readonly #first: Int32Array;
  readonly #second: Int32Array;
  readonly #time: Float64Array;
  readonly #verdict: (CallVerdict | undefined)[];
  readonly #buckets: number;
  /** Place of the entry found last. */
  #at = 0;

  /** `capacity`: entries, a power of two; 28 bytes each. */
  constructor(capacity = 524_288) {
    this.#first = new Int32Array(capacity);
    this.#second = new Int32Array(capacity);
    this.#time = new Float64Array(capacity).fill(Number.NEGATIVE_INFINITY);
    this.#verdict = new Array<CallVerdict | undefined>(capacity).fill(undefined);
    this.#buckets = capacity / ways;
  }

  /** What was said to the request with this hash; undefined when it is new. `now` in ms of a clock that only goes on. */
  find(first: number, second: number, now: number): CallVerdict | undefined {
    const from = ((first >>> 0) % this.#buckets) * ways;
    for (let i = from; i < from + ways; i++) {
      if (this.#first[i] === first && this.#second[i] === second && now - this.#time[i] <= keepMs) {
        return this.#verdict[i];
      }
    }
    return undefined;
  }

  put(first: number, second: number, now: number, verdict: CallVerdict): void {
    const from = ((first >>> 0) % this.#buckets) * ways;
    this.#at = from;
    for (let i = from; i < from + ways; i++) if (this.#time[i] < this.#time[this.#at]) this.#at = i;
    if (now - this.#time[this.#at] <= keepMs) this.evicted++;
    this.#first[this.#at] = first;
    this.#second[this.#at] = second;
    this.#time[this.#at] = now;
    this.#verdict[this.#at] = verdict;
  }
}
