import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Alert } from '../../../core/alert.ts';
import { createStore } from '../../../store/store.ts';
import { alert, batch, openTestStore, type TestStore } from '../../../store/testing/test-store.ts';
import { AlertPlacer } from './alert-placer.ts';
import { IncidentDesk } from './incident-desk.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
let it: TestStore;
let desk: IncidentDesk;
let placer: AlertPlacer;
const placed: string[] = [];

beforeAll(async () => {
  it = await openTestStore();
  const parts = {
    store: it.store,
    storeOf: () => createStore({ db: it.database.db, owner: it.database.owner }, () => it.clock.now),
    clock: () => it.clock.now,
    log: () => {},
  };
  desk = new IncidentDesk({ ...parts, tell: () => {} });
  const ruleTitle = (rule: string) =>
    rule === 'r' ? { nl: 'Wachtwoorden raden', en: 'Password guessing' } : undefined;
  placer = new AlertPlacer({ ...parts, desk, ruleTitle, placed: (_incident, id) => placed.push(id) });
});
afterAll(() => it.close());

/** Stores an alert as the hot path does, without telling the placer. */
async function stored(id: string, parts: Partial<Alert> = {}): Promise<string> {
  const at = it.clock.now;
  const usual = { id, rule: 'r', severity: 'high', start: at, end: at, asset: '', asNumber: 0 } as const;
  await it.store.batches.saveBatch(batch({ alerts: [alert({ ...usual, ...parts })] }));
  return id;
}
const where = (id: string) => it.store.incidents.ofAlert(id);
const settle = async (ids: readonly string[]) => {
  placer.add(ids);
  await placer.idle();
};

test('alerts that a crash left behind are placed at the next start, once', async () => {
  await stored('left-1', { sourceIp: '203.0.113.1' });
  await stored('left-2', { sourceIp: '203.0.113.1', rule: 'other' });
  await stored('old', { sourceIp: '203.0.113.3', start: it.clock.now - 86_400_000, end: it.clock.now - 86_400_000 });
  await placer.lookBack();
  await placer.idle();
  const incident = await where('left-1');
  expect(incident).toBeDefined();
  expect(await where('left-2')).toBe(incident);
  expect(await where('old')).toBeUndefined();
  await placer.lookBack();
  await settle(['left-1', 'left-2']);
  expect((await it.store.incidents.get(incident!))?.alerts).toHaveLength(2);
  expect(placed.filter((id) => id === 'left-1').length).toBeGreaterThan(0);
});

test('a flood of mild alerts that belong to none keeps a grave one from nothing at the next start', async () => {
  const at = it.clock.now - 3_600_000;
  const mild = Array.from({ length: 1100 }, (_, i) =>
    alert({
      id: `mild-${i}`,
      rule: `m${i}`,
      severity: 'informational',
      sourceIp: '',
      asNumber: 0,
      asset: '',
      start: at,
      end: at,
    }),
  );
  await it.store.batches.saveBatch(batch({ alerts: mild }));
  await stored('grave-late', { sourceIp: '203.0.113.90', rule: 'grave' });
  await placer.lookBack();
  await placer.idle();
  expect(await where('grave-late')).toBeDefined();
});

test('a lesser alert joins and opens none; one of before joins when an incident opens after it', async () => {
  await stored('low-before', { severity: 'low', sourceIp: '203.0.113.20' });
  await settle(['low-before']);
  expect(await where('low-before')).toBeUndefined();
  await stored('high-after', { sourceIp: '203.0.113.20' });
  await settle(['high-after']);
  const incident = await where('high-after');
  expect(incident).toBeDefined();
  expect(await where('low-before')).toBe(incident);
  await stored('medium-after', { severity: 'medium', sourceIp: '203.0.113.20' });
  await settle(['medium-after']);
  expect(await where('medium-after')).toBe(incident);
  await desk.changeSettings({ joinBelow: false }, undefined, {
    tenant: '*',
    actor: { kind: 'system', id: 'x', name: 'x', address: '', act: '', reason: '' },
  });
  await stored('medium-alone', { severity: 'medium', sourceIp: '203.0.113.20' });
  await settle(['medium-alone']);
  expect(await where('medium-alone')).toBeUndefined();
});

test('an alert that gets graver raises its incident; one that goes on leaves the timeline as it is', async () => {
  await stored('grows', { sourceIp: '203.0.113.40' });
  await settle(['grows']);
  const incident = (await where('grows'))!;
  const lines = async () => (await it.store.incidents.timeline(incident, { limit: 100 })).length;
  const before = await lines();
  it.clock.now += 5 * 60_000;
  await stored('grows', { sourceIp: '203.0.113.40', start: it.clock.now - 300_000 });
  await settle(['grows']);
  expect(await lines()).toBe(before);
  expect((await it.store.incidents.get(incident))?.alerts[0].end).toBe(it.clock.now);
  await stored('grows', { sourceIp: '203.0.113.40', severity: 'critical' });
  await settle(['grows']);
  expect((await it.store.incidents.get(incident))?.severity).toBe('critical');
  expect(await lines()).toBe(before + 1);
});

test('while the database does not answer alerts wait, and are placed once it does', async () => {
  await stored('waits', { sourceIp: '203.0.113.60' });
  const settings = vi
    .spyOn(it.store.incidents, 'settings')
    .mockRejectedValueOnce(new Error('away'))
    .mockRejectedValueOnce(new Error('away'));
  await settle(['waits']);
  expect(settings.mock.calls.length).toBeGreaterThan(2);
  expect(await where('waits')).toBeDefined();
  settings.mockRestore();
});
