import type { OpenAlert } from '../open-alert.ts';
import type { SourceClock } from '../source-clock.ts';

/** Events of a window: parallel lists of event time, number of the push, and input. */
export interface Entries {
  readonly times: number[];
  readonly refs: number[];
  readonly inputs: number[];
}

/** The event in hand as a group sees it; one object for all, since numbers handed over one by one are each boxed anew. */
export class Moment {
  /** Event time, ms. */
  time = -Infinity;
  /** Newest event time of the group, this event included. */
  newest = -Infinity;
  /** Number of its push: names it, and tells the order of events of one time. */
  ref = 0;
}

/** State of one rule for one group. With `newest` as its newest event time, its window is (newest − span, newest]. */
export abstract class Group {
  clock: SourceClock;
  alert: OpenAlert | null = null;
  /** Number of the push that last counted here. */
  push = -1;

  constructor(clock: SourceClock) {
    this.clock = clock;
  }

  /**
   * Takes an event whose time lies in the window.
   * @param moment when it was
   * @param input which of the correlated rules it matched
   * @param value of the correlation's field
   * @returns whether the condition holds for the window now
   */
  abstract add(moment: Moment, input: number, value: string | number): boolean;

  /** Takes over a first event: when, which push, of which input and value, and the time of the event held as its evidence. */
  abstract seed(time: number, ref: number, input: number, value: string, heldTime: number): void;

  /**
   * Whether the contents of the event about to be added may be needed as evidence. Keeping an event is what costs most, so
   * groups that are far from an alert, as those of normal traffic are, keep none. Asked just before each `add`, with the same
   * event.
   */
  abstract wants(moment: Moment, input: number, value: string | number): boolean;

  /** Adds the window's events to a list, in no particular order. */
  abstract collect(newest: number, into: Entries): void;

  /** Forgets every event. */
  abstract clear(): void;
}
