/** Opening hours of a week: open minutes as pairs [from, until) of the week, 0 is Monday 00:00, at most 10,080, ascending, apart. */
export interface OpeningHours {
  readonly open: readonly (readonly [from: number, until: number])[];
}

/** Whether it is open at a minute of the week (0 is Monday 00:00, local time). */
export function isOpenAt({ open }: OpeningHours, minute: number): boolean {
  for (const [from, until] of open) if (minute >= from && minute < until) return true;
  return false;
}
