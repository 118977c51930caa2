import { type Entries, Group, type Moment } from './group.ts';

/** A rule without correlation: every event holds, none is kept. */
export class LoneGroup extends Group {
  private time = 0;
  private ref = 0;

  seed(): void {}

  wants(): boolean {
    return true;
  }

  add({ time, ref }: Moment): boolean {
    this.time = time;
    this.ref = ref;
    return true;
  }

  collect(_newest: number, into: Entries): void {
    into.times.push(this.time);
    into.refs.push(this.ref);
    into.inputs.push(0);
  }

  clear(): void {}
}
