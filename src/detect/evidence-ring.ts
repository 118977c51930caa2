import type { Event } from '../core/event.ts';

/** What an event weighs besides its longest texts, bytes. */
const baseWeight = 600;

/**
 * The last events that rules may need as evidence, shared by all windows, bounded in number and in bytes. Windows keep
 * numbers; an event that was overwritten is gone from evidence, not from counts.
 */
export class EvidenceRing {
  readonly #events: (Event | undefined)[];
  readonly #maxBytes: number;
  #oldest = 0;
  #next = 0;
  #bytes = 0;

  constructor(maxEvents: number, maxBytes: number) {
    this.#events = new Array<Event | undefined>(maxEvents).fill(undefined);
    this.#maxBytes = maxBytes;
  }

  /** Keeps an event; returns its number, one higher for each event kept. */
  keep(event: Event): number {
    const capacity = this.#events.length;
    if (this.#next - this.#oldest === capacity) this.#drop();
    this.#events[this.#next % capacity] = event;
    this.#bytes += weigh(event);
    while (this.#bytes > this.#maxBytes && this.#oldest < this.#next) this.#drop();
    return this.#next++;
  }

  /** The event of a number, or undefined when it was overwritten. */
  get(number: number): Event | undefined {
    return number >= this.#oldest ? this.#events[number % this.#events.length] : undefined;
  }

  get size(): number {
    return this.#next - this.#oldest;
  }

  #drop(): void {
    const at = this.#oldest++ % this.#events.length;
    this.#bytes -= weigh(this.#events[at]!);
    this.#events[at] = undefined;
  }
}

function weigh(event: Event): number {
  return baseWeight + event.original.length + event.userAgent.length + event.userName.length;
}
