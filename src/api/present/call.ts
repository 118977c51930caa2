import type { CallAlertFacts } from '../../core/alert.ts';
import type { CallListing, StopListing } from '../../core/calls/call-records.ts';
import { microPerEuro } from '../../core/rates/rate.ts';
import type { CallAlert, Call as CallShown, CallStop as StopShown } from '../schema/calls.ts';
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

/** E.164 digits with their plus; '' for none. */
function plus(digits: string): string {
  return digits === '' ? '' : `+${digits}`;
}

/** A call as the API shows it; `now` in ms. */
export function presentCall({ call, tenantName }: CallListing, now: number): CallShown {
  const seconds = call.answer > 0 ? Math.max(0, (call.end || now) - call.answer) / 1000 : 0;
  return {
    id: call.id,
    tenant: call.tenant,
    tenantName,
    payer: call.payer,
    direction: call.direction,
    from: call.from,
    dialled: call.dialled,
    number: plus(call.number),
    country: call.country,
    kind: call.destinationKind,
    abroad: call.abroad,
    account: call.account,
    accountCode: call.accountCode,
    trunk: call.trunk,
    address: call.address,
    source: call.source,
    start: iso(call.start),
    answer: call.answer > 0 ? iso(call.answer) : null,
    end: call.end > 0 ? iso(call.end) : null,
    outcome: call.outcome,
    cause: call.cause,
    seconds,
    costEur: euroOf(call.cost),
    eurPerMinute: euroOf(call.rate.perMinute),
    estimate: call.rate.estimate,
    closed: call.closed,
    verdict: call.verdict.action,
    reason: call.verdict.reason,
    reported: call.verdict.reported,
    stop: call.verdict.stop,
  };
}

/** A stop as the API shows it. */
export function presentStop({ stop, tenantName, authorName, refused, controls }: StopListing): StopShown {
  return {
    id: stop.id,
    tenant: stop.tenant,
    tenantName,
    scope: stop.scope,
    payer: stop.payer,
    reach: stop.reach,
    country: stop.country,
    prefix: plus(stop.prefix),
    divertTo: stop.divertTo,
    hangUp: stop.hangUp,
    from: iso(stop.from),
    until: iso(stop.until),
    reason: stop.reason,
    author: stop.author,
    authorName,
    alert: stop.alert,
    rule: stop.rule,
    state: stop.state,
    refused,
    controls: controls.map(({ control, state, at, detail }) => ({ control, state, at: iso(at), detail })),
  };
}
