/** What is counted for a customer, an account or a destination. Money in euro, minutes of answered calls. */
export const profileSeries = ['calls', 'minutes', 'eur', 'concurrent', 'destinations', 'failed'] as const;
export type ProfileSeries = (typeof profileSeries)[number];

/** Normal and what happened, to be drawn as band and line. */
export interface CallProfile {
  /** Weeks that normal is made of; 0 when nothing is known yet. */
  readonly weeks: number;
  /** By hour of the week, 168 values each, hour 0 is Monday 00:00 in the customer's zone. */
  readonly normal: Readonly<
    Record<ProfileSeries, { readonly median: readonly number[]; readonly high: readonly number[] }>
  >;
  /** The last hours with calls, oldest first: ms UTC of the start of the hour, hour of the week, and what was counted in it. */
  readonly line: readonly ({ readonly time: number; readonly weekHour: number } & Readonly<
    Record<ProfileSeries, number>
  >)[];
}
