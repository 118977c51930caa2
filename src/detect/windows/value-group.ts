import { type Bounds, within } from '../sigma/bounds.ts';
import type { SourceClock } from '../source-clock.ts';
import { type Entries, Group, type Moment } from './group.ts';

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

/** Numbers kept of a value: when it was last seen, and time and push of the event whose contents stand for it. */
const perValue = 3;

/**
 * value_count: each distinct value with the time it was last seen. The event that stands for it is renewed once a quarter of
 * the timespan has gone by, so that a value seen all the time does not keep every event.
 */
export class ValueGroup extends Group {
  private readonly shape: ValueCountShape;
  private values: string[] = [];
  private numbers: number[] = [];
  private index: Map<string, number> | null = null;
  /** Place of the value that `wants` was asked about, -1 when it is new. */
  private at = -1;

  constructor(clock: SourceClock, shape: ValueCountShape) {
    super(clock);
    this.shape = shape;
  }

  seed(time: number, ref: number, _input: number, value: string, heldTime: number): void {
    this.values = [value];
    this.numbers = [time, heldTime, ref];
  }

  wants({ time }: Moment, _input: number, value: string): boolean {
    this.at = this.find(value);
    if (this.values.length < this.shape.evidenceFrom) return false;
    const at = this.at;
    return at < 0 || time - this.numbers[perValue * at + 1] >= this.shape.spanMs / 4;
  }

  private find(value: string): number {
    return this.index ? (this.index.get(value) ?? -1) : this.values.indexOf(value);
  }

  add({ time, newest, ref }: Moment, _input: number, value: string): boolean {
    const at = this.at;
    if (at < 0) this.append(value, time, ref);
    else this.renew(perValue * at, time, ref);
    if (this.values.length < this.shape.least) return false;
    this.prune(newest);
    return within(this.shape.bounds, this.values.length);
  }

  private renew(at: number, time: number, ref: number): void {
    const numbers = this.numbers;
    if (time < numbers[at]) return;
    numbers[at] = time;
    if (time - numbers[at + 1] < this.shape.spanMs / 4) return;
    numbers[at + 1] = time;
    numbers[at + 2] = ref;
  }

  private append(value: string, time: number, ref: number): void {
    const values = this.values;
    const numbers = this.numbers;
    this.index?.set(value, values.length);
    values.push(value);
    numbers.push(time, time, ref);
    if (values.length <= this.shape.keep) {
      if (!this.index && values.length > indexFrom) this.index = new Map(values.map((each, index) => [each, index]));
      return;
    }
    let oldest = 0;
    for (let i = perValue; i < numbers.length; i += perValue) {
      const gap = numbers[i] - numbers[oldest];
      if (gap < 0 || (gap === 0 && numbers[i + 2] < numbers[oldest + 2])) oldest = i;
    }
    this.remove(oldest / perValue);
  }

  /** Takes out values last seen before the window. */
  private prune(newest: number): void {
    const cutoff = newest - this.shape.spanMs;
    for (let i = this.values.length - 1; i >= 0; i--) if (this.numbers[perValue * i] <= cutoff) this.remove(i);
  }

  /** Takes a value out; the last one moves to its place. */
  private remove(at: number): void {
    const numbers = this.numbers;
    const last = this.values.length - 1;
    this.index?.delete(this.values[at]);
    if (at !== last) {
      this.values[at] = this.values[last];
      for (let i = 0; i < perValue; i++) numbers[perValue * at + i] = numbers[perValue * last + i];
      this.index?.set(this.values[at], at);
    }
    this.values.pop();
    numbers.length = perValue * last;
  }

  collect(newest: number, into: Entries): void {
    this.prune(newest);
    for (let i = 0; i < this.numbers.length; i += perValue) {
      into.times.push(this.numbers[i]);
      into.refs.push(this.numbers[i + 2]);
      into.inputs.push(0);
    }
  }

  clear(): void {
    this.values = [];
    this.numbers = [];
    this.index = null;
  }
}
