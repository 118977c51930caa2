import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { AlertRecord } from '../core/alert-record.ts';
import type { DecisionRecord } from '../core/decision-record.ts';
import { readCidr } from '../core/ip.ts';
import { migrate, SchemaMismatch } from './migrate.ts';
import { migrations } from './migrations/migrations.ts';
import { connect } from './postgres.ts';
import { retain } from './retention.ts';
import { createSetupToken } from './setup-token.ts';
import type { Position, Slice } from './slice.ts';
import { alert, batch, decision, event, noon, openTestStore, type TestStore } from './testing/test-store.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });
let it: TestStore;
beforeAll(async () => {
  it = await openTestStore();
});
afterAll(() => it.close());

const quiet = () => {};
const dayMs = 86_400_000;

async function allPages<T>(read: (after: Position | undefined) => Promise<Slice<T>>): Promise<T[]> {
  const all: T[] = [];
  for (let after: Position | undefined; ; ) {
    const slice = await read(after);
    all.push(...slice.items);
    after = slice.next;
    if (!after) return all;
  }
}

test('migrations run once, together or again, and notice what does not fit', async () => {
  await it.database.ownerPool.query('create database other');
  const pool = connect({ ...it.database.connection, database: 'other' }, 10);
  try {
    await Promise.all([migrate(pool, quiet), migrate(pool, quiet), migrate(pool, quiet)]);
    expect((await pool.query('select number, name from migration')).rows).toEqual(
      migrations.map(({ number, name }) => ({ number, name })),
    );
    const next = { number: migrations.length + 1, name: 'next', sql: 'create table next (a int)' };
    const broken = { number: migrations.length + 2, name: 'broken', sql: 'create table after_all (a int); select 1/0' };
    await expect(migrate(pool, quiet, [...migrations, next, broken])).rejects.toThrow('division by zero');
    // All or nothing: the start before the update has what it had.
    expect((await pool.query(`select to_regclass('next') as next, to_regclass('after_all') as after`)).rows).toEqual([
      { next: null, after: null },
    ]);
    await migrate(pool, quiet, [...migrations, next]);
    await expect(migrate(pool, quiet)).rejects.toThrow(SchemaMismatch);
    const altered = { ...migrations[0], sql: `${migrations[0].sql} ` };
    await expect(migrate(pool, quiet, [altered, ...migrations.slice(1), next])).rejects.toThrow(/another form/);
  } finally {
    await pool.end();
  }
});

test('of two who use the setup token at once one wins, and the token is gone', async () => {
  const token = await createSetupToken(it.store.people, () => it.clock.now);
  const hash = createHash('sha256').update(token!).digest('hex');
  const stored = await it.database.ownerPool.query(`select value::text from setting where key = 'setup-token'`);
  expect(stored.rows[0].value).not.toContain(token);
  it.clock.now = noon + dayMs + 1;
  expect(await it.store.people.setupWaits(hash)).toBe(false);
  expect(await it.store.people.setUp(hash, { name: 'Late', email: 'late@example.net', passwordHash: 'x' })).toBe(false);
  it.clock.now = noon;
  expect(await it.store.people.setupWaits(hash)).toBe(true);
  expect(
    await it.store.people.setUp('0'.repeat(64), { name: 'Eve', email: 'eve@example.net', passwordHash: 'x' }),
  ).toBe(false);
  const tries = await Promise.all(
    ['ann', 'bob', 'cas', 'dee'].map((name) =>
      it.store.people.setUp(hash, { name, email: `${name}@example.net`, passwordHash: 'x' }),
    ),
  );
  expect(tries.filter(Boolean)).toHaveLength(1);
  expect((await it.database.ownerPool.query('select count(*) as n from auth_user')).rows[0].n).toBe(1);
  expect(await createSetupToken(it.store.people, () => it.clock.now)).toBeUndefined();
});

test('pages of alerts hold each alert once, also when many start at the same moment', async () => {
  const many = Array.from({ length: 57 }, (_, i) => alert({ id: `page-${i}`, rule: 'paged', start: noon + (i % 3) }));
  await it.store.batches.saveBatch(batch({ alerts: many }));
  const all = await allPages<AlertRecord>((after) => it.store.alerts.list({ rule: 'paged', limit: 10, after }));
  expect(all.map(({ alert }) => alert.id).sort()).toEqual(many.map(({ id }) => id).sort());
  expect(all.map(({ alert }) => alert.start)).toEqual([...all.map(({ alert }) => alert.start)].sort((a, b) => b - a));
  const { total, next } = await it.store.alerts.list({ rule: 'paged', limit: 57 });
  expect({ total, next }).toEqual({ total: 57, next: undefined });
});

test('search takes wildcards literally and stays within the tenant', async () => {
  const texts = ['100%', '100 percent', 'a_b', 'axb', 'back\\slash', "quo'te"];
  await it.store.batches.saveBatch(
    batch({
      alerts: texts.map((userName, i) =>
        alert({ id: `like-${i}`, rule: 'like', userName, tenant: i % 2 ? 'two' : 'one' }),
      ),
    }),
  );
  const found = async (q: string, tenant?: string) =>
    (await it.store.alerts.list({ rule: 'like', q, tenant, limit: 10 })).items
      .map(({ alert }) => alert.userName)
      .sort();
  expect(await found('100%')).toEqual(['100%']);
  expect(await found('a_b')).toEqual(['a_b']);
  expect(await found('K\\S')).toEqual(['back\\slash']);
  expect(await found("o't")).toEqual(["quo'te"]);
  expect(await found('100')).toEqual(['100 percent', '100%']);
  expect(await found('100', 'one')).toEqual(['100%']);
  expect(await found('zero\0')).toEqual([]);
});

test('a decision goes through its states, each step noted, and none twice', async () => {
  const { decisions, batches } = it.store;
  const report = { decision: 'life', enforcer: 'nft', real: true, at: noon + 10, error: '' } as const;
  await batches.saveBatch(
    batch({ alerts: [alert({ id: 'life-alert' })], decisions: [decision({ id: 'life', alert: 'life-alert' })] }),
  );
  expect(await decisions.confirm([{ ...report, state: 'failed', error: 'nft is missing' }])).toEqual(['life']);
  expect((await decisions.inForce(noon)).map(({ id }) => id)).toContain('life');
  expect(await decisions.confirm([{ ...report, state: 'in-force', at: noon + 20 }])).toEqual(['life']);
  // Old news does not undo newer.
  expect(await decisions.confirm([{ ...report, state: 'failed', at: noon + 15 }])).toEqual([]);
  expect((await decisions.lift(['life'], 'user:1', 'a mistake')).map(({ state }) => state)).toEqual(['lifted']);
  expect(await decisions.lift(['life'], 'user:1', 'again')).toEqual([]);
  expect(await decisions.confirm([{ ...report, state: 'lifted', at: noon + 30 }])).toEqual([]);
  expect(await decisions.confirm([{ ...report, state: 'in-force', at: noon + 31 }])).toEqual([]);
  expect((await decisions.byIds(['life']))[0].decision.state).toBe('lifted');
  expect((await decisions.inForce(noon)).map(({ id }) => id)).not.toContain('life');
  expect((await decisions.ended(noon)).map(({ id }) => id)).toEqual(['life']);
  const timeline = await it.store.alerts.timeline('life-alert');
  expect(timeline.map(({ kind }) => kind).sort()).toEqual([
    'decision-asked',
    'decision-failed',
    'decision-in-force',
    'decision-lifted',
    'opened',
  ]);
  expect(timeline.find(({ kind }) => kind === 'decision-lifted')?.text.en).toBe('203.0.113.7: a mistake');
});

test('decisions expire when they are due and not before', async () => {
  await it.store.batches.saveBatch(
    batch({
      decisions: [
        decision({ id: 'due', until: noon + 100, value: '203.0.113.70' }),
        decision({ id: 'held', until: noon + 100, state: 'held' }),
      ],
    }),
  );
  expect(await it.store.decisions.expire(noon + 99)).toEqual([]);
  expect((await it.store.decisions.inForce(noon + 100)).map(({ id }) => id)).not.toContain('due');
  expect((await it.store.decisions.expire(noon + 100)).map(({ id }) => id)).toEqual(['due']);
  expect(await it.store.decisions.expire(noon + 100)).toEqual([]);
  expect((await it.store.decisions.byIds(['held']))[0].decision.state).toBe('held');
});

test('the list of decisions knows what is current, who took them, and pages', async () => {
  const states = ['asked', 'in-force', 'lifted', 'held'] as const;
  const made = Array.from({ length: 20 }, (_, i) =>
    decision({ id: `list-${i}`, tenant: 'lister', state: states[i % 4], author: 'token:t' }),
  );
  await it.store.batches.saveBatch(batch({ decisions: made }));
  const all = await allPages<DecisionRecord>((after) => it.store.decisions.list({ tenant: 'lister', limit: 3, after }));
  expect(all.map(({ decision }) => decision.id).sort()).toEqual(made.map(({ id }) => id).sort());
  const current = await it.store.decisions.list({ tenant: 'lister', state: 'current', limit: 50 });
  expect(current.total).toBe(10);
  expect(new Set(current.items.map(({ decision }) => decision.state))).toEqual(new Set(['asked', 'in-force']));
  expect(all[0].authorName).toBe('token:t');
  const rule = await it.store.decisions.list({ q: 'nothing has this', limit: 5 });
  expect(rule).toEqual({ items: [], total: 0, next: undefined });
});

test('events are found by what people search for, page by page', async () => {
  const events = Array.from({ length: 25 }, (_, i) =>
    event({
      source: 'search',
      time: noon + (i % 2),
      userName: `u${i % 5}`,
      sourceIp: '2001:db8::1',
      country: i % 2 ? 'NL' : 'FR',
      line: i,
    }),
  );
  await it.store.batches.saveBatch(batch({ events }));
  const all = await allPages((after) => it.store.events.list({ source: 'search', limit: 4, after }));
  expect(all.map(({ line }) => line).sort((a, b) => a - b)).toEqual(events.map(({ line }) => line));
  const count = async (query: object) => (await it.store.events.list({ source: 'search', limit: 100, ...query })).total;
  expect(await count({ ip: '2001:DB8:0::1' })).toBe(25);
  expect(await count({ user: 'u3' })).toBe(5);
  expect(await count({ country: 'NL' })).toBe(12);
  expect(await count({ from: noon + 1 })).toBe(12);
  expect(await count({ to: noon + 1 })).toBe(13);
  expect(await count({ q: 'U4' })).toBe(5);
  expect(await count({ tenant: 'other' })).toBe(0);
});

test('recent events come back oldest first, the newest when there are too many', async () => {
  const base = noon - 5 * dayMs;
  await it.store.batches.saveBatch(
    batch({
      events: Array.from({ length: 12_000 }, (_, i) => event({ source: 'recent', time: base + ((i * 7919) % 12_000) })),
    }),
  );
  const seen: number[] = [];
  it.clock.now = base + 12_000;
  await it.store.events.loadRecent(base, 11_000, (events) => seen.push(...events.map(({ time }) => time - base)));
  it.clock.now = noon;
  expect(seen).toEqual(Array.from({ length: 11_000 }, (_, i) => i + 1000));
});

test('a token opens only what it is for', async () => {
  const { tokens } = it.store;
  const made = await tokens.insert({ kind: 'ingest', name: 'pbx', tenant: 'provider' }, 'h'.repeat(64));
  expect(await tokens.use(['api'], 'h'.repeat(64), '192.0.2.9')).toBeUndefined();
  expect(await tokens.use(['ingest'], 'g'.repeat(64), '192.0.2.9')).toBeUndefined();
  it.clock.now = noon + 120_000;
  expect(await tokens.use(['ingest'], 'h'.repeat(64), '192.0.2.9')).toEqual({
    ...made,
    lastUsedAt: noon + 120_000,
    lastUsedAddress: '192.0.2.9',
    refusal: undefined,
  });
  expect((await tokens.list())[0].lastUsedAt).toBe(noon + 120_000);
  expect(await tokens.remove(made.id)).toBe(true);
  expect(await tokens.use(['ingest'], 'h'.repeat(64), '192.0.2.9')).toBeUndefined();
  it.clock.now = noon;
});

test('the outbox keeps a parcel until it is delivered or given up', async () => {
  const outbox = it.store.outbox<{ text: string }>();
  const parcel = {
    id: 'p',
    channel: 'mail',
    address: 'noc@example.net',
    content: { text: 'hello\0' },
    createdAt: noon,
  };
  await outbox.put([parcel, parcel, { ...parcel, id: 'q', channel: 'webhook', createdAt: noon + 1 }]);
  await outbox.put([{ ...parcel, address: 'other@example.net' }]);
  expect(await outbox.due(noon - 1, 10)).toEqual([]);
  expect(await outbox.due(noon + 1, 10, 'mail')).toEqual([
    { ...parcel, content: { text: 'hello\u2400' }, attempts: 0, begun: false },
  ]);
  await outbox.begin('p', noon + 1);
  expect((await outbox.due(noon + 1, 10)).map(({ id, begun }) => [id, begun])).toEqual([
    ['p', true],
    ['q', false],
  ]);
  await outbox.failed('p', 'away', noon + 2, noon + 50);
  expect((await outbox.due(noon + 49, 10)).map(({ id }) => id)).toEqual(['q']);
  expect((await outbox.due(noon + 50, 10)).map(({ id, attempts, begun }) => [id, attempts, begun])).toEqual([
    ['q', 0, false],
    ['p', 1, false],
  ]);
  await outbox.done('q', noon + 60);
  await outbox.failed('p', 'gone for good', noon + 60, undefined);
  await outbox.put([parcel]);
  expect(await outbox.due(noon + dayMs, 10)).toEqual([]);
});

test('settings change together and read back over the defaults', async () => {
  const before = await it.store.settings.get();
  expect(before.mode).toBe('report-only');
  const after = await it.store.settings.change({ mode: 'enforce', allowlist: [{ value: '192.0.2.1', note: 'ours' }] });
  expect(after).toEqual({ ...before, mode: 'enforce', allowlist: [{ value: '192.0.2.1', note: 'ours' }] });
});

test('what is usual shows after a day of history, quiet steps counted in', async () => {
  const minute = noon - (noon % 60_000);
  const common = {
    tenant: 'usual',
    source: 's',
    asset: 'a',
    action: 'sip-auth',
    outcome: 'failure',
    country: 'NL',
    shed: 0,
  };
  const normal = () => it.store.overview.normalFailed('usual', noon, 300);
  expect(await normal()).toBeUndefined();
  await it.store.batches.saveBatch(batch({ rollups: [{ ...common, minute: minute - 3_600_000, count: 5 }] }));
  expect(await normal()).toBeUndefined();
  const rollups = [1, 2, 3, 4, 5, 6, 7].flatMap((day) =>
    Array.from({ length: 6 }, (_, i) => ({ ...common, minute: minute - day * dayMs + i * 300_000, count: 10 + day })),
  );
  await it.store.batches.saveBatch(
    batch({ rollups: [...rollups, { ...common, minute: minute - 8 * dayMs, count: 1 }] }),
  );
  expect(await normal()).toEqual({ low: 0, high: 16 });
});

test('sites answer who lives in a range', async () => {
  const site = { tenant: 'provider', country: 'NL', successes: 1, proven: true };
  await it.store.batches.saveBatch(
    batch({
      sites: [
        { ...site, address: '192.0.2.20', userName: '201', lastSuccess: noon - 1000 },
        { ...site, address: '192.0.2.21', userName: '202', lastSuccess: noon - 2 * dayMs },
        { ...site, address: '2001:db8::5', userName: '203', lastSuccess: noon - 10 },
      ],
    }),
  );
  const users = async (range: string) =>
    (await it.store.sites.activeAccounts(readCidr(range)!, 10)).map(({ userName }) => userName);
  expect(await users('192.0.2.0/24')).toEqual(['201']);
  expect(await users('2001:db8::/32')).toEqual(['203']);
  expect(await users('198.51.100.0/24')).toEqual([]);
});

test('old days are dropped whole, and newer ones stay', async () => {
  await it.store.batches.saveBatch(
    batch({ events: [31, 30, 29, 1000].map((days) => event({ source: 'old', time: noon - days * dayMs })) }),
  );
  const { droppedPartitions: dropped } = (await retain(it.database, noon))!;
  expect(dropped).toContain('event_d20260419');
  expect(dropped).not.toContain('event_d20260420');
  const { items } = await it.store.events.list({ source: 'old', limit: 10 });
  expect(items.map(({ time }) => (noon - time) / dayMs)).toEqual([29, 30]);
  // A day that was dropped can come again.
  await it.store.batches.saveBatch(batch({ events: [event({ source: 'old', time: noon - 31 * dayMs })] }));
  expect((await it.store.events.list({ source: 'old', limit: 10 })).total).toBe(3);
});
