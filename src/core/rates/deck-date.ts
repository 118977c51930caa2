const dayMs = 86_400_000;

/** A day or a moment of a deck. */
export interface DeckDate {
  /** ms UTC. */
  readonly at: number;
  /** Says a day and no time. */
  readonly day: boolean;
}

/**
 * Reads `2026-03-01`, `20260301`, `2026-03-01 08:00`, `2026-03-01T08:00:00Z`, `01-03-2026`, `01.03.2026` and `31/01/2026`, in UTC.
 * `03/04/2026` may be March or April: it is none. Undefined for what is no date.
 */
export function readDeckDate(text: string): DeckDate | undefined {
  const [date = '', time] = text.trim().split(/[T ](?=\d)/, 2);
  const day = readDay(date);
  if (day === undefined) return undefined;
  if (time === undefined) return { at: day, day: true };
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?Z?$/.exec(time);
  if (!clock) return undefined;
  const [hour, minute, second] = [Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return { at: day + ((hour * 60 + minute) * 60 + second) * 1_000, day: false };
}

/** First moment after `date` when it is a last day, the moment itself otherwise. */
export function endOfDeckDate({ at, day }: DeckDate): number {
  return day ? at + dayMs : at;
}

function readDay(text: string): number | undefined {
  const yearFirst = /^(\d{4})([-/.]?)(\d{2})\2(\d{2})$/.exec(text);
  if (yearFirst) return utcDay(Number(yearFirst[1]), Number(yearFirst[3]), Number(yearFirst[4]));
  const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/.exec(text);
  if (!yearLast) return undefined;
  const [first, second, year] = [Number(yearLast[1]), Number(yearLast[3]), Number(yearLast[4])];
  if (yearLast[2] !== '/') return utcDay(year, second, first);
  if (first > 12 || first === second) return utcDay(year, second, first);
  return second > 12 ? utcDay(year, first, second) : undefined;
}

function utcDay(year: number, month: number, day: number): number | undefined {
  const at = Date.UTC(year, month - 1, day);
  const read = new Date(at);
  return read.getUTCMonth() === month - 1 && read.getUTCDate() === day ? at : undefined;
}
