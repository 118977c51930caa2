import type { SourceClock } from '../source-clock.ts';
import { type Entries, Group, type Moment } from './group.ts';

/** Newest events of each rule that take part in looking for the order. */
export const newestPerInput = 64;

/** What all groups of one temporal_ordered correlation share. */
export interface OrderShape {
  readonly spanMs: number;
  readonly inputs: number;
}

/** temporal_ordered: the newest events of each rule, oldest first; events of one time stand in the order they came. */
export class OrderGroup extends Group {
  private readonly shape: OrderShape;
  private readonly times: number[][];
  private readonly refs: number[][];

  constructor(clock: SourceClock, shape: OrderShape) {
    super(clock);
    this.shape = shape;
    this.times = Array.from({ length: shape.inputs }, () => []);
    this.refs = Array.from({ length: shape.inputs }, () => []);
  }

  seed(): void {}

  wants(_moment: Moment, input: number): boolean {
    return input === 0 || this.times[0].length > 0;
  }

  add({ time, newest, ref }: Moment, input: number): boolean {
    const times = this.times[input];
    const refs = this.refs[input];
    let at = times.length;
    while (at > 0 && times[at - 1] > time) at--;
    times.splice(at, 0, time);
    refs.splice(at, 0, ref);
    // Of the last rule only the newest can end the newest chain.
    if (times.length > (input === this.shape.inputs - 1 ? 1 : newestPerInput)) {
      times.shift();
      refs.shift();
    }
    return this.chain(newest, undefined);
  }

  /** Looks backwards for one event of each rule in order, the newest that fit; writes them down when asked. */
  private chain(newest: number, into: Entries | undefined): boolean {
    const cutoff = newest - this.shape.spanMs;
    let beforeTime = Infinity;
    let beforeRef = Infinity;
    for (let input = this.shape.inputs - 1; input >= 0; input--) {
      const times = this.times[input];
      const refs = this.refs[input];
      let at = times.length - 1;
      while (at >= 0 && (times[at] > beforeTime || (times[at] === beforeTime && refs[at] >= beforeRef))) at--;
      if (at < 0 || times[at] <= cutoff) return false;
      beforeTime = times[at];
      beforeRef = refs[at];
      into?.times.push(beforeTime);
      into?.refs.push(beforeRef);
      into?.inputs.push(input);
    }
    return true;
  }

  collect(newest: number, into: Entries): void {
    this.chain(newest, into);
  }

  clear(): void {
    for (const times of this.times) times.length = 0;
    for (const refs of this.refs) refs.length = 0;
  }
}
