import type { Event } from '../core/event.ts';
import type { Correlator } from './correlator.ts';
import type { EvidenceRing } from './evidence-ring.ts';
import type { Cell, Keyspace } from './keyspace.ts';
import type { OpenAlert } from './open-alert.ts';
import type { SourceClock } from './source-clock.ts';
import type { Group, Moment } from './windows/group.ts';

/** Limits of an engine. Whatever they cost is counted in `EngineStats`. */
export interface EngineOptions {
  /** How far behind the newest event of its source (or of its group) an event may be, ms. */
  readonly latenessMs: number;
  /** Groups kept per set of group-by fields; the one not seen for longest makes room. */
  readonly maxGroups: number;
  /** Events kept as evidence for alerts that have not opened yet. */
  readonly maxEvidenceEvents: number;
  /** The same in bytes, estimated. */
  readonly maxEvidenceBytes: number;
  /** Alerts open at once; the one opened first is closed early. */
  readonly maxOpenAlerts: number;
  /** Events in a window of value_sum, value_avg or value_percentile. */
  readonly maxWindowEvents: number;
  /** Sources with a clock of their own. */
  readonly maxSources: number;
  /** A growing alert is told again when its count doubled, or after so much event time and a quarter of its length, ms. */
  readonly updateEveryMs: number;
  /** Tenant of an alert that concerns several. */
  readonly mixedTenant: string;
}

/** What the engine did and what its limits cost. */
export interface EngineStats {
  events: number;
  /** Events at least one rule looked at and took. */
  matched: number;
  /** Too far behind their own source: no correlation counted them. */
  late: number;
  /** Too far behind a group that another source had moved on: that group did not count them. */
  lateInGroup: number;
  /** Sources whose clock had jumped ahead and was set back. */
  clockResets: number;
  /** Groups that made room for others before their time. */
  evictedGroups: number;
  /** Alerts closed before their quiet time for want of room. */
  evictedAlerts: number;
  /** Sources whose clock made room for another. */
  evictedSources: number;
  /** Events of an alert's first window whose contents were not at hand: overwritten, or not kept for a high count. */
  evidenceLost: number;
  /** Events that left a window of numbers early. */
  windowOverflow: number;
  alerts: number;
  changes: number;
  openAlerts: number;
  groups: number;
}

/** What a correlator needs of the engine while one event goes through. */
export interface Run {
  /** Number of the event in hand. */
  readonly push: number;
  /** Clock of its source. */
  readonly clock: SourceClock;
  readonly options: EngineOptions;
  /** Filled for each group that takes the event. */
  readonly moment: Moment;
  readonly stats: EngineStats;
  readonly ring: EvidenceRing;
  /** Keeps the event in hand as evidence. */
  keep(event: Event): void;
  /** Adds the event in hand to an open alert. */
  join(alert: OpenAlert, event: Event): void;
  /** Opens an alert over events given as [number of the push, time], oldest first. */
  open(correlator: Correlator, group: Group, cell: Cell, found: readonly (readonly [number, number])[]): OpenAlert;
  /** Ends and forgets everything of a cell. */
  forgetCell(space: Keyspace, cell: Cell): void;
  /** Ends an alert: says its last state if that was not said. */
  close(alert: OpenAlert): void;
}
