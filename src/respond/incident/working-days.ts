import { publicHolidays } from '../../core/calls/holidays.ts';

const dayMs = 86_400_000;

/** Where working days are counted. */
export interface WorkCalendar {
  /** IANA zone. */
  readonly zone: string;
  /** ISO 3166-1 alpha-2, for public holidays. */
  readonly country: string;
}

/** Holds unless somebody says otherwise. */
export const usualCalendar: WorkCalendar = { zone: 'Europe/Amsterdam', country: 'NL' };

/**
 * The end of the `days`th working day after the day of `at`: Monday to Friday without public holidays, in the zone of the
 * calendar. Returns ms UTC of the midnight that ends that day.
 */
export function workingDaysAfter(at: number, days: number, { zone, country }: WorkCalendar): number {
  let day = localDay(at, zone);
  for (let left = days; left > 0; ) {
    day += 1;
    if (isWorkingDay(day, country)) left -= 1;
  }
  return startOfDay(day + 1, zone);
}

/** `day`: days since 1970. */
function isWorkingDay(day: number, country: string): boolean {
  const date = new Date(day * dayMs);
  const weekday = date.getUTCDay();
  if (weekday === 0 || weekday === 6) return false;
  return !publicHolidays(country, date.getUTCFullYear()).includes(date.toISOString().slice(0, 10));
}

function localDay(at: number, zone: string): number {
  return Math.floor((at + offsetMs(at, zone)) / dayMs);
}

/** Midnight of a local day, or the first moment after it on a night on which the clock skips midnight. */
function startOfDay(day: number, zone: string): number {
  const local = day * dayMs;
  // Offsets of the day before and of the day itself: one of the two holds at midnight.
  const candidates = [offsetMs(local - dayMs, zone), offsetMs(local + dayMs, zone)].map((offset) => local - offset);
  const right = candidates.find((at) => at + offsetMs(at, zone) === local);
  return right ?? Math.max(...candidates);
}

/** How far local time is ahead of UTC, ms. */
function offsetMs(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)!.value);
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return local - Math.floor(at / 1000) * 1000;
}
