import { describe, expect, it } from 'vitest';
import { Call } from '../../core/calls/call.ts';
import type { CallStop } from '../../core/calls/call-stop.ts';
import { holdsFor, Stops } from './stops.ts';

function stop(own: Partial<CallStop>): CallStop {
  return {
    ...{ id: 's', tenant: 'acme', scope: 'customer', payer: '', reach: 'costly', country: '', prefix: '', spared: [] },
    ...{ divertTo: '', hangUp: false, from: 0, until: 1_000, reason: { nl: 'n', en: 'e' } },
    ...{ author: 'user:1', alert: '', rule: '', state: 'in-force' },
    ...own,
  };
}
const call = (own: Partial<Call>): Call =>
  Object.assign(new Call(), { tenant: 'acme', payer: '201', number: '22077012345', country: 'GM', abroad: true }, own);
const home = {
  number: '31201112233',
  country: 'NL',
  abroad: false,
  destinationKind: 'fixed',
  rate: { perMinute: 1, setup: 0, minimum: 0, increment: 1, estimate: false },
} as const;

const isReal = ({ state }: CallStop): boolean => state !== 'reported';

describe('what a stop is about', () => {
  it('keeps to its account, country, prefix and reach', () => {
    expect(holdsFor(stop({ scope: 'account', payer: '201' }), call({}))).toBe(true);
    expect(holdsFor(stop({ scope: 'account', payer: '202' }), call({}))).toBe(false);
    // An account stop without an account would be one of everybody.
    expect(holdsFor(stop({ scope: 'account', payer: '' }), call({}))).toBe(false);
    expect(holdsFor(stop({ scope: 'destination', country: 'GM', reach: 'outgoing' }), call({}))).toBe(true);
    expect(holdsFor(stop({ scope: 'destination', country: 'SO', reach: 'outgoing' }), call({}))).toBe(false);
    expect(holdsFor(stop({ scope: 'destination', prefix: '220770', reach: 'outgoing' }), call({}))).toBe(true);
    expect(holdsFor(stop({ reach: 'abroad' }), call(home))).toBe(false);
    expect(holdsFor(stop({ reach: 'costly' }), call(home))).toBe(false);
    expect(holdsFor(stop({ reach: 'costly' }), call({ ...home, destinationKind: 'premium' }))).toBe(true);
    expect(holdsFor(stop({ reach: 'outgoing' }), call(home))).toBe(true);
    expect(holdsFor(stop({ spared: ['GM'] }), call({}))).toBe(false);
  });
});

describe('Stops', () => {
  it('ends them at their time, not before, and forgets those that were lifted', () => {
    const stops = new Stops();
    stops.put(stop({ until: 500 }));
    expect(stops.find(call({}), 499, isReal)?.id).toBe('s');
    expect(stops.find(call({}), 500, isReal)).toBeUndefined();
    expect(stops.expire(499)).toEqual([]);
    expect(stops.expire(500).map(({ id }) => id)).toEqual(['s']);
    stops.put(stop({}));
    stops.put(stop({ state: 'lifted' }));
    expect(stops.size).toBe(0);
    expect(stops.find(call({}), 1, isReal)).toBeUndefined();
  });

  it('prefers one that is carried out to one that is reported, and holds the provider’s for everybody', () => {
    const stops = new Stops();
    stops.put(stop({ id: 'r', state: 'reported', until: 9_000 }));
    stops.put(stop({ id: 'p', tenant: '', scope: 'provider' }));
    expect(stops.find(call({}), 1, isReal)?.id).toBe('p');
    stops.put(stop({ id: 'f' }));
    expect(stops.find(call({}), 1, isReal)?.id).toBe('f');
    expect(stops.find(call({ tenant: 'other' }), 1, isReal)?.id).toBe('p');
  });
});
