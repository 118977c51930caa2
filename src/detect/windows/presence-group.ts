import { type Bounds, within } from '../sigma/bounds.ts';
import type { SourceClock } from '../source-clock.ts';
import { type Entries, Group, type Moment } from './group.ts';

/** What all groups of one temporal correlation share. */
export interface PresenceShape {
  readonly spanMs: number;
  readonly inputs: number;
  /** Inputs that the condition only wants absent: none of their events is ever evidence. */
  readonly unwanted: readonly boolean[];
  readonly bounds: Bounds;
  /** Extended condition over which inputs are present, one bit each; undefined when their number decides. */
  readonly holds: ((present: number) => boolean) | undefined;
}

/** temporal: the newest event of each of the correlated rules. */
export class PresenceGroup extends Group {
  private readonly shape: PresenceShape;
  private readonly times: number[];
  private readonly refs: number[];

  constructor(clock: SourceClock, shape: PresenceShape) {
    super(clock);
    this.shape = shape;
    this.times = new Array<number>(shape.inputs).fill(-Infinity);
    this.refs = new Array<number>(shape.inputs).fill(-1);
  }

  seed(time: number, ref: number, input: number): void {
    this.times[input] = time;
    this.refs[input] = ref;
  }

  wants(_moment: Moment, input: number): boolean {
    return !this.shape.unwanted[input];
  }

  add({ time, newest, ref }: Moment, input: number): boolean {
    if (time >= this.times[input]) {
      this.times[input] = time;
      this.refs[input] = ref;
    }
    const cutoff = newest - this.shape.spanMs;
    const times = this.times;
    let present = 0;
    let bits = 0;
    for (let each = 0; each < times.length; each++) {
      if (times[each] <= cutoff) continue;
      present++;
      bits |= 1 << each;
    }
    return this.shape.holds ? this.shape.holds(bits) : within(this.shape.bounds, present);
  }

  collect(newest: number, into: Entries): void {
    const cutoff = newest - this.shape.spanMs;
    for (let i = 0; i < this.times.length; i++) {
      if (this.times[i] <= cutoff) continue;
      into.times.push(this.times[i]);
      into.refs.push(this.refs[i]);
      into.inputs.push(i);
    }
  }

  clear(): void {
    this.times.fill(-Infinity);
  }
}
