import type { HotStats } from './messages.ts';

/** What the hot path could not take as it came, for the screen. */
export interface Intake {
  readonly skewedTimes: number;
  readonly overflowed: number;
  readonly late: number;
  readonly evicted: number;
}

const evictions = ['evictedGroups', 'evictedAlerts', 'evictedSources', 'windowOverflow'];

/** Adds up what each part of the hot path counted. */
export function intakeOf({ engine, decider, intake }: HotStats): Intake {
  const { skewedTimes, overflowed } = intake;
  const evicted = evictions.reduce((sum, name) => sum + (engine[name] ?? 0), decider.evicted ?? 0);
  return { skewedTimes, overflowed, late: (engine.late ?? 0) + (engine.lateInGroup ?? 0), evicted };
}
