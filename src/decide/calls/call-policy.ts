import type { Call } from '../../core/calls/call.ts';
import type { CallCustomer, CallMode } from '../../core/calls/call-customer.ts';
import type { CallStop } from '../../core/calls/call-stop.ts';
import { type CallVerdict, noObjection, type VerdictReason } from '../../core/calls/call-verdict.ts';
import type { NumberListEntry } from '../../core/calls/number-list.ts';
import { NumberLists } from '../../core/calls/number-lists.ts';
import type { GeoLimit } from '../../core/geo/geo-policy.ts';
import { leadsToHelp } from '../../core/phone/leads-to-help.ts';
import type { Text } from '../../core/text.ts';
import type { CallPlaces } from './call-places.ts';
import { divertedTo, isNeverDiverted } from './diverted.ts';
import { Stops } from './stops.ts';

const pass = (reason: VerdictReason, en: string, nl: string): CallVerdict => ({
  ...noObjection,
  reason,
  sentence: { en, nl },
});

/** Verdicts that are always the same. The guards: what they are about passes whatever else holds. */
const emergency = pass('emergency', 'An emergency number always passes.', 'Een noodnummer gaat altijd door.');
const ownNumber = pass('own-number', 'A number of the customer itself.', 'Een eigen nummer van de klant.');
const allowed = pass(
  'allowed-number',
  'This number is on the list that always passes.',
  'Dit nummer staat op de lijst die altijd doorgaat.',
);
const incoming = pass('incoming', 'An incoming call.', 'Een inkomend gesprek.');
const unattributed = pass(
  'unattributed',
  'No customer is known for this call.',
  'Van dit gesprek is geen klant bekend.',
);

const sentences: Readonly<Partial<Record<VerdictReason, Text>>> = {
  'stopped-account': {
    en: 'Calls of this account to such destinations are stopped.',
    nl: 'Gesprekken van dit account naar zulke bestemmingen zijn gestopt.',
  },
  'stopped-customer': {
    en: 'Calls of this customer to such destinations are stopped.',
    nl: 'Gesprekken van deze klant naar zulke bestemmingen zijn gestopt.',
  },
  'stopped-provider': {
    en: 'Calls to such destinations are stopped for everybody.',
    nl: 'Gesprekken naar zulke bestemmingen zijn voor iedereen gestopt.',
  },
  'stopped-destination': {
    en: 'Calls to this destination are stopped.',
    nl: 'Gesprekken naar deze bestemming zijn gestopt.',
  },
  'number-list': {
    en: 'This number is on a list of fraud numbers.',
    nl: 'Dit nummer staat op een lijst van fraudenummers.',
  },
  'geo-refused': {
    en: 'Calls to this destination are not allowed.',
    nl: 'Gesprekken naar deze bestemming zijn niet toegestaan.',
  },
  'geo-limited': {
    en: 'This account has made as many calls to such destinations as it may.',
    nl: 'Dit account heeft zoveel gesprekken naar zulke bestemmingen gevoerd als het mag.',
  },
  'geo-watched': {
    en: 'Calls to this destination are watched.',
    nl: 'Gesprekken naar deze bestemming worden gevolgd.',
  },
  diverted: { en: 'Such calls go elsewhere for now.', nl: 'Zulke gesprekken gaan voorlopig ergens anders heen.' },
};
const stopReasons = {
  account: 'stopped-account',
  customer: 'stopped-customer',
  provider: 'stopped-provider',
  destination: 'stopped-destination',
} as const;

const placeRefused = refusal('geo-refused', '', '', false);
const placeWatched: CallVerdict = { ...noObjection, reason: 'geo-watched', sentence: sentences['geo-watched']! };
const placeReported: CallVerdict = { ...placeWatched, reported: true };

/** It has made as many calls as a policy lets it. */
export const tooManyCalls = refusal('geo-limited', '', '', false);

/**
 * The verdict over one call: guards first, then stops, then policies by country, then lists of fraud numbers; what passes all of them may be diverted. Pure; what it answers hangs on the call,
 * its customer, the stops and the policies alone.
 */
export class CallPolicy {
  readonly stops = new Stops();
  #lists: NumberLists;
  readonly #mode: CallMode | undefined;
  #places: CallPlaces | undefined;

  /** @param mode holds for everybody when it is given, else each customer's own. */
  constructor(lists: readonly NumberListEntry[], mode?: CallMode) {
    this.#lists = new NumberLists(lists);
    this.#mode = mode;
  }

  /** Other lists from now on. */
  setLists(lists: readonly NumberListEntry[]): void {
    this.#lists = new NumberLists(lists);
  }

  /** Policies by country from now on; undefined for none. What people decide there holds in every mode of a customer. */
  setPlaces(places: CallPlaces | undefined): void {
    this.#places = places;
  }

  /** How a policy by country limits a call that `verdict` lets pass; undefined when none does. */
  limitOf(call: Call, { reason, reported }: CallVerdict, at: number): GeoLimit | undefined {
    // What would have been stopped, were it enforced, comes through and counts like any other call.
    if (!this.#places || !(reported || reason === 'no-objection' || reason === 'unattributed' || reason === 'diverted'))
      return undefined;
    if (call.direction === 'in') return undefined;
    if (reason === 'unattributed' && call.direction !== 'out') return undefined;
    const { verdict, limit } = this.#places.verdict(call, at);
    return verdict === 'limit' ? limit : undefined;
  }

  modeOf(customer: CallCustomer): CallMode {
    return this.#mode ?? customer.mode;
  }

  /** @param at ms UTC: when it is asked. */
  verdict(call: Call, customer: CallCustomer | undefined, at: number): CallVerdict {
    const verdict = this.#verdict(call, customer, at);
    if (verdict.action !== 'pass' || !customer || this.stops.size === 0 || isNeverDiverted(call)) return verdict;
    const diversion = this.stops.diversion(call, at);
    const target = diversion ? divertedTo(diversion.divertTo, call) : '';
    return diversion && target !== '' ? refusal('diverted', diversion.id, target, false) : verdict;
  }

  #verdict(call: Call, customer: CallCustomer | undefined, at: number): CallVerdict {
    if (call.dialledKind === 'emergency') return emergency;
    if (call.direction === 'in') return incoming;
    if (call.dialledKind === 'internal' || call.direction === 'internal') return ownNumber;
    // Whoever it is: what the provider decides about destinations holds for calls that surely go out.
    if (!customer) return (call.direction === 'out' ? this.#place(call, at) : undefined) ?? unattributed;
    const { allowed: numbers } = customer;
    for (let i = 0; i < numbers.length; i++)
      if (call.number.startsWith(numbers[i]!) || call.country === numbers[i]) return allowed;
    const mode = this.modeOf(customer);
    const stop = this.stops.size === 0 ? undefined : this.stops.find(call, at, carriedOutIn[mode]);
    if (stop && isCarriedOut(stop, mode)) return stopped(stop, false);
    const place = this.#place(call, at);
    if (place?.action === 'refuse') return place;
    if (mode === 'off') return place ?? noObjection;
    if (stop) return stopped(stop, true);
    const entry = this.#lists.find(call.number, at);
    if (entry?.refuse) return refusal('number-list', '', '', mode !== 'enforce');
    return place ?? noObjection;
  }

  /** Undefined where policies by country have no objection, and where they limit. */
  #place(call: Call, at: number): CallVerdict | undefined {
    if (!this.#places) return undefined;
    const { verdict, wished } = this.#places.verdict(call, at);
    if (verdict === 'refuse') return placeRefused;
    if (verdict === 'watch') return wished === 'refuse' ? placeReported : placeWatched;
    return undefined;
  }
}

/** Whether a stop is carried out, by the mode of the customer. */
const carriedOutIn: Readonly<Record<CallMode, (stop: CallStop) => boolean>> = {
  off: (stop) => isCarriedOut(stop, 'off'),
  'report-only': (stop) => isCarriedOut(stop, 'report-only'),
  enforce: (stop) => isCarriedOut(stop, 'enforce'),
};

/** What a person imposed holds in every mode; what a rule wants holds where the customer enforces. */
function isCarriedOut({ state, author }: CallStop, mode: CallMode): boolean {
  return state !== 'reported' && (mode === 'enforce' || !author.startsWith('rule:'));
}

function stopped(stop: CallStop, reported: boolean): CallVerdict {
  // A stop that would send calls to a number for help refuses them.
  if (stop.divertTo && !leadsToHelp(stop.divertTo)) return refusal('diverted', stop.id, stop.divertTo, reported);
  return refusal(stopReasons[stop.scope], stop.id, '', reported);
}

function refusal(reason: VerdictReason, stop: string, target: string, reported: boolean): CallVerdict {
  const action = reported ? 'pass' : target ? 'divert' : 'refuse';
  return { action, reason, stop, target, reported, sentence: sentences[reason]! };
}
