/** What is kept for a time of its own. */
export type RetentionKind =
  | 'events'
  | 'minuteCounts'
  | 'hourCounts'
  | 'alerts'
  | 'calls'
  | 'audit'
  | 'sites'
  | 'messages'
  | 'backtests';

/** Days a kind is kept: what may be set, and what holds until somebody sets it. */
export interface RetentionLimit {
  readonly least: number;
  readonly most: number;
  readonly usual: number;
}

/** Two days of events at least: windows are rebuilt from the last one. Ten years at most, but for the record. */
export const retentionLimits: Readonly<Record<RetentionKind, RetentionLimit>> = {
  events: { least: 2, most: 3650, usual: 30 },
  minuteCounts: { least: 8, most: 90, usual: 8 },
  hourCounts: { least: 35, most: 3650, usual: 400 },
  alerts: { least: 30, most: 7300, usual: 2557 },
  /** A month of calls at least: caps of a month are worked out from them after a restart. */
  calls: { least: 35, most: 3650, usual: 180 },
  audit: { least: 365, most: 7300, usual: 2557 },
  sites: { least: 7, most: 730, usual: 90 },
  messages: { least: 1, most: 365, usual: 30 },
  backtests: { least: 1, most: 365, usual: 90 },
};

export type RetentionDays = Readonly<Record<RetentionKind, number>>;

export const usualDays = Object.fromEntries(
  Object.entries(retentionLimits).map(([kind, { usual }]) => [kind, usual]),
) as unknown as RetentionDays;

/** How long everything is kept. */
export interface RetentionTimes {
  readonly days: RetentionDays;
  /** Tenants whose events have a time of their own, shorter or longer. */
  readonly customers: Readonly<Record<string, number>>;
}
