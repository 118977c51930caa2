import type { Call } from '../../core/calls/call.ts';

/** What is known about one call when it begins; chances are of a day, counts of the payer. */
export interface CallMarks {
  /** Chance that this payer calls this destination on a day, at such an hour. */
  readonly chance: number;
  /** How usual it is that anybody calls at this hour, 1 is the mean of the week. */
  readonly density: number;
  /** Earlier days on which this very number was called. */
  readonly numberDays: number;
  /** Calls to the destination today against the most that is usual, both at least 1. */
  readonly today: number;
  readonly usualToday: number;
  /** Costly calls of the payer in about an hour, against the most it usually makes. */
  readonly pace: number;
  readonly usualPace: number;
  /** Costly calls of the payer that run now, this one included, against the most that usually do. */
  readonly running: number;
  readonly usualRunning: number;
  /** Signs beside the call itself, in nats. */
  readonly signs: number;
}

/** Evidence of one call, in nats. `context`: where, when and what it costs; `total`: with its pace and other signs. */
export interface Evidence {
  readonly context: number;
  readonly total: number;
}

/** Chance a day that an attack gives to a destination: it picks few out of many. */
const attackChance = 0.03;
/** What every costly call has to be more telling than. */
const drift = 1;
/** Most that one call proves. */
const most = 8;

/**
 * Logarithm of how much better fraud explains a call than this customer’s habits do: a sum of log-likelihood ratios, each
 * bounded so that no single sign decides.
 */
export function evidenceOf(call: Call, marks: CallMarks): Evidence {
  const where = within(Math.log(attackChance / marks.chance), -4, 3.2);
  // Somebody who often calls there is not suspected for what it costs there.
  const strange = attackChance / (attackChance + marks.chance);
  const when = within(Math.log(0.7 / marks.density), -0.7, 3);
  const known = marks.numberDays === 0 ? 0 : marks.numberDays === 1 ? -1 : -3;
  const volume = marks.today > marks.usualToday ? Math.min(4, 2 * Math.log2(marks.today / marks.usualToday)) : 0;
  const context = where + when + known + volume + priceSign(call) * strange;
  const pace = within(Math.log((marks.pace + 1) / (marks.usualPace + 1)), -1, 2.5);
  const lines = within(1.2 * Math.log2(marks.running / (marks.usualRunning + 1)), 0, 3);
  return { context, total: within(context + pace + lines + marks.signs - drift, 0, most) * worth(call) };
}

/** Share of its evidence that a call is worth: where a minute costs next to nothing there is nothing to steal. */
function worth({ rate }: Call): number {
  return Math.min(1, 0.1 + (rate.perMinute + rate.setup / 3) / 120_000);
}

/** Fraud goes where a minute is worth something. */
function priceSign({ rate, destinationKind }: Call): number {
  const cents = rate.perMinute / 10_000 + rate.setup / 30_000;
  const kind = destinationKind === 'satellite' || destinationKind === 'international-network' ? 1 : 0;
  const paid = destinationKind === 'premium' || destinationKind === 'personal' ? 0.5 : 0;
  const price =
    cents < 4 ? -2 : cents < 8 ? -1 : cents < 15 ? -0.5 : cents < 30 ? 0 : cents < 60 ? 0.5 : cents < 100 ? 1 : 1.5;
  return price + kind + paid;
}

function within(value: number, least: number, greatest: number): number {
  return value < least ? least : value > greatest ? greatest : value;
}
