import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Decision } from '../src/api/schema/alerts.ts';
import type { CallSource } from '../src/api/schema/call-sources.ts';
import type { Overview } from '../src/api/schema/overview.ts';
import { DebianDatabase } from './lab/database.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';
import { ThreeCxStandIn } from './stand-ins/three-cx.ts';

/**
 * What is blocked for a customer is kept out by its 3CX too, and let in again by an undo; over the API, with a stand-in written
 * from the description of 3CX's interface.
 */

const client = { clientId: 'belwacht', clientSecret: 'Zeven-Zilveren-Zwanen' };
const name = '3CX of the bakery';
let db: DebianDatabase;
let it: Serving;
let pbx: ThreeCxStandIn;
let source: string;
let connect: () => Promise<string>;

beforeAll(async () => {
  db = await DebianDatabase.make();
  it = new Serving('cx-blocks', { database_url: db.url });
  await it.start();
  await it.must('POST', '/api/v1/customers', { id: 'bakery', name: 'Bakery' });
  await it.must('POST', '/api/v1/customers', { id: 'florist', name: 'Florist' });
  pbx = new ThreeCxStandIn(client);
  pbx.sets.Blocklist.push({ Id: 1, IPAddrMask: '198.51.100.99', BlockType: 'Block', Description: 'by hand' });
  const url = await pbx.listen();
  connect = async () => {
    const made = await it.must<CallSource>('POST', '/api/v1/call-sources', {
      ...{ tenant: 'bakery', name, kind: '3cx-xapi', url, insecure: true, user: client.clientId },
      ...{ control: true, secret: client.clientSecret },
    });
    return made.id;
  };
  source = await connect();
}, 120_000);

afterAll(async () => {
  await it?.close();
  await pbx?.close();
  await db?.remove();
});

const listed = () => pbx.sets.Blocklist.map(({ IPAddrMask }) => IPAddrMask).slice(1);
const block = (value: string, tenant: string) =>
  it.must<Decision>('POST', '/api/v1/decisions', { value, tenant, durationS: 3600, reason: `of ${tenant}` });
const saidOf = async (id: string) =>
  (await it.get<Decision>(`/api/v1/decisions/${id}`)).enforcers.find(({ enforcer }) => enforcer === `pbxs:${name}`);
const becomes = (id: string, state: string) =>
  until(`the 3CX to say ${state}`, 20, async () => (await saidOf(id))?.state === state && saidOf(id));

test('a block of its customer or of the provider goes on the list, one of somebody else does not', {
  timeout: 60_000,
}, async () => {
  const theirs = await block('203.0.113.7', 'florist');
  const own = await block('203.0.113.8', 'bakery');
  const everywhere = await block('203.0.113.0/28', 'provider');
  expect(await becomes(own.id, 'in-force')).toMatchObject({ real: true, error: '' });
  await becomes(everywhere.id, 'in-force');
  expect(listed().toSorted()).toEqual(['203.0.113.0/28', '203.0.113.8']);
  expect(await saidOf(theirs.id)).toBeUndefined();
  // Only the dry firewall is asked about the florist's, and says so.
  expect((await it.get<Decision>(`/api/v1/decisions/${theirs.id}`)).state).toBe('in-force');
  const row = pbx.sets.Blocklist.find(({ IPAddrMask }) => IPAddrMask === '203.0.113.8');
  expect(Math.abs(Date.parse(String(row?.ExpiresAt)) - Date.parse(own.until))).toBeLessThan(1000);

  await it.must('POST', `/api/v1/decisions/${own.id}/undo`, {});
  await becomes(own.id, 'lifted');
  expect(listed()).toEqual(['203.0.113.0/28']);
  await it.must('POST', `/api/v1/decisions/${everywhere.id}/undo`, {});
  await becomes(everywhere.id, 'lifted');
  expect(pbx.sets.Blocklist.map(({ Id }) => Id)).toEqual([1]);
});

test('what changed on either side while the server was dead is brought in line at the next start', {
  timeout: 90_000,
}, async () => {
  const own = await block('203.0.113.20', 'bakery');
  await becomes(own.id, 'in-force');
  await it.server.stop('SIGKILL');
  // Somebody takes the entry out, and one is left of a block that ended.
  pbx.sets.Blocklist = pbx.sets.Blocklist.filter(({ IPAddrMask }) => IPAddrMask !== '203.0.113.20');
  pbx.sets.Blocklist.push({
    ...{ Id: 77, IPAddrMask: '203.0.113.21', BlockType: 'Block', Description: 'Belwacht: of before' },
    ExpiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  });
  await it.start();
  await until('the list to be right', 30, () => JSON.stringify(listed()) === '["203.0.113.20"]');
});

test('while it does not answer nobody says that it holds or is gone, and that shows', {
  timeout: 120_000,
}, async () => {
  pbx.forbidden.add('Blocklist');
  const own = await block('203.0.113.30', 'bakery');
  expect(await becomes(own.id, 'failed')).toMatchObject({ error: 'The API client may not use Blocklist.' });
  const { enforcers } = await it.get<Overview>('/api/v1/overview');
  expect(enforcers.find(({ id }) => id === 'pbxs')).toMatchObject({
    ok: false,
    detail: `${name}: The API client may not use Blocklist.`,
  });
  // The name of somebody else's PBX is nobody's business.
  const florist = await it.get<Overview>('/api/v1/overview?tenant=florist');
  expect(florist.enforcers.map(({ id }) => id)).toEqual(['firewall', 'bouncers', 'lists']);
  const held = (await it.get<{ items: Decision[] }>('/api/v1/decisions?state=in-force')).items.find(
    ({ value }) => value === '203.0.113.20',
  );
  await it.must('POST', `/api/v1/decisions/${held?.id}/undo`, {});
  expect(listed()).toEqual(['203.0.113.20']);
  expect((await saidOf(held!.id))?.state).toBe('in-force');
  pbx.forbidden.clear();
  await until('the list to be right', 80, () => JSON.stringify(listed()) === '["203.0.113.30"]');
  await becomes(held!.id, 'lifted');
  await becomes(own.id, 'in-force');
});

test('a source that is taken away gives back its entries first; where it cannot, a person says to go on', {
  timeout: 60_000,
}, async () => {
  const path = `/api/v1/call-sources/${source}`;
  const held = (await it.get<{ items: Decision[] }>('/api/v1/decisions?state=in-force')).items.find(
    ({ value }) => value === '203.0.113.30',
  );
  pbx.forbidden.add('Blocklist');
  const refused = await it.ask<{ type: string; detail: string }>('DELETE', path);
  expect([refused.status, refused.json().type]).toEqual([409, '/problems/pbx-still-holds']);
  expect(refused.json().detail).toContain('may go on keeping addresses out: The API client may not use Blocklist.');
  pbx.forbidden.clear();
  // It is steered on.
  const more = await block('203.0.113.31', 'bakery');
  await becomes(more.id, 'in-force');
  await it.must('POST', `/api/v1/decisions/${more.id}/undo`, {});
  await becomes(more.id, 'lifted');

  pbx.forbidden.add('Blocklist');
  expect((await it.ask('DELETE', `${path}?force=true`)).status).toBe(204);
  expect(await becomes(held!.id, 'failed')).toMatchObject({
    error: 'Nobody steers it any more; its entry ends by itself at its time.',
  });
  expect(listed()).toEqual(['203.0.113.30']);
  const { enforcers } = await it.get<Overview>('/api/v1/overview');
  expect(enforcers.map(({ id }) => id)).not.toContain('pbxs');

  // Another of the same PBX finds what the first left, and takes it back when it goes.
  pbx.forbidden.clear();
  const again = await connect();
  await becomes(held!.id, 'in-force');
  expect((await it.ask('DELETE', `/api/v1/call-sources/${again}`)).status).toBe(204);
  await becomes(held!.id, 'lifted');
  expect(listed()).toEqual([]);
});
