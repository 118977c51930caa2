import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallSource } from '../src/api/schema/call-sources.ts';
import type { Call, CallStop } from '../src/api/schema/calls.ts';
import { DebianDatabase } from './lab/database.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';
import { zoneWhere } from './lab/zone-where.ts';
import { FreeSwitchStandIn } from './stand-ins/freeswitch.ts';

/**
 * A PBX beside the path, set up over the API: its calls are followed, a stop hangs them up and shuts the account there, an undo
 * opens it again. The PBX is a stand-in written from the documentation of FreeSWITCH.
 */

const password = 'not to be seen anywhere';
let db: DebianDatabase;
let it: Serving;
let pbx: FreeSwitchStandIn;
let port: number;
let id: string;

beforeAll(async () => {
  db = await DebianDatabase.make();
  it = new Serving('pbx', { database_url: db.url });
  await it.start();
  await it.must('POST', '/api/v1/customers', { id: 'bakery', name: 'Bakery', timeZone: zoneWhere(3) });
  await it.must('POST', '/api/v1/customers/bakery/accounts', { name: '1001' });
  await it.must('POST', '/api/v1/customers/bakery/call-settings/enforce');
  pbx = new FreeSwitchStandIn({ password });
  port = await pbx.listen();
}, 120_000);

afterAll(async () => {
  await it?.close();
  await pbx?.close();
  await db?.remove();
});

const running = async (): Promise<Call | undefined> =>
  (await it.get<{ items: Call[] }>('/api/v1/calls?state=running')).items.at(0);

test('its calls are followed, and its password is sealed and never shown', { timeout: 60_000 }, async () => {
  const made = await it.must<CallSource>('POST', '/api/v1/call-sources', {
    ...{ tenant: 'bakery', name: 'PBX of the bakery', kind: 'freeswitch-esl', host: '127.0.0.1', port },
    ...{ control: true, domain: 'pbx.example', secret: password },
  });
  ({ id } = made);
  expect(made.hasSecret).toBe(true);
  await until('the PBX to be connected', 20, async () => (await it.get<CallSource>(`/api/v1/call-sources/${id}`)).up);
  pbx.create({
    ...{ uuid: '11111111-2222-4333-8444-555555555555', direction: 'inbound', name: 'sofia/internal/1001@pbx.example' },
    ...{ from: '1001', to: '002207012345', account: '1001', address: '192.0.2.10' },
  });
  const call = await until('the call', 10, running);
  expect(call).toMatchObject({ tenant: 'bakery', payer: '1001', number: '+2207012345', country: 'GM', answer: null });
  pbx.answer('11111111-2222-4333-8444-555555555555');
  await until('money', 10, async () => ((await running())?.costEur ?? 0) > 0);
  const shown = await it.ask('GET', `/api/v1/call-sources/${id}`);
  expect(shown.json()).toMatchObject({ running: 1 });
  for (const text of [shown.text, it.server.output, JSON.stringify(await it.get('/api/v1/audit?limit=200'))])
    expect(text).not.toContain(password);
  const [row] = await db.query<{ jwe: string }>(`select jwe from sealed_secret where name = 'call-source:${id}'`);
  expect(row.jwe).not.toContain(password);
  expect(await it.must('POST', `/api/v1/call-sources/${id}/test`)).toMatchObject({ ok: true });
});

test('a stop hangs up and shuts the account at the PBX; an undo opens it', { timeout: 60_000 }, async () => {
  const stop = await it.must<CallStop>('POST', '/api/v1/call-stops', {
    ...{ tenant: 'bakery', scope: 'account', payer: '1001', reach: 'abroad', durationS: 3600, reason: 'hijacked' },
  });
  await until('the call to be hung up', 15, async () => (await running()) === undefined);
  await until('the account to be shut', 15, () => Object.keys(pbx.stored).length === 1);
  const shown = await until('the confirmation', 15, async () => {
    const one = await it.get<CallStop>(`/api/v1/call-stops/${stop.id}`);
    return one.controls.length > 0 && one;
  });
  expect(shown.controls[0]).toMatchObject({ control: 'PBX of the bakery', state: 'in-force' });
  await it.must('DELETE', `/api/v1/call-stops/${stop.id}`);
  await until('the account to be open', 15, () => Object.keys(pbx.stored).length === 0);
});

test('what a killed server left running and stopped is brought in line at the next start', {
  timeout: 90_000,
}, async () => {
  const stop = await it.must<CallStop>('POST', '/api/v1/call-stops', {
    ...{ tenant: 'bakery', scope: 'account', payer: '1001', reach: 'outgoing', durationS: 3600, reason: 'kept' },
  });
  await until('the account to be shut', 15, () => Object.keys(pbx.stored).length === 1);
  pbx.create({
    ...{ uuid: '99999999-2222-4333-8444-555555555555', direction: 'inbound', name: 'sofia/internal/1001@pbx.example' },
    ...{ from: '1001', to: '0031201234567', account: '1001', address: '192.0.2.10' },
  });
  await it.server.stop('SIGKILL');
  // The PBX forgets everything, and the call ends while nobody looks.
  pbx.restart();
  await it.start();
  await until('the account to be shut again', 30, () => Object.keys(pbx.stored).length === 1);
  await until('no call to run', 15, async () => (await running()) === undefined);
  await it.must('DELETE', `/api/v1/call-stops/${stop.id}`);
  await until('the account to be open', 15, () => Object.keys(pbx.stored).length === 0);
});

test('who may act no more, or goes, gives back what is held first; where that cannot be, a person says so', {
  timeout: 120_000,
}, async () => {
  const stop = () =>
    it.must<CallStop>('POST', '/api/v1/call-stops', {
      ...{ tenant: 'bakery', scope: 'account', payer: '1001', reach: 'abroad', durationS: 3600, reason: 'held' },
    });
  const isShut = () => Object.keys(pbx.stored).length === 1;
  const form = async (change: object) => {
    const { host, port: at, name, kind, domain } = await it.get<CallSource>(`/api/v1/call-sources/${id}`);
    return { body: { ...{ host, port: at, name, kind, domain }, control: true, ...change } };
  };
  const first = await stop();
  await until('the account to be shut', 15, isShut);
  // Switched off: the account is open at once, though the stop goes on elsewhere.
  expect((await it.ask('PUT', `/api/v1/call-sources/${id}`, await form({ control: false }))).status).toBe(200);
  expect(pbx.stored).toEqual({});
  expect((await it.get<CallStop>(`/api/v1/call-stops/${first.id}`)).state).toBe('in-force');
  expect((await it.ask('PUT', `/api/v1/call-sources/${id}`, await form({}))).status).toBe(200);
  await until('the account to be shut again', 15, isShut);

  // It does not answer: nothing is done before somebody says so.
  await pbx.close();
  await until('the PBX to be gone', 20, async () => !(await it.get<CallSource>(`/api/v1/call-sources/${id}`)).up);
  for (const [method, asking] of [
    ['DELETE', {}],
    ['PUT', await form({ enabled: false })],
  ] as const) {
    const refused = await it.ask<{ type: string; detail: string }>(method, `/api/v1/call-sources/${id}`, asking);
    expect([method, refused.status]).toEqual([method, 409]);
    expect(refused.json()).toMatchObject({ type: '/problems/pbx-still-holds' });
    expect(refused.json().detail).toContain('PBX of the bakery may go on refusing calls of 1001');
  }
  expect((await it.get<CallSource>(`/api/v1/call-sources/${id}`)).enabled).toBe(true);
  const off = await it.ask('PUT', `/api/v1/call-sources/${id}?force=true`, await form({ enabled: false }));
  expect(off.status).toBe(200);

  // It answers again, holds the account still, and is steered again: all is as it should be.
  pbx = new FreeSwitchStandIn({ password });
  expect(await pbx.listen(port)).toBe(port);
  await it.must('PUT', `/api/v1/call-sources/${id}`, (await form({})).body);
  await until('the account to be shut once more', 30, isShut);
});

test('an order to another host takes no kept password along', async () => {
  const source = await it.get<CallSource>(`/api/v1/call-sources/${id}`);
  const { host: _host, ...rest } = {
    ...{ host: source.host, name: source.name, kind: source.kind, port: source.port, domain: source.domain },
    control: true,
  };
  const moved = await it.ask('PUT', `/api/v1/call-sources/${id}`, { body: { ...rest, host: '127.0.0.2' } });
  expect(moved.status).toBe(400);
  expect(Object.keys(pbx.stored)).toHaveLength(1);
  await it.must('DELETE', `/api/v1/call-sources/${id}`);
  expect(pbx.stored).toEqual({});
  expect(await db.query(`select 1 from sealed_secret where name = 'call-source:${id}'`)).toEqual([]);
});

test('an erased customer leaves no account shut', { timeout: 90_000 }, async () => {
  await it.must('POST', '/api/v1/customers', { id: 'florist', name: 'Florist' });
  await it.must('POST', '/api/v1/customers/florist/accounts', { name: '2001' });
  await it.must('POST', '/api/v1/customers/florist/call-settings/enforce');
  await it.must('POST', '/api/v1/call-sources', {
    ...{ tenant: 'florist', name: 'PBX of the florist', kind: 'freeswitch-esl', host: '127.0.0.1', port },
    ...{ control: true, domain: 'pbx.example', secret: password },
  });
  await it.must('POST', '/api/v1/call-stops', {
    ...{ tenant: 'florist', scope: 'account', payer: '2001', reach: 'abroad', durationS: 3600, reason: 'held' },
  });
  await until('the account to be shut', 30, () => Object.keys(pbx.stored).length === 1);
  await it.must('POST', '/api/v1/customers/florist/erase', { confirm: 'florist', reason: 'gone' });
  await until('the account to be open', 30, () => Object.keys(pbx.stored).length === 0);
});
