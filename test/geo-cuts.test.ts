import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallAnswer } from '../src/api/schema/calls.ts';
import type { GeoCorrectionWire, GeoCut, GeoExplained, GeoPolicyWire, GeoReach } from '../src/api/schema/geo.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

/**
 * Every way in which somebody who works now may come to be refused says so first: another policy, a group, a correction, a rule
 * that begins later or holds while a shop is closed; and the hours of a customer hold in the kernel (nft in a namespace).
 */

const namespace = `bwgeocuts${process.pid}`;
const api = '/api/v1/geo';
let it: Serving;

/** Addresses where packaged data leave no doubt: large networks of operators. */
const german = '141.2.1.1';
const american = '128.112.128.15';
const hour = 3_600_000;

interface Cuts {
  readonly type: string;
  readonly cutsTotal: number;
  readonly cuts: readonly GeoCut[];
}

beforeAll(async () => {
  execFileSync('ip', ['netns', 'add', namespace]);
  it = new Serving('geo-cuts', { enforcers: [{ id: 'firewall', kind: 'nftables', netns: namespace }] });
  await it.start();
  await it.must('POST', '/api/v1/customers', { id: 'bakkerij', name: 'Bakkerij Vis', timeZone: 'Europe/Amsterdam' });
  const token = await it.token('ingest', 'pbx', 'bakkerij');
  const event = (seconds: number) => ({
    ...{ '@timestamp': new Date(Date.now() - seconds * 1000).toISOString(), 'event.action': 'sip-register' },
    ...{ 'event.outcome': 'success', 'source.ip': german, 'user.name': '201', 'event.dataset': 'asterisk.log' },
  });
  await it.deliver(token.secret, [event(30), event(40)]);
  await until('the phone in Germany is known', 30, async () => {
    const { cuts } = await it.must<{ cuts: GeoCut[] }>('POST', `${api}/policies/check`, {
      policy: policy('x', [rule('r', 'refuse', ['DE'])]),
    });
    return cuts.length === 1;
  });
}, 180_000);

afterAll(async () => {
  await it?.close();
  execFileSync('ip', ['netns', 'del', namespace]);
});

test('what lets somebody pass is not taken away unseen: changed, turned off or removed', async () => {
  const { id } = await it.must<GeoPolicyWire>('POST', `${api}/policies`, {
    ...policy('Refuse', [rule('rest', 'refuse', ['EU'])]),
    ...{ state: 'enforced', acknowledgeCuts: true },
  });
  const phone = `${german}/32`;
  const spare = await it.must<GeoPolicyWire>('POST', `${api}/policies`, {
    ...policy('Spare', [rule('phone', 'allow', [phone])]),
    state: 'enforced',
  });
  const path = `${api}/policies/${spare.id}`;
  for (const state of ['watch', 'off']) await refusedFor('POST', `${path}/state`, { state });
  await refusedFor('PUT', path, { ...policy('Spare', [rule('phone', 'allow', ['192.0.2.1/32'])]), state: 'enforced' });
  await refusedFor('DELETE', path);
  expect((await it.get<GeoPolicyWire>(path)).state).toBe('enforced');
  await it.must('DELETE', `${path}?acknowledgeCuts=true`);
  expect((await explain(german)).verdict).toBe('refuse');
  await it.must('DELETE', `${api}/policies/${id}`);
}, 60_000);

test('a rule for closed hours, and one that begins later, say whom they cut off and when', async () => {
  const from = new Date(Date.now() + 40 * 24 * hour).toISOString();
  const later = { ...rule('later', 'refuse', ['DE']), when: { from } };
  const [cut] = await refusedFor('POST', `${api}/policies`, { ...policy('Later', [later]), state: 'enforced' });
  expect(cut).toMatchObject({ name: '201', address: german, from, guarded: false });
});

test('a group and a correction change who is refused as a policy does', async () => {
  const make = (subjects: string[], more = {}) => ['PUT', `${api}/groups/partners`, { title: 'P', subjects, ...more }];
  await it.must('PUT', `${api}/groups/partners`, { title: 'P', subjects: ['US'] });
  const { id } = await it.must<GeoPolicyWire>('POST', `${api}/policies`, {
    ...policy('Partners', [rule('r', 'refuse', ['partners'])]),
    state: 'enforced',
  });
  const [, path, body] = make(['US', 'DE']) as [string, string, object];
  expect((await refusedFor('PUT', path, body))[0]).toMatchObject({ name: '201', from: null });
  expect((await explain(german)).verdict).toBe('allow');
  await it.must('PUT', path, { ...body, acknowledgeCuts: true });
  expect((await explain(german)).verdict).toBe('refuse');
  await it.must('PUT', path, { title: 'P', subjects: ['US'] });
  const moved = { range: `${german}/32`, country: 'US' };
  await refusedFor('POST', `${api}/corrections`, moved);
  const elsewhere = await it.must<GeoCorrectionWire>('POST', `${api}/corrections`, { ...moved, country: 'NL' });
  await refusedFor('PUT', `${api}/corrections/${elsewhere.id}`, moved);
  const there = await it.must<GeoCorrectionWire>('PUT', `${api}/corrections/${elsewhere.id}`, {
    ...{ ...moved, acknowledgeCuts: true },
  });
  expect(await explain(german)).toMatchObject({ country: 'US', verdict: 'refuse' });
  await it.must('DELETE', `${api}/corrections/${there.id}`);
  expect(await explain(german)).toMatchObject({ country: 'DE', verdict: 'allow' });
  await it.must('DELETE', `${api}/policies/${id}`);
}, 60_000);

test('closed hours of a customer hold in the kernel at its addresses, and what nobody carries out is told', async () => {
  const parts = '/api/v1/customers/bakkerij';
  const yesterday = (new Date().getUTCDay() + 5) % 7;
  // Open in the middle of a day that is neither today nor tomorrow, wherever it is.
  await it.must('POST', `${parts}/opening-hours`, { weekday: yesterday + 1, opens: '11:00', closes: '12:00' });
  const closed = { ...rule('closed', 'refuse', ['US']), when: { hours: 'closed' } };
  const { id } = await it.must<GeoPolicyWire>('POST', `${api}/policies`, {
    ...policy('Closed', [closed]),
    state: 'enforced',
  });
  const reach = () => it.get<GeoReach>(`${api}/policies/${id}/reach`);
  expect(await reach()).toMatchObject({ withoutAddresses: 1, calls: false, signIn: false });
  const asset = await it.must<{ id: string }>('POST', `${parts}/assets`, {
    ...{ name: 'PBX', kind: 'pbx', addresses: ['192.0.2.80'] },
  });
  await until('its lane refuses', 120, async () => {
    const found = await explain(american, { customer: 'bakkerij' });
    expect(found.verdict).toBe('refuse');
    return found.kernel === 'refuse';
  });
  expect(await explain(american)).toMatchObject({ verdict: 'allow', kernel: 'allow' });
  expect(await reach()).toMatchObject({ kernel: 'held', addresses: 1, withoutAddresses: 0 });
  await it.must('DELETE', `${api}/policies/${id}`);
  await it.must('DELETE', `${parts}/assets/${asset.id}`);
}, 180_000);

test('calls out of a site follow the policy of that site, those of another do not', async () => {
  const parts = '/api/v1/customers/bakkerij';
  const site = await it.must<{ id: string }>('POST', `${parts}/sites`, { name: 'Winkel', country: 'NL' });
  for (const [name, where] of [
    ['3001', site.id],
    ['3002', ''],
  ])
    await it.must('POST', `${parts}/accounts`, { name, site: where });
  const form = {
    ...{ name: 'Shop', scope: { level: 'site', tenant: 'bakkerij', site: site.id }, state: 'enforced' },
    rules: [{ ...rule('out', 'refuse', ['kind:satellite']), services: ['calls-out'] }],
  };
  const { id } = await it.must<GeoPolicyWire>('POST', `${api}/policies`, form);
  expect(await it.get<GeoReach>(`${api}/policies/${id}/reach`)).toMatchObject({
    ...{ kernel: 'not-about-packets', calls: true },
  });
  const asker = await it.must<{ secret: string }>('POST', '/api/v1/tokens', {
    ...{ kind: 'api', name: 'sbc', preset: 'authorise', tenant: 'bakkerij' },
  });
  const ask = async (account: string) => {
    const body = { from: account, account, to: '+881612345678' };
    return (await it.ask<CallAnswer>('POST', '/api/v1/calls/authorise', { token: asker.secret, body })).json();
  };
  await until('the guard has the policy', 10, async () => (await ask('3001')).reason === 'geo-refused');
  expect((await ask('3002')).reason).not.toBe('geo-refused');
  await it.must('DELETE', `${api}/policies/${id}`);
}, 60_000);

/** The cuts that a change is refused for. */
async function refusedFor(method: string, path: string, body?: object): Promise<readonly GeoCut[]> {
  const answer = await it.ask<Cuts>(method, path, { body });
  expect([method, path, answer.status]).toEqual([method, path, 409]);
  expect(answer.json()).toMatchObject({ type: '/problems/geo-cuts', cutsTotal: 1 });
  return answer.json().cuts;
}

function policy(name: string, rules: readonly object[]) {
  return { name, scope: { level: 'provider' }, rules };
}

function rule(id: string, verdict: string, subjects: readonly string[]) {
  return { id, verdict, services: ['sip'], subjects };
}

function explain(subject: string, more: Record<string, string> = {}): Promise<GeoExplained> {
  return it.get<GeoExplained>(`${api}/explain?${new URLSearchParams({ subject, service: 'registration', ...more })}`);
}
