import { type Bounds, within } from '../sigma/bounds.ts';
import type { SourceClock } from '../source-clock.ts';
import { type Entries, Group } from './group.ts';

/** What all groups of one value_count share. */
export interface ValueCountShape {
  readonly spanMs: number;
  readonly bounds: Bounds;
  readonly least: number;
  /** Most values kept: as many as it takes to answer the condition. */
  readonly keep: number;
  /** Distinct values from which contents are kept. */
  readonly evidenceFrom: number;
}

/** Up to so many values are searched one by one; more get an index. */
const indexFrom = 12;

/**
 * value_count: each distinct value with the time it was last seen. The event that stands for it is renewed once a quarter of
 * the timespan has gone by, so that a value seen all the time does not keep every event.
 */
export class ValueGroup extends Group {
  readonly #shape: ValueCountShape;
  #values: string[] = [];
  #times: number[] = [];
  /** Push of the event whose contents stand for the value, and its time. */
  #refs: number[] = [];
  #heldTimes: number[] = [];
  #index: Map<string, number> | null = null;

  constructor(clock: SourceClock, shape: ValueCountShape) {
    super(clock);
    this.#shape = shape;
  }

  seed(time: number, ref: number, _input: number, value: string, heldTime: number): void {
    this.#append(value, time, ref);
    this.#heldTimes[0] = heldTime;
  }

  wants(time: number, _input: number, value: string): boolean {
    if (this.#values.length < this.#shape.evidenceFrom) return false;
    const at = this.#find(value);
    return at < 0 || time - this.#heldTimes[at] >= this.#shape.spanMs / 4;
  }

  #find(value: string): number {
    return this.#index ? (this.#index.get(value) ?? -1) : this.#values.indexOf(value);
  }

  add(time: number, ref: number, _input: number, value: string): boolean {
    const at = this.#find(value);
    if (at < 0) this.#append(value, time, ref);
    else if (time >= this.#times[at]) {
      this.#times[at] = time;
      if (time - this.#heldTimes[at] >= this.#shape.spanMs / 4) {
        this.#heldTimes[at] = time;
        this.#refs[at] = ref;
      }
    }
    if (this.#values.length < this.#shape.least) return false;
    this.#prune();
    return within(this.#shape.bounds, this.#values.length);
  }

  #append(value: string, time: number, ref: number): void {
    this.#index?.set(value, this.#values.length);
    this.#values.push(value);
    this.#times.push(time);
    this.#heldTimes.push(time);
    this.#refs.push(ref);
    if (this.#values.length <= this.#shape.keep) {
      if (!this.#index && this.#values.length > indexFrom)
        this.#index = new Map(this.#values.map((each, index) => [each, index]));
      return;
    }
    let oldest = 0;
    for (let i = 1; i < this.#times.length; i++) {
      const gap = this.#times[i] - this.#times[oldest];
      if (gap < 0 || (gap === 0 && this.#refs[i] < this.#refs[oldest])) oldest = i;
    }
    this.#remove(oldest);
  }

  /** Takes out values last seen before the window. */
  #prune(): void {
    const cutoff = this.newest - this.#shape.spanMs;
    for (let i = this.#times.length - 1; i >= 0; i--) if (this.#times[i] <= cutoff) this.#remove(i);
  }

  #remove(at: number): void {
    const last = this.#values.length - 1;
    this.#index?.delete(this.#values[at]);
    if (at !== last) {
      this.#values[at] = this.#values[last];
      this.#times[at] = this.#times[last];
      this.#heldTimes[at] = this.#heldTimes[last];
      this.#refs[at] = this.#refs[last];
      this.#index?.set(this.#values[at], at);
    }
    this.#values.pop();
    this.#times.pop();
    this.#heldTimes.pop();
    this.#refs.pop();
  }

  collect(into: Entries): void {
    this.#prune();
    for (let i = 0; i < this.#times.length; i++) {
      into.times.push(this.#times[i]);
      into.refs.push(this.#refs[i]);
      into.inputs.push(0);
    }
  }

  clear(): void {
    this.#values = [];
    this.#times = [];
    this.#heldTimes = [];
    this.#refs = [];
    this.#index = null;
  }
}
