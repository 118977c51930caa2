import type { ControlAct } from './call-control.ts';

export type StopReachOfAccount = Extract<ControlAct, { kind: 'stop-account' }>['reach'];

const reaches: readonly StopReachOfAccount[] = ['abroad', 'outgoing'];

/** Reaches that a stored value stands for: `abroad`, `outgoing` or `abroad-outgoing`; anything else stands for none. */
export function reachesIn(value: string): StopReachOfAccount[] {
  const words = value.trim().split('-');
  return words.every((word) => (reaches as readonly string[]).includes(word))
    ? reaches.filter((reach) => words.includes(reach))
    : [];
}

/** The value with one reach more, or one less ('' when none is left). */
export function withReach(value: string, reach: StopReachOfAccount, holds: boolean): string {
  const had = reachesIn(value);
  return reaches.filter((one) => (one === reach ? holds : had.includes(one))).join('-');
}
