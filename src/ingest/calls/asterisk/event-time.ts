import type { AmiMessage } from './ami-message.ts';

/** So far the clock of a PBX may be from ours before its times are worth less than the time at which we heard, ms. */
export const farthest = 3_600_000;

/** When an event happened: its own `Timestamp` (seconds with a fraction, when `timestampevents` is on), else `now`; ms UTC. */
export function eventTime(message: AmiMessage, now: number): number {
  return secondsToTime(message.get('timestamp'), now);
}

/** Milliseconds of `1795385153.361980`; `now` when it is no time or not near it. */
export function secondsToTime(text: string, now: number): number {
  const time = epochOf(text);
  return Math.abs(time - now) <= farthest ? time : now;
}

/** Milliseconds of seconds since 1970 with or without a fraction; NaN when it is something else. */
export function epochOf(text: string): number {
  return /^\d{9,11}(\.\d{1,9})?$/.test(text) ? Math.floor(Number(text) * 1_000) : Number.NaN;
}
