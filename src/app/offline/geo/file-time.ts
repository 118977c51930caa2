import { offsetsOf } from '../../../decide/geo/zone-offsets.ts';

const day = 86_400_000;
const written = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{3}))?)?\s?(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * Reads `2026-07-01`, `2026-07-01 08:00` (both as the clock of `zone` says) or an instant of ISO 8601. Returns ms UTC, undefined for
 * anything else. As an end a date is the last day that counts.
 */
export function readFileTime(text: string, zone: string, isEnd: boolean): number | undefined {
  const parts = written.exec(text);
  if (!parts) return undefined;
  const [, year, month, date, hour, minute, second, millis, offset] = parts;
  const clock = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(date),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
    Number(millis ?? 0),
  );
  if (new Date(clock).getUTCDate() !== Number(date) || Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59)
    return undefined;
  if (offset === 'Z') return clock;
  if (offset !== undefined) {
    const ahead = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4));
    return clock - (offset.startsWith('-') ? -ahead : ahead) * 60_000;
  }
  return ofClock(hour === undefined && isEnd ? clock + day : clock, zone);
}

/** The moment a clock in a zone shows these ms. Where the clock is put forward over it, the moment after. */
function ofClock(clock: number, zone: string): number {
  const offsets = offsetsOf(zone);
  const guess = clock - offsets.at(clock);
  return clock - offsets.at(guess);
}

/** The same as text, so that reading it gives the same moment in any zone. */
export function writeFileTime(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}
