import type { Event } from '../core/event.ts';

/** What an event weighs besides its longest texts, bytes. */
const baseWeight = 600;

/**
 * The last events that rules may need as evidence, shared by all windows, bounded in number and in bytes. Windows keep the
 * numbers of pushes; an event that was overwritten is gone from evidence, not from counts.
 */
export class EvidenceRing {
  readonly #events: (Event | undefined)[];
  /** Push of each event; ascending from the oldest on. */
  readonly #pushes: Float64Array;
  readonly #maxBytes: number;
  #oldest = 0;
  #next = 0;
  #bytes = 0;

  constructor(maxEvents: number, maxBytes: number) {
    this.#events = new Array<Event | undefined>(maxEvents).fill(undefined);
    this.#pushes = new Float64Array(maxEvents);
    this.#maxBytes = maxBytes;
  }

  /** Keeps the event of a push. */
  keep(push: number, event: Event): void {
    const capacity = this.#events.length;
    if (this.#next - this.#oldest === capacity) this.#drop();
    const at = this.#next++ % capacity;
    this.#events[at] = event;
    this.#pushes[at] = push;
    this.#bytes += weigh(event);
    while (this.#bytes > this.#maxBytes && this.#oldest < this.#next) this.#drop();
  }

  /** The event of a push, or undefined when it was not kept or has been overwritten. */
  get(push: number): Event | undefined {
    const capacity = this.#events.length;
    let low = this.#oldest;
    let high = this.#next;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#pushes[middle % capacity] < push) low = middle + 1;
      else high = middle;
    }
    return low < this.#next && this.#pushes[low % capacity] === push ? this.#events[low % capacity] : undefined;
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
