import { monthsLater } from './plan-day.ts';

/** The last copy that went out: its month (`YYYY-MM`) and edition. */
export interface LastCopy {
  readonly month: string;
  readonly edition: number;
}

/** Day of a month on which a copy goes out, `YYYY-MM-DD`; a month that is too short has it on its last day. */
export function copyDayOf(month: string, day: number): string {
  const last = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();
  return `${month}-${String(Math.min(day, last)).padStart(2, '0')}`;
}

/**
 * Day the next copy goes out, today at the earliest; `YYYY-MM-DD`. The first goes out at once, and so does one of a new edition: an
 * old plan in a safe place misleads. Months that were missed are not made up for. A clock that is set back sends nothing twice.
 */
export function nextCopyOn(today: string, day: number, edition: number, last: LastCopy | undefined): string {
  if (last === undefined || last.edition < edition) return today;
  const month = today.slice(0, 7);
  if (last.month >= month) return copyDayOf(monthsLater(`${last.month}-01`, 1).slice(0, 7), day);
  const planned = copyDayOf(month, day);
  return planned < today ? today : planned;
}
