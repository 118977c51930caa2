import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { RollupDelta } from '../core/hot-batch.ts';
import type { Source } from '../core/source.ts';
import { StoreError } from './store-error.ts';
import { alert, batch, decision, event, noon, openTestStore, type TestStore } from './testing/test-store.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });
let it: TestStore;
beforeAll(async () => {
  it = await openTestStore();
});
afterAll(() => it.close());

const save = (...args: Parameters<TestStore['store']['batches']['saveBatch']>) => it.store.batches.saveBatch(...args);
const number = async (query: string): Promise<number> =>
  (await it.database.ownerPool.query(`select (${query})::float8 as n`)).rows[0].n;
const minute = noon - (noon % 60_000);
const delta: RollupDelta = {
  tenant: 'provider',
  source: 's1',
  asset: 'pbx-1',
  action: 'sip-auth',
  outcome: 'failure',
  country: 'FR',
  minute,
  count: 7,
  shed: 2,
};
const source: Source = {
  id: 'found',
  tenant: 'unassigned',
  asset: '',
  name: '198.51.100.9',
  kind: 'syslog',
  match: { address: '198.51.100.9' },
  format: 'auto',
  timeZone: 'UTC',
  discovered: true,
};

test('a batch that is sent again, one after the other or at once, counts once', async () => {
  const sent = batch({
    events: [event({ userName: 'once', sourceIp: '203.0.113.50' })],
    rollups: [{ ...delta, source: 'once' }],
    tallies: [['once', { received: 5, recognised: 3, ignored: 1, malformed: 1, shed: 0 }]],
    sites: [
      {
        tenant: 'provider',
        address: '192.0.2.1',
        userName: 'once',
        country: 'NL',
        lastSuccess: noon,
        successes: 2,
        proven: true,
      },
    ],
  });
  await Promise.all([save(sent), save(sent), save(structuredClone(sent))]);
  await save(sent);
  expect(await number(`select count(*) from event where user_name = 'once'`)).toBe(1);
  expect(await number(`select count from rollup_minute where source = 'once'`)).toBe(7);
  expect(await number(`select failures from address_activity where address = '203.0.113.50'`)).toBe(1);
  expect(await number(`select received from source_tally where source = 'once'`)).toBe(5);
  expect(await number(`select successes from site where user_name = 'once'`)).toBe(2);
});

test('a failure in the middle leaves nothing, and the same batch can be stored afterwards', async () => {
  const sent = batch({ events: [event({ userName: 'whole' })], alerts: [alert({ id: 'whole' })] });
  await it.database.ownerPool.query(`alter table alert add constraint broken check (id <> 'whole')`);
  const failed = save(sent);
  await expect(failed).rejects.toBeInstanceOf(StoreError);
  await expect(failed).rejects.toMatchObject({ retryable: false });
  expect(await number(`select count(*) from event where user_name = 'whole'`)).toBe(0);
  await it.database.ownerPool.query('alter table alert drop constraint broken');
  await save(sent);
  expect(await number(`select count(*) from event where user_name = 'whole'`)).toBe(1);
  expect(await number(`select count(*) from alert where id = 'whole'`)).toBe(1);
});

test('hostile text is stored as the text it is', async () => {
  const hostile = [
    `'; drop table event; --`,
    '{"a","b"}',
    '\\"},{',
    '"quoted" \\ back',
    'NULL',
    '',
    'zero\0byte',
    'lone \ud800 surrogate',
    '<script>alert(1)</script>',
    '=HYPERLINK("x")',
    '日本語 😀',
    'x'.repeat(9000),
    '\n\r\t\u2028',
  ];
  await save(
    batch({
      events: hostile.map((userName, i) => event({ userName, original: userName, source: 'hostile', line: i + 1 })),
      alerts: hostile.map((text, i) =>
        alert({
          id: `hostile-${i}`,
          userName: text,
          group: { [`key ${text}`]: text },
          sentence: { nl: text, en: text },
          evidence: [event({ userName: text, original: text })],
        }),
      ),
    }),
  );
  const { items } = await it.store.events.list({ source: 'hostile', limit: 100 });
  const read = [...items].sort((a, b) => a.line - b.line).map(({ userName }) => userName);
  expect(read).toEqual(hostile.map((text) => text.slice(0, 256).replaceAll('\0', '\u2400').toWellFormed()));
  const kept = await it.store.alerts.get('hostile-6');
  expect(kept?.alert.group).toEqual({ 'key zero\u2400byte': 'zero\u2400byte' });
  expect(kept?.alert.evidence[0].userName).toBe('zero\u2400byte');
  expect((await it.store.alerts.get('hostile-7'))?.alert.evidence[0].original).toBe('lone \ufffd surrogate');
});

test('numbers that fit no column do not stop a batch', async () => {
  const odd = event({ sourcePort: 1e12, sipStatus: Number.NaN, asNumber: -1, localHour: -1, source: 'odd', time: 1.5 });
  await save(batch({ events: [odd] }));
  const far = event({ time: 1e300, source: 'odd-far' });
  await save(batch({ events: [far], alerts: [alert({ id: 'odd', evidence: [far, event({ time: Number.NaN })] })] }));
  expect((await it.store.events.list({ source: 'odd-far', limit: 1 })).items[0].time).toBe(8.64e15);
  expect((await it.store.alerts.get('odd'))?.alert.evidence.map(({ time }) => time)).toEqual([8.64e15, 0]);
  const { items } = await it.store.events.list({ source: 'odd', limit: 1 });
  expect(items[0]).toMatchObject({ sourcePort: 2 ** 31 - 1, sipStatus: 0, asNumber: -1, localHour: -1, time: 1 });
});

test('every field of an event comes back as it went', async () => {
  const whole = event({
    dataset: 'asterisk',
    reason: 'wrong-password',
    sourceIp: '2001:db8::7',
    sourcePort: 5060,
    destinationIp: '192.0.2.10',
    destinationPort: 5061,
    transport: 'tls',
    userName: 'whole-event',
    userAgent: 'agent',
    service: 'pjsip',
    hostName: 'pbx',
    sipMethod: 'REGISTER',
    sipStatus: 401,
    sipCallId: 'c@h',
    sipFromUser: 'f',
    sipToUser: 't',
    sipRequestUser: 'r',
    ruleName: 'n',
    country: 'NL',
    asNumber: 4_200_000_000,
    asName: 'Net',
    hosting: true,
    asset: 'pbx-1',
    source: 's',
    localHour: 13,
    newCountry: true,
    line: 12,
    original: 'line',
  });
  await save(batch({ events: [whole] }));
  const { items } = await it.store.events.list({ user: 'whole-event', limit: 2 });
  expect(items).toEqual([whole]);
});

test('events of odd times wait in the default partition and move out when their day comes into reach', async () => {
  const early = Date.UTC(1999, 0, 1);
  const later = noon + 10 * 86_400_000;
  await save(
    batch({
      events: [
        event({ source: 'times', time: early }),
        event({ source: 'times', time: later }),
        event({ source: 'times' }),
      ],
    }),
  );
  expect(await number(`select count(*) from event_default where source = 'times'`)).toBe(2);
  expect(await number(`select count(*) from event_d20260520 where source = 'times'`)).toBe(1);
  it.clock.now = noon + 9 * 86_400_000;
  await save(batch({ events: [event({ source: 'times', time: later + 1 })] }));
  expect(await number(`select count(*) from event_d20260530 where source = 'times'`)).toBe(2);
  expect(await number(`select count(*) from event_default where source = 'times'`)).toBe(1);
  it.clock.now = noon;
});

test('rollups of the minute, the hour and of registrations add up', async () => {
  const rows: RollupDelta[] = [
    { ...delta, tenant: 'sum' },
    { ...delta, tenant: 'sum' },
    { ...delta, tenant: 'sum', minute: minute + 60_000, outcome: 'success', count: 100, shed: 0 },
    { ...delta, tenant: 'sum', action: 'admin-login', count: 1000 },
    { ...delta, tenant: 'sum', outcome: 'unknown', count: 1000 },
  ];
  await save(batch({ rollups: rows }));
  await save(batch({ rollups: rows }));
  expect(
    await number(
      `select count from rollup_minute where tenant = 'sum' and outcome = 'failure' and action = 'sip-auth'`,
    ),
  ).toBe(28);
  expect(await number(`select sum(count) from rollup_hour where tenant = 'sum'`)).toBe(2 * (7 + 7 + 100 + 1000 + 1000));
  expect(await number(`select sum(shed) from rollup_hour where tenant = 'sum' and outcome = 'failure'`)).toBe(12);
  const points = await it.store.overview.registrations('sum', noon + 60_000, 60);
  expect(points.slice(-2)).toEqual([
    { at: minute, failed: 28, succeeded: 0 },
    { at: minute + 60_000, failed: 0, succeeded: 200 },
  ]);
  expect(points).toHaveLength(1440);
});

test('an alert never goes back, whatever order its batches come in', async () => {
  const id = 'forward';
  const more = [event({ line: 1 }), event({ line: 2 })];
  await save(batch({ alerts: [alert({ id, count: 50, end: noon + 9000, severity: 'high', evidence: more })] }));
  await save(
    batch({
      alerts: [alert({ id, count: 20, end: noon + 2000, start: noon - 5, severity: 'low', sourceIp: 'older' })],
    }),
  );
  const record = await it.store.alerts.get(id);
  expect(record?.alert).toMatchObject({
    count: 50,
    start: noon - 5,
    end: noon + 9000,
    severity: 'high',
    sourceIp: '203.0.113.7',
  });
  expect(record?.alert.evidence.map(({ line }) => line)).toEqual([1, 2]);
});

test('a closed alert stays closed while it only counts on, and opens again when it gets worse', async () => {
  const id = 'reopen';
  await save(batch({ alerts: [alert({ id })] }));
  it.clock.now = noon + 2000;
  await it.store.alerts.close(id, 'Ann');
  await save(batch({ alerts: [alert({ id, count: 11 })] }));
  expect((await it.store.alerts.get(id))?.state).toBe('closed');
  await save(batch({ alerts: [alert({ id, count: 12, severity: 'critical', end: noon + 3000 })] }));
  const record = await it.store.alerts.get(id);
  expect(record).toMatchObject({ state: 'open', acknowledgedBy: '', acknowledgedAt: undefined });
  expect((await it.store.alerts.timeline(id)).map(({ kind }) => kind)).toEqual(['opened', 'closed', 'reopened']);
  it.clock.now = noon;
});

test('a decision is kept once, takes its place from its alert, and heeds confirmations that came before it', async () => {
  const report = {
    decision: 'early',
    enforcer: 'nft',
    real: true,
    state: 'in-force',
    at: noon + 5,
    error: '',
  } as const;
  expect(await it.store.decisions.confirm([report])).toEqual([]);
  const taken = decision({ id: 'early', alert: 'early-alert', tenant: 'unassigned' });
  await save(batch({ alerts: [alert({ id: 'early-alert', country: 'US' })], decisions: [taken, taken] }));
  await save(batch({ decisions: [{ ...taken, state: 'asked', value: '198.51.100.1' }] }));
  const [record] = await it.store.decisions.byIds(['early']);
  expect(record).toMatchObject({
    country: 'US',
    asName: 'Example Hosting',
    decision: { state: 'in-force', value: '203.0.113.7' },
    enforcers: [{ enforcer: 'nft', real: true, state: 'in-force', at: noon + 5, error: '' }],
  });
  expect(
    await number(`select count(*) from decision_enforcer where tenant = 'unassigned' and decision = 'early'`),
  ).toBe(1);
});

test('confirmations that race with the batch of their decision are never lost', async () => {
  await Promise.all(
    Array.from({ length: 40 }, async (_, i) => {
      const id = `race-${i}`;
      const report = { decision: id, enforcer: 'nft', real: true, state: 'in-force', at: noon, error: '' } as const;
      await Promise.all([save(batch({ decisions: [decision({ id })] })), it.store.decisions.confirm([report])]);
    }),
  );
  const { rows } = await it.database.ownerPool.query(
    `select state, count(*) from decision where id like 'race-%' group by state`,
  );
  expect(rows).toEqual([{ state: 'in-force', count: 40 }]);
});

test('a discovered source that was assigned meanwhile stays assigned', async () => {
  await save(batch({ discovered: [source] }));
  await it.store.sources.update({ ...source, tenant: 'provider', name: 'Ours', discovered: false });
  await save(
    batch({
      discovered: [source],
      tallies: [['found', { received: 60, recognised: 30, ignored: 10, malformed: 20, shed: 0 }]],
    }),
  );
  const record = await it.store.sources.get('found');
  expect(record).toMatchObject({
    source: { ...source, tenant: 'provider', name: 'Ours', discovered: false },
    health: 'troubled',
    lastSeen: noon,
    perSecond: 1,
    tally: { received: 60, recognised: 30, ignored: 10, malformed: 20, shed: 0 },
  });
});

test('the health of a source follows what came and what the rules said', async () => {
  const id = 'quiet';
  await it.store.sources.insert({ ...source, id, silentAfterS: 60 });
  expect((await it.store.sources.get(id))?.health).toBe('never');
  await save(batch({ tallies: [[id, { received: 1, recognised: 1, ignored: 0, malformed: 0, shed: 0 }]] }));
  expect((await it.store.sources.get(id))?.health).toBe('delivering');
  it.clock.now = noon + 61_000;
  expect((await it.store.sources.get(id))?.health).toBe('silent');
  await it.store.sources.update({ ...source, id, silentAfterS: 0 });
  expect((await it.store.sources.get(id))?.health).toBe('delivering');
  await save(batch({ events: [event({ action: 'source-silent', source: id, time: noon + 60_000 })] }));
  expect((await it.store.sources.get(id))?.health).toBe('silent');
  await save(batch({ tallies: [[id, { received: 1, recognised: 1, ignored: 0, malformed: 0, shed: 0 }]] }));
  expect((await it.store.sources.get(id))?.health).toBe('delivering');
  it.clock.now = noon;
});

test('cursors and what was learned are there again', async () => {
  const cursor = { listener: 'log', inode: '12', offset: 400, head: 'abcd' };
  await save(
    batch({
      cursors: [{ ...cursor, offset: 100 }, cursor],
      state: [
        ['site:x', { key: 'x' }],
        ['pace:y', { pace: 1 }],
      ],
    }),
  );
  expect(await it.store.cursors.list()).toEqual([cursor]);
  await save(
    batch({
      cursors: [{ ...cursor, inode: '13', offset: 0 }],
      state: [
        ['site:x', undefined],
        ['pace:y', { pace: 2 }],
      ],
    }),
  );
  expect(await it.store.cursors.list()).toEqual([{ ...cursor, inode: '13', offset: 0 }]);
  expect(await it.store.learned.list()).toEqual([['pace:y', { pace: 2 }]]);
});

test('a connection that breaks while a batch is stored is an error to try again', async () => {
  const sent = batch({ events: Array.from({ length: 20_000 }, (_, i) => event({ source: 'broken', line: i })) });
  const saving = save(sent).then(
    () => 'stored',
    (error: StoreError) => error,
  );
  // Ends every other connection until the save is over.
  let over = false;
  void saving.then(() => {
    over = true;
  });
  while (!over) {
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and query like '%insert into event %'`
      .execute(it.database.db)
      .catch(() => {});
  }
  const outcome = await saving;
  expect(outcome === 'stored' || (outcome instanceof StoreError && outcome.retryable)).toBe(true);
  await save(sent);
  expect(await number(`select count(*) from event where source = 'broken'`)).toBe(20_000);
});
