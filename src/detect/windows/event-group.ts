import { type Bounds, within } from '../sigma/bounds.ts';
import type { SourceClock } from '../source-clock.ts';
import { type Entries, Group, type Moment } from './group.ts';

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
  private readonly shape: EventCountShape;
  /** Time and push of each event in turn: what is looked at together lies together. Those from `size` on mean nothing. */
  private entries: number[] = [];
  private size = 0;
  private head = 0;

  constructor(clock: SourceClock, shape: EventCountShape) {
    super(clock);
    this.shape = shape;
  }

  seed(time: number, ref: number): void {
    this.head = 0;
    this.size = 0;
    this.append(time, ref);
  }

  wants({ newest }: Moment): boolean {
    const from = 2 * this.shape.evidenceFrom;
    if (from === 0) return true;
    const size = this.size;
    if (size < from) return false;
    let at = this.head + size - from;
    if (at >= size) at -= size;
    return this.entries[at] > newest - this.shape.spanMs;
  }

  add({ time, newest, ref }: Moment): boolean {
    const { keep, least, spanMs } = this.shape;
    const entries = this.entries;
    const size = this.size;
    const last = size === 0 ? -Infinity : entries[(this.head === 0 ? size : this.head) - 2];
    if (size > 2 && last <= newest - spanMs) {
      this.seed(time, ref);
      return least <= 1;
    }
    if (time < last) this.insert(time, ref);
    else if (size < 2 * keep) this.append(time, ref);
    else {
      entries[this.head] = time;
      entries[this.head + 1] = ref;
      this.turn();
    }
    return this.holds(newest);
  }

  /** Writes behind the last entry, as long as there are fewer than `keep`. */
  private append(time: number, ref: number): void {
    const entries = this.entries;
    const at = this.size;
    if (at < entries.length) {
      entries[at] = time;
      entries[at + 1] = ref;
    } else entries.push(time, ref);
    this.size = at + 2;
  }

  /** The oldest makes room. */
  private turn(): void {
    this.head += 2;
    if (this.head === this.size) this.head = 0;
  }

  private holds(newest: number): boolean {
    const { bounds, least, simple, spanMs } = this.shape;
    const entries = this.entries;
    const size = this.size;
    if (size < 2 * least) return false;
    const cutoff = newest - spanMs;
    if (simple) return entries[this.head] > cutoff;
    let count = 0;
    for (let i = 0; i < size; i += 2) if (entries[i] > cutoff) count++;
    return within(bounds, count);
  }

  /** An event older than the newest one kept: put in order, behind those of the same time; the oldest makes room. */
  private insert(time: number, ref: number): void {
    const entries = this.entries;
    const full = this.size === 2 * this.shape.keep;
    if (full && time < entries[this.head]) return;
    if (!full) this.append(time, ref);
    else this.turn();
    const size = this.size;
    let at = (this.head === 0 ? size : this.head) - 2;
    while (at !== this.head) {
      const before = (at === 0 ? size : at) - 2;
      if (entries[before] <= time) break;
      entries[at] = entries[before];
      entries[at + 1] = entries[before + 1];
      at = before;
    }
    entries[at] = time;
    entries[at + 1] = ref;
  }

  collect(newest: number, into: Entries): void {
    const cutoff = newest - this.shape.spanMs;
    for (let i = 0; i < this.size; i += 2) {
      if (this.entries[i] <= cutoff) continue;
      into.times.push(this.entries[i]);
      into.refs.push(this.entries[i + 1]);
      into.inputs.push(0);
    }
  }

  clear(): void {
    this.entries = [];
    this.size = 0;
    this.head = 0;
  }
}
