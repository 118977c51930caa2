import { type Bounds, within } from '../sigma/bounds.ts';
import type { SourceClock } from '../source-clock.ts';
import { type Entries, Group } from './group.ts';

/** What all groups of one event_count share. */
export interface EventCountShape {
  readonly spanMs: number;
  readonly bounds: Bounds;
  /** Count from which the condition can hold. */
  readonly least: number;
  /** Newest events kept: as many as it takes to answer the condition. */
  readonly keep: number;
  /** Events in the window from which contents are kept. */
  readonly evidenceFrom: number;
  /** Reaching `least` decides; no upper bound. */
  readonly simple: boolean;
}

/** event_count: the newest `keep` events, oldest first from `head` on. */
export class EventGroup extends Group {
  readonly #shape: EventCountShape;
  /** Time and push of each event in turn: what is looked at together lies together. */
  #entries: number[] = [];
  #head = 0;

  constructor(clock: SourceClock, shape: EventCountShape) {
    super(clock);
    this.#shape = shape;
  }

  seed(time: number, ref: number): void {
    this.#entries = [time, ref];
  }

  wants(_time: number, newest: number): boolean {
    const from = 2 * this.#shape.evidenceFrom;
    if (from === 0) return true;
    const { length } = this.#entries;
    return length >= from && this.#entries[(this.#head + length - from) % length] > newest - this.#shape.spanMs;
  }

  add(time: number, newest: number, ref: number): boolean {
    const { keep, least, spanMs } = this.#shape;
    const entries = this.#entries;
    const { length } = entries;
    const last = length === 0 ? -Infinity : entries[(this.#head === 0 ? length : this.#head) - 2];
    if (length > 2 && last <= newest - spanMs) {
      this.#head = 0;
      this.seed(time, ref);
      return least <= 1;
    }
    if (time < last) this.#insert(time, ref);
    else if (length < 2 * keep) entries.push(time, ref);
    else {
      entries[this.#head] = time;
      entries[this.#head + 1] = ref;
      this.#head += 2;
      if (this.#head === length) this.#head = 0;
    }
    return this.#holds(newest);
  }

  #holds(newest: number): boolean {
    const { bounds, least, simple, spanMs } = this.#shape;
    const entries = this.#entries;
    if (entries.length < 2 * least) return false;
    const cutoff = newest - spanMs;
    if (simple) return entries[this.#head] > cutoff;
    let count = 0;
    for (let i = 0; i < entries.length; i += 2) if (entries[i] > cutoff) count++;
    return within(bounds, count);
  }

  /** An event older than the newest one kept: put in order, behind those of the same time; the oldest makes room. */
  #insert(time: number, ref: number): void {
    const entries = this.#entries;
    const full = entries.length === 2 * this.#shape.keep;
    if (full && time < entries[this.#head]) return;
    if (!full) entries.push(time, ref);
    else {
      this.#head += 2;
      if (this.#head === entries.length) this.#head = 0;
    }
    const { length } = entries;
    let at = (this.#head === 0 ? length : this.#head) - 2;
    while (at !== this.#head) {
      const before = (at === 0 ? length : at) - 2;
      if (entries[before] <= time) break;
      entries[at] = entries[before];
      entries[at + 1] = entries[before + 1];
      at = before;
    }
    entries[at] = time;
    entries[at + 1] = ref;
  }

  collect(newest: number, into: Entries): void {
    const cutoff = newest - this.#shape.spanMs;
    for (let i = 0; i < this.#entries.length; i += 2) {
      if (this.#entries[i] <= cutoff) continue;
      into.times.push(this.#entries[i]);
      into.refs.push(this.#entries[i + 1]);
      into.inputs.push(0);
    }
  }

  clear(): void {
    this.#entries = [];
    this.#head = 0;
  }
}
