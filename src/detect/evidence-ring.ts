import { copyEvent, Event, resetEvent } from '../core/event.ts';

/** What an event weighs besides its longest texts, bytes. */
const baseWeight = 600;

/**
 * Copies of the last events that rules may need as evidence, shared by all windows, bounded in number and in bytes. Windows
 * keep the numbers of pushes; an event that was overwritten is gone from evidence, not from counts. The copies stay where
 * they are: a stream of new objects that each live for a while is what a garbage collector does worst.
 */
export class EvidenceRing {
  private readonly events: Event[] = [];
  /** Push of each event; ascending from the oldest on. */
  private readonly pushes: Float64Array;
  private readonly weights: Float64Array;
  private readonly capacity: number;
  private readonly maxBytes: number;
  private oldest = 0;
  private next = 0;
  private bytes = 0;

  constructor(maxEvents: number, maxBytes: number) {
    this.capacity = maxEvents;
    this.pushes = new Float64Array(maxEvents);
    this.weights = new Float64Array(maxEvents);
    this.maxBytes = maxBytes;
  }

  /** Keeps what the event of a push says. */
  keep(push: number, event: Event): void {
    const at = this.next++ % this.capacity;
    if (at === this.events.length) this.events.push(new Event());
    copyEvent(event, this.events[at]);
    this.pushes[at] = push;
    // What it takes the place of weighs nothing when it was dropped before, or never was.
    const weight = weigh(event);
    this.bytes += weight - this.weights[at];
    this.weights[at] = weight;
    this.oldest = Math.max(this.oldest, this.next - this.capacity);
    while (this.bytes > this.maxBytes && this.oldest < this.next) this.drop();
  }

  /** The event of a push, until the next is kept; undefined when it was not kept or has been overwritten. */
  get(push: number): Event | undefined {
    const capacity = this.capacity;
    let low = this.oldest;
    let high = this.next;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.pushes[middle % capacity] < push) low = middle + 1;
      else high = middle;
    }
    return low < this.next && this.pushes[low % capacity] === push ? this.events[low % capacity] : undefined;
  }

  private drop(): void {
    const at = this.oldest++ % this.capacity;
    this.bytes -= this.weights[at];
    this.weights[at] = 0;
    // Its texts are what weighs.
    resetEvent(this.events[at]);
  }
}

function weigh(event: Event): number {
  return baseWeight + event.original.length + event.userAgent.length + event.userName.length;
}
