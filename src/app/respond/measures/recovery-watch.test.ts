import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Alert } from '../../../core/alert.ts';
import type { Incident } from '../../../core/incident/incident.ts';
import type { IncidentAct } from '../../../core/incident/incident-act.ts';
import { ownWork } from '../../../core/work.ts';
import { createStore } from '../../../store/store.ts';
import { alert, batch, openTestStore, type TestStore } from '../../../store/testing/test-store.ts';
import { ownAsker } from '../asker.ts';
import { IncidentDesk } from '../incidents/incident-desk.ts';
import type { MeasureParts } from './measure-parts.ts';
import { RecoveryDesk } from './recovery-desk.ts';
import { RecoveryWatcher } from './recovery-watch.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
let it: TestStore;
let desk: IncidentDesk;
let recovery: RecoveryDesk;
let watcher: RecoveryWatcher;
const logged: string[] = [];
/** An attacker of its own for each alert, so that none joins for being the same. */
let attackers = 0;

beforeAll(async () => {
  it = await openTestStore();
  // Incidents go by the clock of the database.
  it.clock.now = Date.now();
  for (const id of ['bakery', 'mill']) await it.store.tenants.insert({ id, name: id, timeZone: 'UTC' });
  const storeOf = (work: typeof ownWork) =>
    createStore({ db: it.database.scoped(work), owner: it.database.owner }, () => it.clock.now);
  desk = new IncidentDesk({ store: it.store, storeOf, tell: () => {}, clock: Date.now, log: () => {} });
  const parts = {
    ...{ store: it.store, storeOf, incidents: desk, tell: () => {}, clock: () => it.clock.now },
    log: (line: string) => logged.push(line),
  } as unknown as MeasureParts;
  recovery = new RecoveryDesk(parts);
  watcher = new RecoveryWatcher(parts);
});
afterAll(() => it.close());

async function open(): Promise<Incident> {
  const wish = { tenant: 'bakery', title: 'Hacked', assessment: { impact: [], urgency: [] }, severity: 'low' } as const;
  const opening = await desk.open('', wish, [], ownAsker);
  if (!opening.ok) throw new Error(opening.reason.texts[0].en);
  return opening.value.incident;
}
async function act(id: string, ...acts: readonly IncidentAct[]): Promise<Incident> {
  const outcome = await desk.actAll(id, acts, ownAsker);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.reason));
  return outcome.value;
}
const stages = (...names: readonly (keyof Incident['stages'])[]): readonly IncidentAct[] =>
  names.map((stage) => ({ act: 'reach', stage }));
const untilResolved = stages('triage', 'contained', 'recovering', 'monitoring', 'resolved');
async function watched(): Promise<Incident> {
  const incident = await open();
  // What came before is nothing to it.
  it.clock.now += 1000;
  expect((await recovery.watch(incident.id, 2, ownAsker)).ok).toBe(true);
  return incident;
}
async function stored(parts: Partial<Alert>, count = 1): Promise<void> {
  const at = it.clock.now;
  const alerts = Array.from({ length: count }, () => {
    const n = ++attackers;
    const who = { sourceIp: `198.51.${n >> 8}.${n & 255}`, asNumber: 0, asset: '', rule: `r${n}` };
    return alert({ id: `a${n}`, tenant: 'bakery', start: at, end: at, ...who, ...parts });
  });
  await it.store.batches.saveBatch(batch({ alerts }));
}
const now = async ({ id }: Incident) => (await it.store.incidents.get(id))!;
const ended = async ({ id }: Incident) => recovery.watch(id, 0, ownAsker);

test('while people work on it every alert joins, however mild; of others none, however many there are', async () => {
  const incident = await watched();
  // More of another customer than are looked at in one go, and all of them older.
  await stored({ tenant: 'mill', severity: 'medium' }, 2100);
  it.clock.now += 1000;
  await stored({ severity: 'informational' });
  await watcher.lookOut();
  const { alerts } = await now(incident);
  expect(alerts.map(({ tenant, severity }) => [tenant, severity])).toEqual([['bakery', 'informational']]);
  expect((await recovery.get(incident.id, ownWork))?.watch?.joined).toBe(1);
  await ended(incident);
});

test('one that is resolved is reopened by a grave alert or one of the same attack, and by no other', async () => {
  const incident = await watched();
  await act(incident.id, { act: 'traits', traits: { addresses: ['203.0.113.99'] } }, ...untilResolved);
  await stored({ severity: 'informational' });
  await stored({ severity: 'medium' });
  await watcher.lookOut();
  expect((await now(incident)).stages.resolved).toBeDefined();
  expect((await now(incident)).alerts).toHaveLength(0);
  await stored({ severity: 'informational', sourceIp: '203.0.113.99' });
  await watcher.lookOut();
  const again = await now(incident);
  expect(again.reopened).toHaveLength(1);
  // It goes on, so the mild ones belong to it now.
  await watcher.lookOut();
  expect((await now(incident)).alerts).toHaveLength(3);
  await ended(incident);

  const other = await watched();
  await act(other.id, ...untilResolved);
  await stored({ severity: 'high' });
  await watcher.lookOut();
  expect((await now(other)).reopened).toHaveLength(1);
  await ended(other);
});

test('closing it ends the watch, and nothing is said of the alerts that come then', async () => {
  const incident = await watched();
  await act(incident.id, ...untilResolved, ...stages('closed'));
  await stored({ severity: 'low' });
  logged.length = 0;
  for (let i = 0; i < 3; i++) await watcher.lookOut();
  expect((await recovery.get(incident.id, ownWork))?.watch).toBeUndefined();
  expect(logged).toEqual([]);
  const lines = await it.store.incidents.timeline(incident.id, { limit: 100 });
  expect(lines.filter(({ text }) => text.en === 'The extra watch has ended: the incident is closed.')).toHaveLength(1);
  for (const refused of [await recovery.watch(incident.id, 1, ownAsker), await recovery.begin(incident.id, ownAsker)])
    expect(refused.ok ? '' : refused.reason.sentence.en).toMatch(/is closed or merged/);
});

test('an alert that cannot join is told once', async () => {
  const incident = await watched();
  await sql`update incident set drill = true where id = ${incident.id}`.execute(it.database.db);
  await stored({ severity: 'low' });
  logged.length = 0;
  for (let i = 0; i < 3; i++) await watcher.lookOut();
  expect(logged).toHaveLength(1);
  await ended(incident);
});

test('after reopening, and once it is done, the way back is begun anew', async () => {
  const incident = await open();
  const begin = async () => {
    const begun = await recovery.begin(incident.id, ownAsker);
    if (!begun.ok) throw new Error(begun.reason.sentence.en);
    return begun.value;
  };
  expect((await begin()).round).toBe(1);
  const tested = { test: 'register', outcome: 'passed', evidence: 'works', person: '' } as const;
  await recovery.say(incident.id, 'one-phone', tested, ownAsker);
  expect((await begin()).phases[0].tests[0].state).toBe('passed');
  await act(incident.id, ...untilResolved);
  await act(incident.id, { act: 'reopen', reason: 'back again' });
  const anew = await begin();
  expect([anew.round, anew.phases[0].tests[0].state]).toEqual([2, 'open']);
  const lines = await it.store.incidents.timeline(incident.id, { limit: 100 });
  expect(lines.filter(({ text }) => text.en.startsWith('The return to production has begun')).length).toBe(2);
});
