import { callCost, type Rate } from '../../core/rates/rate.ts';

/** A labelled call as the grader needs it; times ms UTC, `answer` 0 when there was none. */
export interface GradedCall {
  readonly id: string;
  readonly answer: number;
  readonly end: number;
  /** What a minute of it costs; undefined when it costs nothing (calls in). */
  readonly rate: Rate | undefined;
}

export interface GradedAttack {
  readonly id: string;
  readonly shape: string;
  readonly slow: boolean;
  readonly customer: string;
  /** Everything an alert may name as the one who called, in lower case. */
  readonly payers: ReadonlySet<string>;
  readonly start: number;
  readonly end: number;
  readonly calls: readonly GradedCall[];
}

export interface GradedAlert {
  readonly rule: string;
  readonly customer: string;
  /** '' when it is about the whole customer. */
  readonly user: string;
  readonly start: number;
  readonly end: number;
  readonly detected: number;
}

/** What a replay said, by call: refused, and hung up at. */
export interface ReplayResult {
  readonly alerts: readonly GradedAlert[];
  readonly refused: ReadonlySet<string>;
  readonly hungUp: ReadonlyMap<string, number>;
}

/** What one attack came to. Money in micro-euro. */
export interface AttackGrade {
  readonly id: string;
  readonly shape: string;
  readonly slow: boolean;
  readonly customer: string;
  readonly calls: number;
  readonly cost: number;
  /** Rule of the first alert in time; '' when there was none. */
  readonly rule: string;
  /** Alerts that belong to it. */
  readonly alerts: number;
  /** An alert came, but later than an hour after its end. */
  readonly late: boolean;
  /** ms from its first call to the first alert; -1 when not seen. */
  readonly delay: number;
  readonly lossAtAlert: number;
  /** What its calls cost that were not refused, up to where they were hung up. */
  readonly lossAtStop: number;
  readonly refused: number;
}

export interface FalseAlert extends GradedAlert {
  readonly reason: 'no-attack' | 'other-payer';
}

export interface Grade {
  readonly attacks: readonly AttackGrade[];
  readonly falseAlerts: readonly FalseAlert[];
  readonly legitRefused: readonly string[];
  readonly legitHungUp: readonly string[];
  /** Customers times days by 30.44, and calls out that belong to no attack. */
  readonly customerMonths: number;
  readonly legitCalls: number;
}

/** An alert may come so long after the last call of an attack. */
const grace = 3_600_000;

/**
 * Holds what a replay said against the labels. An attack is seen when an alert of its customer, and of one of its payers where the
 * alert names one, was given between its first call and an hour after its last. An alert that begins in an attack of its customer
 * and is given later belongs to it, but is late; all others are false.
 */
export function gradeReplay(
  attacks: readonly GradedAttack[],
  { alerts, refused, hungUp }: ReplayResult,
  customerMonths: number,
  legitCalls: number,
): Grade {
  const byCustomer = Map.groupBy(attacks, ({ customer }) => customer);
  const found = new Map<string, GradedAlert[]>();
  const falseAlerts: FalseAlert[] = [];
  for (const alert of alerts) {
    const near = (alert.customer === '' ? attacks : (byCustomer.get(alert.customer) ?? [])).filter(
      ({ start, end }) => alert.start <= end + grace && Math.max(alert.end, alert.detected) >= start,
    );
    const own = near.filter(({ payers }) => alert.user === '' || payers.has(alert.user.toLowerCase()));
    if (own.length === 0) falseAlerts.push({ ...alert, reason: near.length > 0 ? 'other-payer' : 'no-attack' });
    for (const { id } of own) found.set(id, [...(found.get(id) ?? []), alert]);
  }
  const labelled = new Set(attacks.flatMap(({ calls }) => calls.map(({ id }) => id)));
  return {
    attacks: attacks.map((attack) => gradeAttack(attack, found.get(attack.id) ?? [], refused, hungUp)),
    falseAlerts,
    legitRefused: [...refused].filter((id) => !labelled.has(id)),
    legitHungUp: [...hungUp.keys()].filter((id) => !labelled.has(id)),
    customerMonths,
    legitCalls,
  };
}

function gradeAttack(
  attack: GradedAttack,
  alerts: readonly GradedAlert[],
  refused: ReadonlySet<string>,
  hungUp: ReadonlyMap<string, number>,
): AttackGrade {
  const { id, shape, slow, customer, calls, start, end } = attack;
  const inTime = alerts
    .filter(({ detected }) => detected >= start && detected <= end + grace)
    .sort((a, b) => a.detected - b.detected);
  const first = inTime[0];
  const seen = first?.detected ?? Number.POSITIVE_INFINITY;
  let cost = 0;
  let lossAtAlert = 0;
  let lossAtStop = 0;
  let stopped = 0;
  for (const call of calls) {
    cost += costUntil(call, Number.POSITIVE_INFINITY);
    lossAtAlert += costUntil(call, seen);
    if (refused.has(call.id)) stopped++;
    else lossAtStop += costUntil(call, hungUp.get(call.id) ?? Number.POSITIVE_INFINITY);
  }
  return {
    id,
    shape,
    slow,
    customer,
    calls: calls.length,
    cost,
    rule: first?.rule ?? '',
    alerts: alerts.length,
    late: first === undefined && alerts.length > 0,
    delay: first ? first.detected - start : -1,
    lossAtAlert,
    lossAtStop,
    refused: stopped,
  };
}

/** What a call has cost at a moment. */
function costUntil({ answer, end, rate }: GradedCall, at: number): number {
  if (answer === 0 || rate === undefined || at <= answer) return 0;
  return callCost(rate, Math.min(end, at) - answer);
}
