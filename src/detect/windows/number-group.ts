import { type Bounds, within } from '../sigma/bounds.ts';
import type { SourceClock } from '../source-clock.ts';
import { type Entries, Group, type Moment } from './group.ts';

/** What all groups of one value_sum, value_avg or value_percentile share. */
export interface NumberShape {
  readonly type: 'value_sum' | 'value_avg' | 'value_percentile';
  readonly spanMs: number;
  readonly bounds: Bounds;
  readonly percentile: number;
  /** Most events a window holds; beyond it the oldest leave early, counted. */
  readonly maxEvents: number;
  readonly overflow: () => void;
}

/** Numbers of the events in the window, in the order of their times, and the same numbers sorted. */
export class NumberGroup extends Group {
  private readonly shape: NumberShape;
  private times: number[] = [];
  private refs: number[] = [];
  private numbers: number[] = [];
  private sorted: number[] = [];
  private sum = 0;

  constructor(clock: SourceClock, shape: NumberShape) {
    super(clock);
    this.shape = shape;
  }

  seed(): void {}

  wants(): boolean {
    return true;
  }

  add({ time, newest, ref }: Moment, _input: number, value: number): boolean {
    let at = this.times.length;
    while (at > 0 && this.times[at - 1] > time) at--;
    this.times.splice(at, 0, time);
    this.refs.splice(at, 0, ref);
    this.numbers.splice(at, 0, value);
    this.sum += value;
    if (this.shape.type === 'value_percentile') this.sorted.splice(place(this.sorted, value), 0, value);
    const cutoff = newest - this.shape.spanMs;
    let drop = 0;
    while (drop < this.times.length && this.times[drop] <= cutoff) drop++;
    for (; this.times.length - drop > this.shape.maxEvents; drop++) this.shape.overflow();
    if (drop > 0) this.dropFirst(drop);
    return this.times.length > 0 && within(this.shape.bounds, this.measure());
  }

  private dropFirst(count: number): void {
    this.times.splice(0, count);
    this.refs.splice(0, count);
    for (const number of this.numbers.splice(0, count)) {
      this.sum -= number;
      if (this.shape.type === 'value_percentile') this.sorted.splice(place(this.sorted, number), 1);
    }
  }

  private measure(): number {
    const { type, percentile } = this.shape;
    if (type === 'value_sum') return this.sum;
    if (type === 'value_avg') return this.sum / this.times.length;
    return this.sorted[Math.max(1, Math.ceil((percentile / 100) * this.sorted.length)) - 1];
  }

  collect(newest: number, into: Entries): void {
    const cutoff = newest - this.shape.spanMs;
    for (let i = 0; i < this.times.length; i++) {
      if (this.times[i] <= cutoff) continue;
      into.times.push(this.times[i]);
      into.refs.push(this.refs[i]);
      into.inputs.push(0);
    }
  }

  clear(): void {
    this.times = [];
    this.refs = [];
    this.numbers = [];
    this.sorted = [];
    this.sum = 0;
  }
}

/** First place in an ascending list where a number can stand. */
function place(sorted: readonly number[], number: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
