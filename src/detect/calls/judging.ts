import type { CustomerState } from './customer-state.ts';
import type { StopWish } from './stop-wish.ts';
import type { Watched } from './suspicion.ts';

/** What money that habits do not explain adds to the evidence: fraud without money is none. Nats for euro. */
export function weightOf(euro: number): number {
  return Math.min(12, Math.max(-6, 3 * Math.log2((euro + 0.25) / 2)));
}

/** What a customer of whom little is known must show more, nats. */
export function newness(days: number): number {
  return 12 * Math.exp(-days / 2.5);
}

/** The payer of nearly all of them, '' when there is none. */
export function mostly(calls: readonly Watched[]): string {
  const counts = new Map<string, number>();
  for (const { payer } of calls) counts.set(payer, (counts.get(payer) ?? 0) + 1);
  for (const [payer, count] of counts) if (count >= 0.7 * calls.length) return payer;
  return '';
}

/** Calls a day that are usual to where these went. */
export function usualCalls(calls: readonly Watched[], state: CustomerState, at: number): number {
  let sum = 0;
  for (const key of new Set(calls.map(({ key }) => key))) {
    const memory = state.destinations.get(key);
    if (memory) sum += (memory.perDay * memory.daysAt(at)) / Math.max(1, state.days(at));
  }
  return Math.round(sum * 10) / 10;
}

/**
 * Whether calls could be made by people: hardly any while another one of the same payer runs, and to numbers that have nothing
 * to do with each other. Who is paid for calls has a run of numbers; who has customers there does not choose their numbers.
 */
export function looksHuman(calls: readonly Watched[]): boolean {
  const ends = new Map<string, number>();
  const numbers = new Set<string>();
  const runs = new Set<string>();
  let parallel = 0;
  for (const { call, payer } of calls) {
    if (call.start < (ends.get(payer) ?? 0)) parallel++;
    ends.set(payer, Math.max(ends.get(payer) ?? 0, call.end > 0 ? call.end : Infinity));
    numbers.add(call.number);
    runs.add(call.number.slice(0, -4));
  }
  return parallel <= 1 && numbers.size - runs.size <= 1;
}

/** Numbers from which it can be told whether people call them. */
const leastNumbers = 4;

/**
 * Whether calls look like an errand of people, however strange their destination: a few numbers of runs of their own, called
 * again and again or by several. Who is paid for calls spreads them over numbers next to each other, or has one.
 */
export function looksLikeErrand(calls: readonly Watched[]): boolean {
  const callers = new Map<string, Set<string>>();
  const runs = new Set<string>();
  for (const { call, payer, run } of calls) {
    const known = callers.get(call.number);
    if (known) {
      known.add(payer);
      continue;
    }
    // Two numbers of one run are enough.
    if (runs.has(run)) return false;
    runs.add(run);
    callers.set(call.number, new Set([payer]));
  }
  if (callers.size < leastNumbers) return false;
  let shared = 0;
  for (const each of callers.values()) if (each.size > 1) shared++;
  return shared >= 2 || calls.length >= 2.5 * callers.size;
}

/**
 * The stop that keeps such a call from coming again and little else: this payer’s calls to that country; where the customer
 * has business, to the run of numbers alone.
 */
export function narrowest(
  { call, payer, key }: Watched,
  state: CustomerState,
  { reach, durationS }: { reach: StopWish['reach']; durationS: number },
  at: number,
): StopWish {
  const business = hasBusiness(state, call.country, at);
  const country = business || key.includes(':') ? '' : call.country;
  const prefix =
    country !== ''
      ? ''
      : call.number.slice(0, key.includes(':') && !business ? Math.min(5, call.number.length - 4) : -5);
  return { scope: 'destination', payer, reach, country, prefix, spared: [], hangUp: true, durationS };
}

/** Whether a customer has business in a country: calls there are a habit. */
export function hasBusiness(state: CustomerState, country: string, at: number): boolean {
  const memory = state.destinations.get(country);
  return memory !== undefined && memory.daysAt(at) >= 1;
}
