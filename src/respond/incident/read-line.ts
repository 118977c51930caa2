import { maxAheadMs } from '../../core/incident/timeline.ts';
import { ok, type Result, refused } from '../../core/result.ts';
import type { Text } from '../../core/text.ts';

/** A line as somebody typed it: when it happened, as far as it says so, and what. */
export interface TypedLine {
  /** ms; undefined when it says no time. */
  readonly at: number | undefined;
  readonly text: string;
}

const clock = String.raw`(\d{1,2})[:hu](\d{2})(?::(\d{2}))?(?:\s*(?:u|uur))?`;
const withDate = new RegExp(String.raw`^(\d{4})-(\d{2})-(\d{2})[ T]+${clock}(?=[\s,;:-]|$)[\s,;:-]*(.*)$`, 's');
const withDay = new RegExp(
  String.raw`^(gisteren|yesterday|vandaag|today)\s+${clock}(?=[\s,;:-]|$)[\s,;:-]*(.*)$`,
  'si',
);
const timeOnly = new RegExp(String.raw`^${clock}(?=:?[\s,;-]|$)[\s,;:-]*(.*)$`, 's');

/**
 * Reads a line of a timeline with a time in front, as in `14:05 carrier called`, `yesterday 23:10 …` or `2026-11-23 14:05 …`, in
 * the zone (IANA) of who typed it. A time alone is today's. What has not come yet is refused, as is a time that is not on the
 * clock that day (the hour that is skipped in spring); an hour that comes twice in autumn is the later one that has passed.
 */
export function readLine(typed: string, zone: string, now: number): Result<TypedLine, Text> {
  const line = typed.trim();
  const today = localParts(now, zone);
  const dated = withDate.exec(line);
  if (dated) {
    const [, year, month, day, hour, minute, second, text] = dated;
    return moment([+year, +month, +day, +hour, +minute, +(second ?? 0)], text, zone, now);
  }
  const named = withDay.exec(line);
  if (named) {
    const [, word, hour, minute, second, text] = named;
    const before = /gisteren|yesterday/i.test(word) ? 1 : 0;
    const date = new Date(Date.UTC(today.year, today.month - 1, today.day - before));
    const parts = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
    return moment([...parts, +hour, +minute, +(second ?? 0)], text, zone, now);
  }
  const timed = timeOnly.exec(line);
  if (!timed) return ok({ at: undefined, text: line });
  const [, hour, minute, second, text] = timed;
  // A price or a version is no time of the day.
  if (+hour > 23 || +minute > 59 || text.trim() === '') return ok({ at: undefined, text: line });
  return moment([today.year, today.month, today.day, +hour, +minute, +(second ?? 0)], text, zone, now);
}

function moment(parts: readonly number[], text: string, zone: string, now: number): Result<TypedLine, Text> {
  const [year, month, day, hour, minute, second] = parts;
  const shown = `${pad(hour)}:${pad(minute)}`;
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  const isDate = new Date(local).getUTCDate() === day && new Date(local).getUTCMonth() === month - 1;
  const moments = isDate && hour <= 23 && minute <= 59 && second <= 59 ? momentsOf(local, zone) : [];
  if (moments.length === 0) {
    return refused({
      nl: `Dit tijdstip bestaat niet op de klok: ${pad(day)}-${pad(month)}-${year} ${shown} (${zone}).`,
      en: `There is no such time on the clock: ${year}-${pad(month)}-${pad(day)} ${shown} (${zone}).`,
    });
  }
  const at = moments.findLast((one) => one <= now + maxAheadMs);
  if (at === undefined) {
    const { hour: hours, minute: minutes } = localParts(now, zone);
    const clockNow = `${pad(hours)}:${pad(minutes)}`;
    return refused({
      nl: `${shown} is nog niet geweest: het is nu ${clockNow} (${zone}). Was het gisteren? Schrijf dan “gisteren ${shown} …”.`,
      en: `${shown} has not come yet: it is ${clockNow} now (${zone}). Was it yesterday? Then write “yesterday ${shown} …”.`,
    });
  }
  return ok({ at, text: text.trim() });
}

/** The moments that are shown as a local time: none when the clock skips it, two when it comes twice; soonest first. */
function momentsOf(local: number, zone: string): readonly number[] {
  const dayMs = 86_400_000;
  const offsets = new Set([local - dayMs, local, local + dayMs].map((at) => offsetMs(at, zone)));
  return [...offsets]
    .map((offset) => local - offset)
    .filter((at) => at + offsetMs(at, zone) === local)
    .sort((a, b) => a - b);
}

function offsetMs(at: number, zone: string): number {
  const { year, month, day, hour, minute, second } = localParts(at, zone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

function localParts(at: number, zone: string) {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)!.value);
  return {
    ...{ year: part('year'), month: part('month'), day: part('day') },
    ...{ hour: part('hour'), minute: part('minute'), second: part('second') },
  };
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
