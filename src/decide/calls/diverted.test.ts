import { describe, expect, test } from 'vitest';
import { Call } from '../../core/calls/call.ts';
import type { CallCustomer } from '../../core/calls/call-customer.ts';
import type { CallStop } from '../../core/calls/call-stop.ts';
import { defaultDialPlan } from '../../core/phone/dial-plan.ts';
import { CallPolicy } from './call-policy.ts';
import { divertedTo } from './diverted.ts';

const call = (own: Partial<Call>): Call =>
  Object.assign(new Call(), { tenant: 'acme', payer: '201', direction: 'out', dialledKind: 'national' }, own);
const out = call({ number: '31201234567', country: 'NL', dialled: '0201234567' });
const comes = call({ direction: 'in', payer: '31205550100', number: '31612345678', from: '+31612345678' });
const diversion = (own: Partial<CallStop>): CallStop => ({
  ...{ id: 'd', tenant: 'acme', scope: 'customer', payer: '', reach: 'passing', country: '', prefix: '', spared: [] },
  ...{ divertTo: 'sip:198.51.100.9:5080;transport=tcp', hangUp: false, from: 0, until: 1000, author: 'user:1' },
  ...{ reason: { nl: '', en: '' }, alert: '', rule: '', state: 'in-force' },
  ...own,
});
const customer: CallCustomer = {
  ...{ id: 'acme', timeZone: 'UTC', country: 'NL', plan: defaultDialPlan('NL'), identifiers: [], opening: undefined },
  ...{ closedDays: [], allowed: ['49'], mode: 'off', figures: {}, deck: '' },
};

function verdicts(stops: readonly CallStop[], calls: readonly Call[], at = 500) {
  const policy = new CallPolicy([]);
  for (const stop of stops) policy.stops.put(stop);
  return calls.map((one) => policy.verdict(one, customer, at));
}

describe('a diversion', () => {
  test('sends what would pass elsewhere, with the dialled number, allowed numbers too', () => {
    const abroad = call({ number: '4930123', country: 'DE', abroad: true });
    const [usual, allowed] = verdicts([diversion({})], [out, abroad]);
    expect([usual.action, usual.reason, usual.target]).toEqual([
      'divert',
      'diverted',
      'sip:+31201234567@198.51.100.9:5080;transport=tcp',
    ]);
    expect(allowed.target).toBe('sip:+4930123@198.51.100.9:5080;transport=tcp');
  });

  test('of incoming calls leaves outgoing ones alone, and the other way round', () => {
    const inward = diversion({ reach: 'incoming', divertTo: 'sip:+31687654321@198.51.100.9' });
    expect(verdicts([inward], [comes, out]).map(({ action }) => action)).toEqual(['divert', 'pass']);
    expect(verdicts([diversion({})], [comes, out]).map(({ action }) => action)).toEqual(['pass', 'divert']);
  });

  test('never touches a call to or from an emergency number, or one within the customer', () => {
    const both = [diversion({}), diversion({ id: 'i', reach: 'incoming' })];
    const left = [
      call({ dialledKind: 'emergency', dialled: '112' }),
      call({ dialledKind: 'internal', direction: 'internal', dialled: '202' }),
      { ...comes, from: '112' },
      { ...comes, from: '+31112' },
    ];
    expect(verdicts(both, left).map(({ action }) => action)).toEqual(['pass', 'pass', 'pass', 'pass']);
  });

  test('does not let through what is stopped, and ends at its time', () => {
    const stop = diversion({ id: 's', reach: 'outgoing', divertTo: '' });
    expect(verdicts([diversion({}), stop], [out])[0].action).toBe('refuse');
    expect(verdicts([diversion({})], [out], 1000)[0].action).toBe('pass');
    expect(verdicts([diversion({ tenant: 'other' })], [out])[0].action).toBe('pass');
  });

  test('of a number goes before that of the customer', () => {
    const own = diversion({ id: 'own', scope: 'account', payer: '201', divertTo: 'sip:+12025550100@x' });
    expect(verdicts([diversion({}), own], [out, call({ ...out, payer: '202' })]).map(({ stop }) => stop)).toEqual([
      'own',
      'd',
    ]);
  });
});

test.each([
  'sip:112;phone-context=+31@x.nl',
  'sip:112;user=phone@x.nl',
  'sip:112:p@x.nl',
  'sip:112?@x.nl',
  'sip:1%312@x',
  'tel:112',
])('a diversion that is kept with the target %s leads nowhere, and a stop with it refuses', (divertTo) => {
  const kept = [diversion({ divertTo }), diversion({ id: 'i', reach: 'incoming', divertTo })];
  expect(verdicts(kept, [out, comes]).map(({ action, target }) => [action, target])).toEqual([
    ['pass', ''],
    ['pass', ''],
  ]);
  const [stopped] = verdicts([diversion({ reach: 'outgoing', divertTo })], [out]);
  expect([stopped.action, stopped.target]).toEqual(['refuse', '']);
});

test('a short number that is dialled goes as it always does', () => {
  expect(divertedTo('sip:carrier-b.nl', call({ number: '', dialled: '14020' }))).toBe('');
});

test('nothing that a caller writes gets into the target but digits', () => {
  expect(divertedTo('sip:h', call({ dialled: '1>\r\nX: y', number: '' }))).toBe('');
  expect(divertedTo('sip:h', call({ dialled: '*21#', number: '' }))).toBe('sip:*21%23@h');
  expect(divertedTo('sip:h', call({ direction: 'in', payer: 'a@b' }))).toBe('');
  expect(divertedTo('sip:+31612345678@h', call({ dialled: 'x' }))).toBe('sip:+31612345678@h');
});
