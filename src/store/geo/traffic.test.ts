import fc from 'fast-check';
import { Kysely, PostgresDialect } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Event } from '../../core/event.ts';
import type { TrafficDelta, TrafficSource } from '../../core/geo/records.ts';
import { trafficService } from '../../core/geo/traffic-service.ts';
import { usualDays } from '../../core/retention.ts';
import { ownWork } from '../../core/work.ts';
import { migrate } from '../migrate.ts';
import { geo } from '../migrations/0009-geo.ts';
import { migrations } from '../migrations/migrations.ts';
import { makePartition } from '../partitions.ts';
import { connect } from '../postgres.ts';
import { retain } from '../retention.ts';
import type { Schema } from '../schema.ts';
import { createStore } from '../store.ts';
import { alert, batch, decision, event, noon, openTestStore, type TestStore } from '../testing/test-store.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const dayMs = 86_400_000;
const hourMs = 3_600_000;
const today = noon - (noon % dayMs);
let it: TestStore;
beforeAll(async () => {
  it = await openTestStore();
  for (const id of ['bakker', 'visser']) await it.store.tenants.insert({ id, name: id, timeZone: 'Europe/Amsterdam' });
});
afterAll(() => it?.close());
const query = async <T>(text: string) => (await it.database.ownerPool.query(text)).rows as T[];
beforeEach(() =>
  query(
    'truncate geo_traffic, geo_traffic_hour, geo_traffic_fill, alert, decision, decision_change, decision_enforcer, call, site; delete from event',
  ),
);

function delta(parts: Partial<TrafficDelta>): TrafficDelta {
  return {
    ...{
      hour: noon,
      slot: 0,
      tenant: 'bakker',
      asset: '',
      service: 'registration',
      address: '203.0.113.7',
      country: 'NL',
      account: '',
    },
    ...{ slot: 0, asset: '', outcome: 'failed', asNumber: 64_500, hosting: false, count: 1, denied: 0, lastSeen: noon },
    ...parts,
  };
}
const good = (parts: Partial<TrafficDelta>) => delta({ outcome: 'good', account: '100', ...parts });
const save = (...traffic: TrafficDelta[]) => it.store.batches.saveBatch(batch({ traffic }));

async function sources(from = today, tenant?: string): Promise<TrafficSource[]> {
  const found: TrafficSource[] = [];
  await it.store.geo.traffic.sources({ from, tenant }, (rows) => void found.push(...rows));
  return found.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
const key = ({
  tenant,
  service,
  address,
  country,
}: Pick<TrafficSource, 'tenant' | 'service' | 'address' | 'country'>) => [tenant, service, address, country].join(' ');

test('a batch that comes twice counts once, and batches add up', async () => {
  const sent = batch({
    traffic: [
      good({ count: 2, hour: today }),
      good({ count: 1, hour: today + hourMs, lastSeen: noon + 1 }),
      good({ count: 5, hour: today + hourMs, account: '101' }),
    ],
  });
  await it.store.batches.saveBatch(sent);
  await it.store.batches.saveBatch(sent);
  await save(good({ count: 4, hour: today + 3 * hourMs, lastSeen: noon - 1 }), delta({ address: 'zero\0' }));
  expect(await sources()).toMatchObject([
    { address: '203.0.113.7', good: 12, failed: 0, accounts: 2, hours: 11, lastSeen: noon + 1 },
    { address: 'zero\u2400', failed: 1 },
  ]);
  expect(await query('select hour, outcome, count, last_seen from geo_traffic_hour order by hour, outcome')).toEqual([
    { hour: today, outcome: 'good', count: 2, last_seen: noon },
    { hour: today + hourMs, outcome: 'good', count: 6, last_seen: noon + 1 },
    { hour: today + 3 * hourMs, outcome: 'good', count: 4, last_seen: noon - 1 },
    { hour: noon, outcome: 'failed', count: 1, last_seen: noon },
  ]);
  const { traffic } = it.store.geo;
  expect(await traffic.since()).toEqual({ hour: today, day: today });
  // A span that begins within an hour has all of that hour and none of those before.
  expect(await traffic.countries({ from: today + hourMs + 1 })).toMatchObject([{ good: 10, failed: 1, accounts: 2 }]);
  expect(await traffic.countries({ from: today + 2 * hourMs })).toMatchObject([{ good: 4, failed: 1 }]);
  expect(await traffic.countries({ from: noon })).toEqual([
    { country: 'NL', good: 0, failed: 1, other: 0, accounts: 2, lastGood: undefined },
  ]);
  expect(await traffic.services({ from: today + 2 * hourMs, services: ['registration'] })).toEqual([
    { tenant: 'bakker', service: 'registration', country: 'NL', good: 4, failed: 1, other: 0 },
  ]);
});

test('everybody who came is handed over once, as a naive count has it', async () => {
  const deltas = fc.array(
    fc.record({
      hour: fc
        .record({
          day: fc.constantFrom(today, today - dayMs, today - 2 * dayMs),
          hour: fc.integer({ min: 0, max: 23 }),
        })
        .map(({ day, hour }) => day + hour * hourMs),
      tenant: fc.constantFrom('bakker', 'visser'),
      service: fc.constantFrom('registration', 'calls-in', 'ssh'),
      address: fc.integer({ min: 0, max: 5000 }).map((n) => `10.0.${n >> 8}.${n & 255}`),
      outcome: fc.constantFrom('good', 'failed', 'other'),
      account: fc.integer({ min: 100, max: 104 }).map(String),
      count: fc.integer({ min: 1, max: 1000 }),
    }),
    { minLength: 12_000, maxLength: 12_000, size: 'max' },
  );
  const [given] = fc.sample(deltas, { numRuns: 1 });
  const rows = given.map((parts) =>
    delta({ ...parts, account: parts.outcome === 'good' ? parts.account : '' } as Partial<TrafficDelta>),
  );
  await save(...rows);
  const naive = new Map<
    string,
    { good: number; failed: number; other: number; hours: number; accounts: Set<string> }
  >();
  for (const row of rows) {
    if (row.hour < today - dayMs) continue;
    const sum = naive.get(key(row)) ?? { good: 0, failed: 0, other: 0, hours: 0, accounts: new Set() };
    sum[row.outcome] += row.count;
    sum.hours |= 1 << new Date(row.hour).getUTCHours();
    if (row.account) sum.accounts.add(row.account);
    naive.set(key(row), sum);
  }
  const found = await sources(today - dayMs + 5);
  expect(found).toHaveLength(naive.size);
  expect(
    Object.fromEntries(found.map((row) => [key(row), [row.good, row.failed, row.other, row.hours, row.accounts]])),
  ).toEqual(Object.fromEntries([...naive].map(([k, n]) => [k, [n.good, n.failed, n.other, n.hours, n.accounts.size]])));
});

test('only what succeeded, when that is asked for; a network is told of those without an address', async () => {
  await save(
    good({ count: 3 }),
    delta({ count: 4 }),
    delta({ address: '198.51.100.9' }),
    good({ address: '', account: '', hosting: true, count: 2 }),
  );
  const worked: TrafficSource[] = [];
  await it.store.geo.traffic.sources({ from: today, worked: true }, (rows) => void worked.push(...rows));
  expect(worked.sort((a, b) => (key(a) < key(b) ? -1 : 1))).toMatchObject([
    { address: '', good: 2, failed: 0, other: 0, accounts: 0, asNumber: 64_500, hosting: true },
    { address: '203.0.113.7', good: 3, failed: 0, other: 0, accounts: 1, asNumber: 0, hosting: false },
  ]);
  expect((await sources()).map(({ address, good, failed }) => [address, good, failed])).toEqual([
    ['', 2, 0],
    ['198.51.100.9', 0, 1],
    ['203.0.113.7', 3, 4],
  ]);
});

test('who had an alert or a block is an attacker; countries count apart', async () => {
  await save(
    delta({ address: '203.0.113.7', country: 'FR', count: 50 }),
    delta({ address: '198.51.100.9', country: 'FR', count: 7 }),
    delta({ address: '192.0.2.1', country: 'NL', count: 2 }),
    good({ address: '192.0.2.1', country: 'NL', count: 9, lastSeen: noon - 5 }),
    good({ address: '192.0.2.1', country: 'NL', account: '101', count: 1, lastSeen: noon - 9 }),
    good({ address: '192.0.2.2', country: 'NL', tenant: 'visser', count: 1, lastSeen: noon - 9 }),
    delta({ address: '', country: 'FR', count: 1000 }),
  );
  await it.store.batches.saveBatch(
    batch({
      alerts: [
        alert({ id: 'now', sourceIp: '203.0.113.7' }),
        alert({ id: 'long-ago', sourceIp: '192.0.2.1', start: noon - 90 * dayMs, end: noon - 89 * dayMs }),
        alert({ id: 'many', sourceIp: '' }),
      ],
      decisions: [decision({ id: 'range', scope: 'range', value: '198.51.100.0/24' })],
    }),
  );
  expect((await sources()).map(({ address, attack }) => [address, attack])).toEqual([
    ['', false],
    ['192.0.2.1', false],
    ['198.51.100.9', true],
    ['203.0.113.7', true],
    ['192.0.2.2', false],
  ]);
  const { traffic } = it.store.geo;
  expect(await traffic.countries({ from: today })).toEqual([
    { country: 'NL', good: 11, failed: 2, other: 0, accounts: 3, lastGood: noon - 5 },
    { country: 'FR', good: 0, failed: 1057, other: 0, accounts: 0, lastGood: undefined },
  ]);
  expect(await traffic.attackAlerts({ from: noon - 30 * dayMs })).toMatchObject({
    items: [{ id: 'now', address: '203.0.113.7', country: 'FR' }],
    total: 2,
  });
  // A customer sees its own.
  const visser = createStore(
    { db: it.database.scoped({ ...ownWork, tenant: 'visser' }), owner: it.database.owner },
    () => noon,
  );
  expect(await visser.geo.traffic.countries({ from: today })).toMatchObject([{ country: 'NL', good: 1, accounts: 1 }]);
});

test('accounts are named, newest first, and the addresses they worked at are known', async () => {
  await save(
    good({ address: '192.0.2.1', count: 9, lastSeen: noon - 5 }),
    good({ address: '192.0.2.1', hour: noon - dayMs, count: 2, lastSeen: noon - dayMs }),
    good({ address: '192.0.2.1', account: '101', lastSeen: noon - 1 }),
    good({ address: '192.0.2.9', account: '102', lastSeen: noon }),
    good({ address: '198.51.100.7', service: 'ssh', account: 'ans', lastSeen: noon - 7 }),
    good({
      address: '198.51.100.8',
      service: 'ssh',
      account: 'old',
      hour: noon - 40 * dayMs,
      lastSeen: noon - 40 * dayMs,
    }),
  );
  const place = { tenant: 'bakker', service: 'registration', address: '192.0.2.1' } as const;
  expect(await it.store.geo.traffic.accounts([place], today - dayMs, 10)).toEqual([
    { ...place, account: '101', country: 'NL', good: 1, lastSeen: noon - 1, site: '', siteName: '', asset: '' },
    { ...place, account: '100', country: 'NL', good: 11, lastSeen: noon - 5, site: '', siteName: '', asset: '' },
  ]);
  expect(await it.store.geo.traffic.accounts([place], today, 1)).toHaveLength(1);
  expect(await it.store.geo.traffic.accounts([], today, 1)).toEqual([]);
  const site = { tenant: 'bakker', userName: '100', country: 'NL', successes: 1, proven: true };
  await it.store.batches.saveBatch(
    batch({
      sites: [
        { ...site, address: '192.0.2.1', lastSuccess: noon - 5 },
        { ...site, address: '192.0.2.1', userName: '101', lastSuccess: noon - 1 },
        { ...site, address: '192.0.2.66', lastSuccess: noon - 1, proven: false },
        { ...site, address: '192.0.2.77', lastSuccess: noon - 31 * dayMs },
      ],
    }),
  );
  expect(await it.store.geo.traffic.known(30)).toEqual([
    { tenant: 'bakker', address: '192.0.2.1' },
    { tenant: 'bakker', address: '198.51.100.7' },
  ]);
});

test('calls out that a policy tells alike are one row; emergency calls are none', async () => {
  const call = (id: string, parts: string, at = noon, outcome = 'answered') =>
    `('${id}', 'bakker', 's', '', '', ${at}, 0, ${at}, ${parts}, false, '', '', '', '', '${outcome}', 0, 0, 0, 0, 1, false, 500000, 12, false, 'pass', 'no-objection', false, '', 0)`;
  await query(`insert into call (id, tenant, source, linked_id, source_call, start_time, answer_time, end_time, direction, payer, from_text,
    dialled, dialled_kind, number, country, destination_kind, prefix, abroad, account, account_code, trunk, address, outcome, cause,
    per_minute, setup, minimum_s, increment_s, estimate, cost, week_hour, closed, verdict, reason, reported, stop, stored_at) values
    ${call('a', `'out', 'p', '', '', 'international', '2207654321', 'GM', 'mobile', ''`)},
    ${call('b', `'out', 'p', '', '', 'international', '2207654999', 'GM', 'mobile', ''`, noon + 60_000)},
    ${call('c', `'out', 'p', '', '', 'international', '2203333333', 'GM', 'mobile', ''`, noon, 'busy')},
    ${call('d', `'out', 'p', '', '', 'emergency', '112', 'NL', 'emergency', ''`)},
    ${call('e', `'in', 'p', '', '', 'international', '31201234567', 'NL', 'fixed', ''`)}`);
  const found: unknown[] = [];
  await it.store.geo.traffic.callsOut({ from: today }, (rows) => void found.push(...rows));
  const gambia = { tenant: 'bakker', country: 'GM', kind: 'mobile' };
  expect(found).toHaveLength(2);
  expect(found).toEqual(
    expect.arrayContaining([
      { ...gambia, number: '2207654321', calls: 2, cost: 1_000_000, at: noon + 60_000 },
      { ...gambia, number: '2203333333', calls: 1, cost: 500_000, at: noon },
    ]),
  );
  expect(await it.store.geo.traffic.callCountries({ from: today })).toEqual([
    { country: 'GM', answered: 2, failed: 1 },
  ]);
  expect(await it.store.geo.traffic.callCountries({ from: today, tenant: 'visser' })).toEqual([]);
});

test('events from before are counted in hours, newest first, those that came since not twice', async () => {
  const given: Event[] = [];
  for (let i = 0; i < 300; i++)
    given.push(
      event({
        ...{
          time: noon - i * 977_000,
          tenant: i % 3 ? 'bakker' : 'visser',
          userName: String(100 + (i % 4)),
          asNumber: 64_500,
        },
        ...{
          sourceIp: `203.0.113.${i % 10}`,
          country: i % 2 ? 'FR' : 'NL',
          service: (['sip', 'sshd', 'ami'] as const)[i % 3],
        },
        action: (['sip-auth', 'sip-call', 'sip-request', 'admin-login', 'ids-alert', 'sip-flood'] as const)[i % 6],
        outcome: (['success', 'failure', 'unknown'] as const)[(i >> 2) % 3],
        sipMethod: (['INVITE', 'REGISTER', 'BYE'] as const)[(i >> 3) % 3],
      }),
    );
  await it.store.batches.saveBatch(batch({ events: given }));
  // As the migration finds it.
  const begin = geo.sql.indexOf('insert into geo_traffic_fill');
  await query(geo.sql.slice(begin, geo.sql.indexOf(';', begin)));
  const days = new Set(given.map(({ time }) => time - (time % dayMs)));
  expect((await query<{ day: number }>('select day from geo_traffic_fill')).map(({ day }) => day)).toEqual(
    expect.arrayContaining([...days]),
  );
  // Counted by the hot path, and in the table of events as well.
  await it.store.batches.saveBatch(
    batch({ events: [event({ sourceIp: '192.0.2.50' })], traffic: [delta({ address: '192.0.2.50' })] }),
  );
  const byHour = new Map<string, number>([[`${noon} bakker registration NL failed`, 1]]);
  const { traffic } = it.store.geo;
  let left = await traffic.fill();
  expect(left % 24).toBe(23);
  for (; left > 0; left--) expect(await traffic.fill()).toBe(left - 1);
  expect(await traffic.fill()).toBe(0);
  const naive = new Map<string, number>([[`${today} bakker registration 192.0.2.50 NL  failed ${1 << 12}`, 1]]);
  const hours = new Map<string, number>();
  for (const { time, tenant, sourceIp, country, userName, outcome, ...rest } of given) {
    const service = trafficService(rest);
    if (!service) continue;
    const how = { success: 'good', failure: 'failed', unknown: 'other' }[outcome];
    const hour = `${time - (time % hourMs)} ${tenant} ${service} ${country} ${how}`;
    byHour.set(hour, (byHour.get(hour) ?? 0) + 1);
    const key = `${time - (time % dayMs)} ${tenant} ${service} ${sourceIp} ${country} ${how === 'good' ? userName : ''} ${how}`;
    hours.set(key, (hours.get(key) ?? 0) | (1 << new Date(time).getUTCHours()));
    naive.set(key, (naive.get(key) ?? 0) + 1);
  }
  for (const [key, bits] of hours) {
    naive.set(`${key} ${bits}`, naive.get(key)!);
    naive.delete(key);
  }
  const hourly = await query<TrafficDelta>('select * from geo_traffic_hour');
  expect(
    Object.fromEntries(hourly.map((r) => [`${r.hour} ${r.tenant} ${r.service} ${r.country} ${r.outcome}`, r.count])),
  ).toEqual(Object.fromEntries(byHour));
  const rows = await query<TrafficSource & { day: number; outcome: string; account: string; count: number }>(
    'select * from geo_traffic',
  );
  expect(
    Object.fromEntries(
      rows.map((r) => [
        `${r.day} ${r.tenant} ${r.service} ${r.address} ${r.country} ${r.account} ${r.outcome} ${r.hours}`,
        r.count,
      ]),
    ),
  ).toEqual(Object.fromEntries(naive));
});

test('traffic goes when the events of its customer go, but not what is held', async () => {
  const at = (tenant: string, ago: number) => delta({ tenant, hour: noon - ago * dayMs, lastSeen: noon - ago * dayMs });
  await save(...['bakker', 'visser'].flatMap((tenant) => [at(tenant, 0), at(tenant, 10), at(tenant, 40)]));
  await it.store.holds.insert({
    ...{ tenant: 'visser', incident: 'i', reason: 'r', createdBy: 'Ans' },
    ...{ from: noon - 41 * dayMs, to: noon - 39 * dayMs },
  });
  const ancient = noon - (usualDays.hourCounts + 1) * dayMs;
  await query(
    `insert into geo_traffic_hour values (${ancient - (ancient % hourMs)}, 'visser', 'ssh', 'NL', 'good', 1, ${ancient})`,
  );
  await retain(it.database, noon, { days: usualDays, customers: { bakker: 5 } });
  // By the hour nobody is told apart any more, and the counts stay as long as others of an hour.
  expect(await query('select hour from geo_traffic_hour group by hour order by hour')).toEqual(
    [40, 10, 0].map((ago) => ({ hour: noon - ago * dayMs })),
  );
  expect(
    await query(
      `select tenant, ((${today} - day) / ${dayMs})::integer as ago from geo_traffic order by tenant, day desc`,
    ),
  ).toEqual([
    { tenant: 'bakker', ago: 0 },
    { tenant: 'visser', ago: 0 },
    { tenant: 'visser', ago: 10 },
    { tenant: 'visser', ago: 40 },
  ]);
});

test('an update counts the days that have events, and no other', async () => {
  const pool = connect({ ...it.database.connection, database: 'before_geo' }, 1);
  await query('create database before_geo');
  try {
    await migrate(pool, () => {}, migrations.slice(0, 8));
    const owner = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
    for (const day of [today, today - dayMs]) await makePartition(owner, day);
    await pool.query(`select nextval('event_id') from generate_series(1, 7)`);
    await migrate(pool, () => {});
    const { rows } = await pool.query('select tenant, day, last_event, hours_left from geo_traffic_fill order by day');
    expect(rows).toEqual([
      { tenant: 'provider', day: today - dayMs, last_event: 7, hours_left: 24 },
      { tenant: 'provider', day: today, last_event: 7, hours_left: 24 },
    ]);
  } finally {
    await pool.end();
    await query('drop database before_geo');
  }
});
