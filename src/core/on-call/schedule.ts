import type { Versioned } from '../versioned.ts';

/** How members take turns. It holds until the next rotation of its layer begins, so that a change never rewrites the past. */
export interface Rotation {
  /** Local date it holds from, `YYYY-MM-DD`, at the time of hand-over. The first member begins. */
  readonly from: string;
  /** Local date that turns of several days or weeks are counted from; '' for `from`. */
  readonly anchor: string;
  /** A turn is so many days or weeks. */
  readonly every: number;
  readonly unit: 'days' | 'weeks';
  /** Of weeks: day of hand-over, 1 (Monday) to 7 (Sunday). Of days it says nothing. */
  readonly weekday: number;
  /** Local time of hand-over, `HH:MM`. */
  readonly time: string;
  /** Persons in the order of their turns; one may stand in it several times. Empty: nobody, the layer ends here. */
  readonly members: readonly string[];
}

/** People who take turns. */
export interface Layer {
  /** Unique within its schedule. */
  readonly id: string;
  readonly name: string;
  /** `holidays`: only on the dates that name it. */
  readonly use: 'always' | 'holidays';
  /** When the layer has somebody, local time: `Mo-Fr 08:00-18:00` (opening-hours-text.ts); '' is always. */
  readonly hours: string;
  /** By date, oldest first. */
  readonly rotations: readonly Rotation[];
}

/** A local date on which another layer goes before all others. */
export interface Holiday {
  readonly date: string;
  readonly name: string;
  readonly layer: string;
}

/** Somebody else for a while. Of those that overlap the last in the list wins. */
export interface Override {
  readonly id: string;
  readonly person: string;
  /** ms UTC; `until` is the first moment it does not hold any more. */
  readonly from: number;
  readonly until: number;
  readonly note: string;
}

/** What the one who goes tells the one who comes. */
export interface HandoverNote {
  readonly id: string;
  /** Who wrote it, and when (ms UTC). */
  readonly author: string;
  readonly writtenAt: number;
  readonly text: string;
  /** When it was read, and by whom; '' and 0 as long as it was not. */
  readonly readBy: string;
  readonly readAt: number;
}

/** What people write. */
export interface ScheduleForm {
  readonly name: string;
  /** IANA zone of all dates and times of day. */
  readonly zone: string;
  /** The first layer that has somebody wins. */
  readonly layers: readonly Layer[];
  readonly holidays: readonly Holiday[];
  readonly overrides: readonly Override[];
}

/** A duty roster: who is on call when. */
export interface Schedule extends ScheduleForm, Versioned {
  readonly id: string;
  readonly notes: readonly HandoverNote[];
}

/** Why somebody is on call. */
export type OnCallBecause = 'rotation' | 'holiday' | 'override' | 'nobody';

export interface OnCall {
  /** '' for nobody. */
  readonly person: string;
  readonly because: OnCallBecause;
  /** Id of the layer, or of the override; '' for nobody. */
  readonly source: string;
}

/** A span in which the same holds; one without a person is a gap. */
export interface Shift extends OnCall {
  /** ms UTC; `until` is the first moment after it. */
  readonly from: number;
  readonly until: number;
}

export interface Handover {
  /** ms UTC. */
  readonly at: number;
  readonly from: OnCall;
  readonly to: OnCall;
}
