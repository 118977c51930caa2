/**
 * Event time of one source (`event.source`). Each source has a clock of its own: one machine with a wrong clock or time zone
 * then makes nobody else's events late, and ends nobody else's windows.
 */
export class SourceClock {
  /** Newest event time. */
  newest = -Infinity;
  /** The same, moved on by `advance` while the source is silent. */
  now = -Infinity;
  /** Events in a row that were late. */
  lateRun = 0;
  /** When windows were last cleaned on this clock. */
  sweptAt = -Infinity;
  /** Replaced after it turned out to have jumped ahead; what it last touched is forgotten. */
  retired = false;
}

/** So many late events in a row mean that the clock jumped ahead by mistake, not that the events are late. */
export const lateRunLimit = 32;
