/**
 * Money is whole numbers: a micro-euro is a millionth of a euro. Sums of running calls are kept in sixtieths of it, since
 * a rate per minute has an exact price per second only there: nothing is rounded before it is shown.
 */
export const microPerEuro = 1_000_000;
export const sixtiethsPerMicro = 60;

/** What a destination costs. All money in micro-euro, times in whole seconds. */
export interface Rate {
  /** Micro-euro a minute. */
  readonly perMinute: number;
  /** Micro-euro once, when the call is answered. */
  readonly setup: number;
  /** Shortest time that is billed, may be 0. */
  readonly minimum: number;
  /** What is billed after it goes by this many seconds, at least 1. */
  readonly increment: number;
  /** An order of magnitude of ours, not what a carrier bills. */
  readonly estimate: boolean;
}

/** Seconds that are billed of an answered call of `durationMs`: a second and an increment that have begun count. */
export function billedSeconds({ minimum, increment }: Rate, durationMs: number): number {
  const seconds = durationMs > 0 ? Math.ceil(durationMs / 1_000) : 0;
  return seconds <= minimum ? minimum : minimum + Math.ceil((seconds - minimum) / increment) * increment;
}

/** Cost in sixtieths of a micro-euro of a call that was answered and lasted `durationMs`. Exact. */
export function costSixtieths(rate: Rate, durationMs: number): number {
  return rate.setup * sixtiethsPerMicro + rate.perMinute * billedSeconds(rate, durationMs);
}

/** Cost in micro-euro, rounded up. A call that was never answered costs nothing: `durationMs` undefined. */
export function callCost(rate: Rate, durationMs: number | undefined): number {
  return durationMs === undefined ? 0 : microOf(costSixtieths(rate, durationMs));
}

/** Micro-euro of sixtieths, rounded up. */
export function microOf(sixtieths: number): number {
  return Math.ceil(sixtieths / sixtiethsPerMicro);
}
