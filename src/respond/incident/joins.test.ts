import { expect, test } from 'vitest';
import type { AlertLink } from '../../core/incident/alert-link.ts';
import type { Incident } from '../../core/incident/incident.ts';
import type { EarlierIncident } from '../../core/incident/incident-summary.ts';
import { actOnIncident } from './act.ts';
import { joins } from './joins.ts';
import { openFromAlert } from './open-incident.ts';
import { placeAlert } from './place-alert.ts';
import { similarIncidents } from './similar.ts';

const noon = Date.UTC(2026, 4, 20, 12);
const hourMs = 3_600_000;
const first: AlertLink = {
  ...{ alert: 'first', tenant: 'bakker', rule: 'sip-brute-force', severity: 'medium', drill: false },
  ...{ address: '203.0.113.7', network: 64_500, account: '100', asset: 'pbx-1', start: noon, end: noon + 60_000 },
  sentence: { nl: 'Iemand raadt.', en: 'Somebody guesses.' },
};
const stranger = { alert: 'second', address: '198.51.100.1', network: 1, account: '9', asset: 'pbx-9', rule: 'other' };

function begun(alert: AlertLink, number = 1, tenant = alert.tenant): Incident {
  const context = { by: { id: 'rule:x', name: 'x' }, at: noon + hourMs, now: noon + hourMs };
  const opened = openFromAlert(`i${number}`, alert, { nl: 'x', en: 'x' }, 'nl', context);
  if (!opened.ok) throw new Error();
  return { ...opened.value.incident, number, tenant };
}

test('an alert joins by what it shares, and it is said what that is', () => {
  const why = (parts: Partial<AlertLink>, incident = begun(first)) =>
    joins(incident, { ...first, ...stranger, ...parts })?.why.en;
  expect(why({})).toBeUndefined();
  expect(why({ address: first.address })).toBe('the same address 203.0.113.7');
  expect(why({ account: '100' })).toBe('the same account 100');
  // A network is a whole provider, an asset is what everybody attacks: not without the same rule or each other.
  expect(why({ network: first.network })).toBeUndefined();
  expect(why({ asset: 'pbx-1' })).toBeUndefined();
  expect(why({ network: first.network, rule: first.rule })).toBe('the same network AS64500, the same rule');
  expect(why({ asset: 'pbx-1', rule: first.rule })).toBe('the same system pbx-1, the same rule');
  expect(why({ asset: 'pbx-1', network: first.network })).toBe('the same network AS64500, the same system pbx-1');
  // What is not known is not shared.
  const unknown = { ...first, address: '', network: 0, account: '', asset: '', alert: 'z' };
  expect(joins(begun(unknown), { ...unknown, alert: 'y' })).toBeUndefined();
});

test('near in time, of the same customer, both drill or neither, and still going on', () => {
  const later = (ms: number) =>
    joins(begun(first), { ...first, alert: 'b', start: first.end + ms, end: first.end + ms });
  expect(later(4 * hourMs)).toBeDefined();
  expect(later(4 * hourMs + 1)).toBeUndefined();
  expect(joins(begun(first), { ...first, alert: 'b', tenant: 'visser' })).toBeUndefined();
  expect(joins(begun(first), { ...first, alert: 'b', drill: true })).toBeUndefined();
  expect(joins({ ...begun(first), mergedInto: 'other' }, { ...first, alert: 'b' })).toBeUndefined();
  // An incident of the provider takes all its customers’, but accounts and assets of two customers are not the same.
  const everybodys = begun(first, 1, 'provider');
  expect(joins(everybodys, { ...first, alert: 'b', tenant: 'visser' })?.why.en).toBe(
    'the same address 203.0.113.7, the same network AS64500, the same rule',
  );
  const namesake = { ...first, ...stranger, tenant: 'visser', account: '100', asset: 'pbx-1', rule: first.rule };
  expect(joins(everybodys, namesake)).toBeUndefined();
});

test('of several the one with most in common, of equals the customer’s own and then the oldest; what it is in already', () => {
  const byNetwork = begun({ ...first, address: '203.0.113.99', account: '' }, 1);
  const byAddress = begun({ ...first, network: 0, account: '' }, 2);
  const next = { ...first, alert: 'next', account: '', asset: '' };
  expect(placeAlert([byNetwork, byAddress], next)?.incident.id).toBe('i2');
  expect(placeAlert([begun(first, 3, 'provider'), begun(first, 4)], next)?.incident.id).toBe('i4');
  expect(placeAlert([begun(first, 6), begun(first, 5)], next)?.incident.id).toBe('i5');
  expect(placeAlert([], next)).toBeUndefined();
  // However long ago, an alert stays where it is.
  const old = begun({ ...first, alert: 'next', start: 1000, end: 2000 }, 9);
  expect(placeAlert([byAddress, old], next)?.incident.id).toBe('i9');
});

test('an alert that is told again moves its end and adds no line', () => {
  const again = actOnIncident(
    begun(first),
    { act: 'join-alert', alert: { ...first, end: noon + hourMs }, why: { nl: 'x', en: 'x' } },
    { by: { id: 'rule:x', name: 'x' }, at: noon + hourMs, now: noon + hourMs },
  );
  expect(again.ok && again.value.entries).toEqual([]);
  expect(again.ok && again.value.incident.alerts).toMatchObject([
    { end: noon + hourMs, why: { en: 'it began with this' } },
  ]);
});

test('earlier incidents: most alike first, then those where it is known what helped', () => {
  const earlier = (id: string, parts: Partial<EarlierIncident>): EarlierIncident => ({
    ...{ id, number: 1, tenant: 'visser', title: id, classification: 'fraud/unauthorised-use-of-resources', cause: '' },
    ...{ whatWorked: '', detectedAt: noon, addresses: [], networks: [], accounts: [], rules: [], ...parts },
  });
  const now = { ...begun(first), cause: 'Zwak wachtwoord' };
  const found = similarIncidents(now, [
    earlier('nothing', {}),
    earlier('self', { id: 'i1', addresses: [first.address] }),
    earlier('rule-only', { rules: [first.rule] }),
    earlier('network', { networks: [64_500] }),
    earlier('network-helped', { networks: [64_500], whatWorked: 'poort dicht' }),
    earlier('cause', { cause: ' zwak WACHTWOORD ', tenant: 'bakker', accounts: ['100'] }),
    earlier('account-of-another', { accounts: ['100'] }),
  ]);
  expect(found.map(({ earlier: { id }, score }) => [id, score])).toEqual([
    ['cause', 8],
    ['network-helped', 3],
    ['network', 3],
  ]);
  expect(found[0].because.map(({ en }) => en)).toEqual([
    'the same account 100',
    'the same cause: zwak WACHTWOORD',
    'the same customer',
  ]);
});
