import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { MeasureRecord } from '../../../core/incident/measure-record.ts';
import { createStore } from '../../../store/store.ts';
import { openTestStore, type TestStore } from '../../../store/testing/test-store.ts';
import { ownAsker } from '../asker.ts';
import { IncidentDesk } from '../incidents/incident-desk.ts';
import type { MeasureParts } from './measure-parts.ts';
import { MeasureWork } from './measure-work.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const hour = 3_600_000;
const anna = { id: 'user:anna', name: 'Anna' };
let it: TestStore;
let work: MeasureWork;
let incident: string;

beforeAll(async () => {
  it = await openTestStore();
  await it.store.tenants.insert({ id: 'bakery', name: 'Bakery', timeZone: 'UTC' });
  const storeOf = () => createStore({ db: it.database.db, owner: it.database.owner }, () => it.clock.now);
  const desk = new IncidentDesk({ store: it.store, storeOf, tell: () => {}, clock: () => it.clock.now, log: () => {} });
  // Nobody carries anything out here: nothing holds, and nothing is ordered.
  const nobody = {
    steering: { askers: () => [], pbxs: () => [], align: async () => [] },
    desk: { lift: async () => false },
  };
  const parts = {
    ...{ store: it.store, storeOf, incidents: desk, tell: () => {}, clock: () => it.clock.now, calls: () => nobody },
  } as unknown as MeasureParts;
  work = new MeasureWork(parts);
  const wish = { tenant: 'bakery', title: 'x', assessment: { impact: [], urgency: [] } } as const;
  const opened = await desk.open('', wish, [], ownAsker);
  if (!opened.ok) throw new Error(opened.reason.texts[0].en);
  incident = opened.value.incident.id;
});
afterAll(() => it.close());

async function asked(id: string, parts: Partial<MeasureRecord> = {}): Promise<string> {
  const stop = {
    tenant: 'bakery',
    scope: 'customer',
    payer: '',
    reach: 'abroad',
    divertTo: '',
    hangUp: false,
  } as const;
  await it.store.measures.insert({
    ...{ id, key: `api:${id}`, incident, tenant: 'bakery', action: 'stop-international', with: {} },
    ...{ sentence: { nl: 'Niets naar buiten.', en: 'Nothing abroad.' }, kind: 'stop', what: 'Bakery', reason: '' },
    ...{ state: 'waiting', askedAt: it.clock.now, askedBy: anna, approval: { nl: 'breed', en: 'wide' } },
    ...{ decidedBy: undefined, lastsMs: hour, from: undefined, until: undefined, reports: [], trouble: undefined },
    ...{ extension: undefined, listed: false, undoneAt: undefined, undoneBy: undefined, undoReason: '' },
    orders: [{ id: `${id}-stop`, kind: 'stop', stop }],
    ...parts,
  });
  return id;
}
const told = async (what: string) =>
  (await it.store.incidents.timeline(incident, { limit: 100 })).filter(({ text }) => text.en.includes(what));

test('nobody within a day is told on the timeline once, as refusing is', async () => {
  const id = await asked('lapses');
  it.clock.now += 24 * hour;
  await work.review(id);
  expect((await it.store.measures.get(id))?.state).toBe('waiting');
  it.clock.now += 1000;
  await work.review(id);
  await work.review(id);
  expect(await it.store.measures.get(id)).toMatchObject({
    state: 'refused',
    undoReason: 'Nobody agreed within 24 hours.',
  });
  const lines = await told('Nobody agreed within 24 hours.');
  expect(lines.map(({ text, internal, kind }) => [text, internal, kind])).toEqual([
    [
      {
        nl: 'Niet gedaan: Niets naar buiten. Binnen 24 uur ging niemand akkoord.',
        en: 'Not done: Nothing abroad. Nobody agreed within 24 hours.',
      },
      true,
      'decision',
    ],
  ]);
});

test('a later end that nobody agreed to within a day lapses, and the measure goes on to its own end', async () => {
  const now = it.clock.now;
  const id = await asked('longer', { state: 'unconfirmed', from: now, until: now + 72 * hour, approval: undefined });
  const extension = { until: now + 100 * hour, askedAt: now, askedBy: anna, approval: { nl: 'breed', en: 'wide' } };
  await it.store.measures.change(id, ['unconfirmed'], { extension });
  it.clock.now += 24 * hour + 1000;
  await work.review(id);
  expect((await it.store.measures.get(id))?.extension).toBeUndefined();
  expect(await told('Longer, until')).toHaveLength(1);
});
