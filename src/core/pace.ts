const minute = 60_000;

/**
 * The generic cell rate algorithm (ITU-T I.371, annex A): so many a minute, of which a whole minute's worth may come at once.
 * `due` is what it gave the time before, 0 at first; `at` is now, ms UTC. Gives the next `due`, or undefined for one too many.
 */
export function paced(due: number, at: number, perMinute: number): number | undefined {
  const pace = minute / perMinute;
  const from = Math.max(due, at);
  // The smallest fractions of a millisecond are lost on the way.
  return from - at > minute - pace + 1e-6 ? undefined : from + pace;
}

/** ms from `at` until `paced` lets one through. */
export function waitOf(due: number, at: number, perMinute: number): number {
  return Math.max(0, due - at - minute + minute / perMinute);
}
