import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type RecentSource, recentKeptMs, recentSlot, recentSlotMs } from '../../core/geo/recent.ts';
import type { TrafficDelta } from '../../core/geo/records.ts';
import { alert, batch, decision, event, noon, openTestStore, type TestStore } from '../testing/test-store.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const hourMs = 3_600_000;
let it: TestStore;
beforeAll(async () => {
  it = await openTestStore();
  for (const id of ['bakker', 'visser']) await it.store.tenants.insert({ id, name: id, timeZone: 'Europe/Amsterdam' });
});
afterAll(() => it?.close());
beforeEach(async () => {
  it.clock.now = noon;
  await it.database.ownerPool.query('truncate geo_recent, alert, decision, decision_change, decision_enforcer');
});

const delta = (time: number, parts: Partial<TrafficDelta>): TrafficDelta => ({
  ...{ hour: time - (time % hourMs), slot: recentSlot(time), tenant: 'bakker', asset: 'pbx', service: 'registration' },
  ...{ address: '203.0.113.7', country: 'NL', account: '', outcome: 'failed', asNumber: 64_500, hosting: false },
  ...{ count: 1, denied: 0, lastSeen: time, ...parts },
});
const save = (...traffic: TrafficDelta[]) => it.store.batches.saveBatch(batch({ traffic }));
async function sources(from: number, tenant?: string): Promise<RecentSource[]> {
  const found: RecentSource[] = [];
  await it.store.geo.recent.sources({ from, ...(tenant && { tenant }) }, (rows) => void found.push(...rows));
  const key = ({ tenant: of, asset, service, address }: RecentSource) => `${of} ${asset} ${service} ${address}`;
  return found.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

test('counts of the minutes asked for, by what they came to; batches add up and count once', async () => {
  const sent = batch({
    traffic: [
      delta(noon, { count: 3 }),
      delta(noon - 2 * recentSlotMs, { count: 4 }),
      delta(noon, { outcome: 'good', account: '100', count: 2 }),
      delta(noon, { outcome: 'good', account: '101', count: 5 }),
      delta(noon, { outcome: 'other', count: 7, asset: 'sbc' }),
      // Before the five minutes asked for, and with a clock that is ahead.
      delta(noon - 3 * recentSlotMs - 1, { count: 100 }),
      delta(noon + recentSlotMs, { count: 200 }),
    ],
  });
  await it.store.batches.saveBatch(sent);
  await it.store.batches.saveBatch(sent);
  await save(delta(noon + 1000, { count: 10, tenant: 'visser' }), delta(noon + 1000, { count: 20 }));
  expect(await sources(noon - 2 * recentSlotMs)).toEqual([
    {
      ...{ tenant: 'bakker', asset: 'pbx', service: 'registration', address: '203.0.113.7', country: 'NL' },
      ...{ asNumber: 64_500, hosting: false, good: 7, failed: 27, other: 0, attack: false },
    },
    expect.objectContaining({ tenant: 'bakker', asset: 'sbc', good: 0, failed: 0, other: 7 }),
    expect.objectContaining({ tenant: 'visser', failed: 10 }),
  ]);
  expect(await sources(noon, 'visser')).toMatchObject([{ tenant: 'visser', failed: 10 }]);
  expect((await sources(noon, 'bakker')).map(({ failed }) => failed)).toEqual([23, 0]);
});

test('who has an alert or a block in that time is an attacker, at an address or in a range', async () => {
  await save(
    delta(noon, {}),
    delta(noon, { address: '203.0.113.8' }),
    delta(noon, { address: '198.51.100.9' }),
    delta(noon, { address: '' }),
  );
  await it.store.batches.saveBatch(
    batch({
      alerts: [
        alert({ id: 'now', sourceIp: '203.0.113.7', end: noon }),
        alert({ id: 'then', sourceIp: '203.0.113.8', end: noon - hourMs }),
      ],
      decisions: [decision({ id: 'range', scope: 'range', value: '198.51.100.0/24', from: noon, until: noon + 1 })],
    }),
  );
  const attackers = (await sources(noon)).filter(({ attack }) => attack).map(({ address }) => address);
  expect(attackers).toEqual(['198.51.100.9', '203.0.113.7']);
});

test('alerts that run: about addresses, not closed, worst first, and what they are about', async () => {
  const about = (parts: Partial<ReturnType<typeof event>>) => ({ evidence: [event(parts)], end: noon });
  await it.store.batches.saveBatch(
    batch({
      alerts: [
        alert({ id: 'sip', tenant: 'bakker', asset: 'pbx', ...about({}) }),
        alert({ id: 'ssh', severity: 'high', asset: '', ...about({ action: 'admin-login', service: 'sshd' }) }),
        alert({ id: 'call', ...about({ action: 'sip-request', sipMethod: 'INVITE' }) }),
        alert({ id: 'ids', ...about({ action: 'ids-alert' }) }),
        alert({ id: 'silent', distinct: { users: 0, addresses: 0, numbers: 0 }, ...about({}) }),
        alert({ id: 'old', ...about({}), end: noon - 1 }),
        alert({ id: 'shut', ...about({}) }),
      ],
    }),
  );
  await it.store.alerts.acknowledge('sip', 'Ann');
  await it.store.alerts.close('shut', 'Ann');
  const running = await it.store.geo.recent.running(noon);
  expect(running[0]).toEqual({ id: 'ssh', tenant: 'provider', asset: '', service: 'ssh' });
  expect(running.map(({ id, tenant, asset, service }) => [id, tenant, asset, service]).sort()).toEqual([
    ['call', 'provider', 'pbx-1', 'calls-in'],
    ['ids', 'provider', 'pbx-1', undefined],
    ['sip', 'bakker', 'pbx', 'registration'],
    ['ssh', 'provider', '', 'ssh'],
  ]);
});

test('what is older than two hours is not taken in, and forgotten; clocks far ahead leave nothing', async () => {
  it.clock.now = noon - recentKeptMs;
  await save(delta(noon - recentKeptMs, { count: 5 }), delta(noon + 10 * hourMs, { count: 6 }));
  it.clock.now = noon;
  await save(
    delta(noon - recentKeptMs - recentSlotMs, { count: 7 }),
    delta(noon, { slot: 0, count: 8 }),
    delta(noon, {}),
  );
  const kept = async () =>
    (await it.database.ownerPool.query('select count::int from geo_recent order by count')).rows.map(
      ({ count }) => count,
    );
  expect(await kept()).toEqual([1, 5, 6]);
  it.clock.now = noon + 1;
  await it.store.geo.recent.forget(it.clock.now - recentKeptMs);
  expect(await kept()).toEqual([1]);
});
