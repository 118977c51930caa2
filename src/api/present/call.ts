import type { CallAlertFacts } from '../../core/alert.ts';
import { microPerEuro } from '../../core/rates/rate.ts';
import type { CallAlert } from '../schema/calls.ts';
import { iso } from './instant.ts';

/** Micro-euro as euro. */
export function euroOf(micro: number): number {
  return micro / microPerEuro;
}

/** What an alert about calls knows besides, as the API shows it. */
export function presentCallAlert(facts: CallAlertFacts): CallAlert {
  const { payer, detected, calls, minutes, cost, costAtDetection, costAtStop, refused, normal, seen, unit } = facts;
  return {
    payer,
    detected: iso(detected),
    calls,
    minutes,
    costEur: euroOf(cost),
    costAtDetectionEur: euroOf(costAtDetection),
    costAtStopEur: costAtStop > 0 ? euroOf(costAtStop) : null,
    refused,
    normal,
    seen,
    unit,
    countries: [...facts.countries],
    numbers: facts.numbers.map((number) => `+${number}`),
  };
}
