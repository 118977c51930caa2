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

/** event_count: the newest `keep` event times, oldest first from `head` on. */
export class EventGroup extends Group {
  readonly #shape: EventCountShape;
  #times: number[] = [];
  #refs: number[] = [];
  #head = 0;

  constructor(clock: SourceClock, shape: EventCountShape) {
    super(clock);
    this.#shape = shape;
  }

  seed(time: number, ref: number): void {
    this.#times.push(time);
    this.#refs.push(ref);
  }

  wants(): boolean {
    const from = this.#shape.evidenceFrom;
    if (from === 0) return true;
    const size = this.#times.length;
    return size >= from && this.#times[(this.#head + size - from) % size] > this.newest - this.#shape.spanMs;
  }

  add(time: number, ref: number): boolean {
    const { keep, least, spanMs } = this.#shape;
    const times = this.#times;
    const size = times.length;
    if (size > 1 && times[(this.#head + size - 1) % size] <= this.newest - spanMs) {
      this.clear();
      this.seed(time, ref);
      return least <= 1;
    }
    if (size > 0 && time < times[(this.#head + size - 1) % size]) this.#insert(time, ref);
    else if (size < keep) {
      times.push(time);
      this.#refs.push(ref);
    } else {
      times[this.#head] = time;
      this.#refs[this.#head] = ref;
      if (++this.#head === keep) this.#head = 0;
    }
    return this.#holds();
  }

  #holds(): boolean {
    const { bounds, least, simple, spanMs } = this.#shape;
    const times = this.#times;
    if (times.length < least) return false;
    const cutoff = this.newest - spanMs;
    if (simple) return times[this.#head] > cutoff;
    let count = 0;
    for (const each of times) if (each > cutoff) count++;
    return within(bounds, count);
  }

  /** An event older than the newest one kept: put in order, behind those of the same time; the oldest makes room. */
  #insert(time: number, ref: number): void {
    this.#unroll();
    let at = this.#times.length;
    while (at > 0 && this.#times[at - 1] > time) at--;
    this.#times.splice(at, 0, time);
    this.#refs.splice(at, 0, ref);
    if (this.#times.length > this.#shape.keep) {
      this.#times.shift();
      this.#refs.shift();
    }
  }

  #unroll(): void {
    if (this.#head === 0) return;
    this.#times = [...this.#times.slice(this.#head), ...this.#times.slice(0, this.#head)];
    this.#refs = [...this.#refs.slice(this.#head), ...this.#refs.slice(0, this.#head)];
    this.#head = 0;
  }

  collect(into: Entries): void {
    const cutoff = this.newest - this.#shape.spanMs;
    for (let i = 0; i < this.#times.length; i++) {
      if (this.#times[i] <= cutoff) continue;
      into.times.push(this.#times[i]);
      into.refs.push(this.#refs[i]);
      into.inputs.push(0);
    }
  }

  clear(): void {
    this.#times = [];
    this.#refs = [];
    this.#head = 0;
  }
}
