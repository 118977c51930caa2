import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { usualDays } from '../core/retention.ts';
import { writeBackup } from './backup/write-backup.ts';
import { dayOf, partitionName } from './partitions.ts';
import { forecastRetention, retain } from './retention.ts';
import { alert, batch, event, noon, openTestStore, type TestStore } from './testing/test-store.ts';

const dayMs = 86_400_000;
let it: TestStore;
beforeEach(async () => {
  it = await openTestStore();
  for (const id of ['acme', 'brief', 'long'])
    await it.store.tenants.insert({ id, name: id, timeZone: 'Europe/Amsterdam' });
});
afterEach(() => it?.close());

const query = async <T>(text: string) => (await it.database.ownerPool.query(text)).rows as T[];
const number = async (text: string) => (await query<{ n: number }>(`select (${text}) as n`))[0].n;
const events = (tenant: string, time: number, count = 10) =>
  Array.from({ length: count }, (_, i) => event({ tenant, time: time + i, original: 'x'.repeat(500) }));
/** Written the day it happened, as ever. */
const save = async (tenant: string, ago: number, count?: number) => {
  it.clock.now = noon - ago * dayMs;
  await it.store.batches.saveBatch(batch({ events: events(tenant, it.clock.now, count) }));
  it.clock.now = noon;
};
const times = (days: Partial<typeof usualDays>, customers: Record<string, number> = {}) => ({
  days: { ...usualDays, ...days },
  customers,
});

describe('events', () => {
  test('days past their time go whole and the disk has the space back', async () => {
    for (const ago of [0, 29, 31, 32]) await save('acme', ago, 3000);
    const size = () =>
      number(`select sum(pg_total_relation_size(oid))::bigint from pg_class where relname like 'event%'`);
    const before = await size();
    const forecast = await forecastRetention(it.database, noon, times({}));
    expect(forecast.items.find(({ kind }) => kind === 'events')).toMatchObject({ rows: 6000 });
    const result = await retain(it.database, noon, times({}));
    expect(result).toMatchObject({
      droppedPartitions: [partitionName(dayOf(noon - 32 * dayMs)), partitionName(dayOf(noon - 31 * dayMs))],
      removedRows: 6000,
    });
    expect(await number('select count(*) from event')).toBe(6000);
    const after = await size();
    expect(before - after).toBeGreaterThan(before * 0.4);
    const said = forecast.items.find(({ kind }) => kind === 'events')!.bytes;
    expect(Math.abs(said - (before - after))).toBeLessThan(before * 0.1);
    // Told in the record, once.
    expect(await number(`select count(*) from audit_entry where action = 'retention.ran'`)).toBe(1);
    expect(await retain(it.database, noon, times({}))).toMatchObject({ removedRows: 0, freedBytes: 0 });
    expect(await number(`select count(*) from audit_entry where action = 'retention.ran'`)).toBe(1);
  });

  test('a customer may have a shorter or longer time; the shortened day shrinks', async () => {
    for (const ago of [0, 10, 40, 100]) for (const tenant of ['acme', 'brief', 'long']) await save(tenant, ago, 2000);
    const mine = times({}, { brief: 5, long: 60 });
    const ten = partitionName(dayOf(noon - 10 * dayMs));
    const before = await number(`select pg_total_relation_size('${ten}')`);
    const forecast = await forecastRetention(it.database, noon, mine);
    const result = await retain(it.database, noon, mine);
    const left = await query<{ tenant: string; ago: number; n: number }>(
      `select tenant, (${noon + 3_600_000} - time) / ${dayMs} as ago, count(*) as n from event group by 1, 2 order by 1, 2`,
    );
    expect(left.map(({ tenant, ago }) => `${tenant} ${ago}`)).toEqual([
      'acme 0',
      'acme 10',
      'brief 0',
      'long 0',
      'long 10',
      'long 40',
    ]);
    expect(result?.removedRows).toBe(6 * 2000);
    expect(forecast.items.find(({ kind }) => kind === 'events')?.rows).toBe(6 * 2000);
    expect(await number(`select pg_total_relation_size('${ten}')`)).toBeLessThan(before * 0.75);
  });

  test('what is held outlives its day, and goes once it is released', async () => {
    await save('acme', 40, 100);
    await save('long', 40, 100);
    const at = noon - 40 * dayMs;
    const id = await it.store.holds.insert({
      tenant: 'acme',
      incident: 'INC-7',
      reason: 'asked by the police',
      from: at + 10,
      to: at + 19,
      createdBy: 'Ann',
    });
    expect((await forecastRetention(it.database, noon, times({}))).heldRows).toBe(10);
    expect((await retain(it.database, noon, times({})))?.removedRows).toBe(190);
    expect(await query('select tenant, count(*) as n from event group by 1')).toEqual([{ tenant: 'acme', n: 10 }]);
    expect(await number('select count(*) from event_default')).toBe(10);
    expect(await it.store.holds.list()).toMatchObject([{ id, events: 10, released: undefined }]);
    expect((await retain(it.database, noon, times({})))?.removedRows).toBe(0);
    expect(await it.store.holds.release(id, 'Bea', 'case closed')).toBe(true);
    expect(await it.store.holds.release(id, 'Bea', 'again')).toBe(false);
    expect((await retain(it.database, noon, times({})))?.removedRows).toBe(10);
    expect(await query(`select action from audit_entry where object_kind = 'legal-hold' order by seq`)).toEqual([
      { action: 'legal-hold.created' },
      { action: 'legal-hold.updated' },
    ]);
  });

  test('a backup and cleaning up do not happen at once', async () => {
    await save('acme', 40, 2000);
    const out = new PassThrough({ highWaterMark: 1 });
    const made = writeBackup(out, { connection: it.database.connection, version: '1', reason: 'by-hand', now: noon });
    await new Promise((resolve) => out.once('readable', resolve));
    expect(await retain(it.database, noon, times({}))).toBeUndefined();
    out.resume();
    const { tables } = await made;
    expect(tables.find(({ name }) => name === partitionName(dayOf(noon - 40 * dayMs)))?.rows).toBe(2000);
    expect((await retain(it.database, noon, times({})))?.removedRows).toBe(2000);
  });
});

test('alerts stay seven years, and as long as a hold covers them; what belongs to them goes with them', async () => {
  const old = noon - 2600 * dayMs;
  const alerts = ['old', 'held', 'new'].map((id) => {
    const start = id === 'new' ? noon : old;
    return alert({ id, tenant: id === 'held' ? 'long' : 'acme', start, end: start + 1000 });
  });
  it.clock.now = old;
  await it.store.batches.saveBatch(batch({ alerts }));
  it.clock.now = noon;
  await it.store.holds.insert({ tenant: 'long', incident: 'I', reason: 'r', from: old, to: old, createdBy: 'Ann' });
  await retain(it.database, noon, times({}));
  expect(await query('select id from alert order by id')).toEqual([{ id: 'held' }, { id: 'new' }]);
  expect(await query('select distinct alert from alert_timeline order by 1')).toEqual([
    { alert: 'held' },
    { alert: 'new' },
  ]);
});

test('counts that are removed in bulk give their space back', async () => {
  const minute = noon - 20 * dayMs;
  await it.database.ownerPool.query(
    `insert into rollup_hour select ${minute} - n * 3600000::bigint, 'acme', 's', 'a', 'sip-auth', 'failure', 'NL', 1, 0 from generate_series(1, 40000) n`,
  );
  const size = () => number(`select pg_total_relation_size('rollup_hour')`);
  const before = await size();
  await retain(it.database, noon, times({ hourCounts: 35 }));
  expect(await number('select count(*) from rollup_hour')).toBeLessThan(400);
  expect(await size()).toBeLessThan(before / 10);
});

test('the record is pruned from its beginning, and not past an open hold', async () => {
  const count = () => number('select count(*) from audit_entry');
  const all = await count();
  expect(all).toBeGreaterThan(2);
  const later = Date.now() + 3000 * dayMs;
  const id = await it.store.holds.insert({
    tenant: 'acme',
    incident: 'I',
    reason: 'r',
    from: 0,
    to: later,
    createdBy: 'Ann',
  });
  await retain(it.database, later, times({}));
  expect(await count()).toBeGreaterThanOrEqual(all);
  await it.store.holds.release(id, 'Ann', 'done');
  const forecast = await forecastRetention(it.database, later, times({}));
  expect(forecast.items.find(({ kind }) => kind === 'audit')!.rows).toBeGreaterThan(2);
  await retain(it.database, later, times({}));
  expect(await count()).toBeLessThan(all);
  expect(await number(`select count(*) from audit_entry where action = 'audit.pruned'`)).toBe(1);
});
