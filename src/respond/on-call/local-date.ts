import { dayMs } from './wall-clock.ts';

const earliest = Date.UTC(2000, 0, 1);
const latest = Date.UTC(2200, 0, 1);

/** Start of a date `YYYY-MM-DD` from 2000 up to 2199, ms as if UTC; undefined for a date that does not exist. */
export function readDate(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const at = Date.parse(`${text}T00:00:00Z`);
  // Date.parse takes no 31 June, but engines differ on 30 February.
  if (Number.isNaN(at) || at < earliest || at >= latest || writeDate(at) !== text) return undefined;
  return at;
}

/** Date that a local time lies on. */
export function writeDate(local: number): string {
  return new Date(local).toISOString().slice(0, 10);
}

/** `HH:MM` as ms of the day, undefined for what is no time. */
export function readTimeOfDay(text: string): number | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hours === undefined ? undefined : (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** 1 (Monday) to 7 (Sunday) of a local time. */
export function weekdayOf(local: number): number {
  return ((((Math.floor(local / dayMs) + 3) % 7) + 7) % 7) + 1;
}
