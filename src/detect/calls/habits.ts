import type { Call } from '../../core/calls/call.ts';
import type { CustomerState } from './customer-state.ts';
import { DestinationMemory } from './destination-memory.ts';
import type { PayerState } from './payer-state.ts';
import type { Peers } from './peers.ts';

/** Days that what peers do is worth for a customer, and what a customer does for one of its payers. */
const peerDays = 14;
const customerDays = 5;
/** Destinations a day of a customer of whom nothing is known. */
const usualDestinations = 0.3;
/** Share of days with calls somewhere on which there are some at unusual hours as well, before it is known. */
const offShare = 0.06;

/**
 * Chance that a payer calls a destination on a day, at an unusual hour or not: its own habit as far as it is known, filled
 * up with that of its customer, filled up with that of all customers (empirical Bayes: each level is so many days worth).
 */
export function chanceOf(state: CustomerState, payer: PayerState, peers: Peers, key: string, call: Call, off: boolean) {
  const at = call.start;
  const days = state.days(at);
  const memory = state.destinations.get(key);
  // For somebody new what it has been calling all day says something already.
  const called = (memory?.daysAt(at) ?? 0) + Math.min(0.15, 0.01 * (memory?.today(at) ?? 0));
  const venture = (state.destinationDays + 1) / (days + 1 / usualDestinations) / usualDestinations;
  const prior = Math.min(0.3, peers.chance(key, call.rate.perMinute, state.customer?.country ?? '') * venture);
  const anytime = (called + peerDays * prior) / (days + peerDays);
  const ofCustomer = off
    ? ((memory?.offDaysAt(at) ?? 0) + peerDays * anytime * offShareOf(state, days)) / (days + peerDays)
    : anytime;
  const own = payer.destinations?.get(key);
  const ownDays = Math.min(days, Math.floor(at / 86_400_000) - payer.firstDay);
  const ownCalled = own ? (off ? own.offDaysAt(at) : own.daysAt(at)) : 0;
  return (ownCalled + customerDays * ofCustomer) / (ownDays + customerDays);
}

/** Of its days with a destination those on which it is called at unusual hours: hotels and agencies do, dentists do not. */
function offShareOf({ offDestinationDays, destinationDays }: CustomerState, days: number): number {
  return (offDestinationDays + 5 * offShare) / (destinationDays + 5) + 0.2 * Math.exp(-days / 2.5);
}

/** Counts a call for the habits of its payer and customer; what waited long enough becomes normal. */
export function learnCall(
  state: CustomerState,
  payer: PayerState,
  peers: Peers,
  key: string,
  at: number,
  off: boolean,
) {
  const memory = state.destination(key);
  const before = memory.days;
  const offBefore = memory.offDays;
  const { learned } = memory;
  peers.called(key, memory.learn(at));
  if (memory.learned !== learned) state.habits++;
  state.destinationDays += Math.max(0, memory.days - before);
  state.offDestinationDays += Math.max(0, memory.offDays - offBefore);
  memory.add(at, off);
  payer.destinations ??= new Map();
  let own = payer.destinations.get(key);
  if (!own) {
    own = new DestinationMemory();
    payer.destinations.set(key, own);
  }
  own.learn(at);
  own.add(at, off);
}

/** Countries a customer calls so often that a stop lets them pass. */
export function establishedCountries(state: CustomerState, at: number): string[] {
  const days = state.days(at);
  const found: string[] = [];
  for (const [key, memory] of state.destinations)
    if (/^[A-Z]{2}$/.test(key) && memory.daysAt(at) / (days + 5) > 0.08 && memory.daysAt(at) >= 2) found.push(key);
  return found.sort();
}
