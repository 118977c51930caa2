import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CustomerHoldings, Erasure } from '../src/api/schema/customers.ts';
import type { CreatedToken } from '../src/api/schema/settings.ts';
import { DebianDatabase } from './lab/database.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

let db: DebianDatabase;
let serving: Serving;

beforeAll(async () => {
  db = await DebianDatabase.make();
  serving = new Serving('customers-leave', { database_url: db.url, mode: 'enforce', guard_private: false });
  await serving.start();
  for (const id of ['gaat', 'blijft']) await fill(id);
});
afterAll(async () => {
  await serving?.close();
  await db?.remove();
});

const tokens = new Map<string, CreatedToken>();

/** A customer with something in as many tables as come easily; each text carries the id. */
async function fill(id: string): Promise<void> {
  const n = id === 'gaat' ? 10 : 20;
  await serving.must('POST', '/api/v1/customers', {
    id,
    name: `Naam ${id}`,
    reference: `ref-${id}`,
    notes: `notitie ${id}`,
  });
  const post = (part: string, body: object) =>
    serving.must<{ id: string }>('POST', `/api/v1/customers/${id}/${part}`, body);
  const site = (await post('sites', { name: `Zaak ${id}` })).id;
  await post('networks', { cidr: `45.149.${n}.0/28`, site });
  await post('numbers', { first: `+3188${n}000000`, last: `+3188${n}000099` });
  const asset = (await post('assets', { name: `Centrale ${id}`, kind: 'pbx', site, addresses: [`45.149.${n + 1}.1`] }))
    .id;
  await post('accounts', { name: `account-${id}`, asset });
  await post('opening-hours', { weekday: 1, opens: '08:00', closes: '18:00', site });
  await post('closed-days', { day: '2027-12-25', note: `Kerst ${id}` });
  await serving.must('POST', '/api/v1/sources', {
    ...{
      name: `bron ${id}`,
      kind: 'syslog',
      match: { hostname: `pbx-${id}` },
      format: 'auto',
      timeZone: 'UTC',
      tenant: id,
    },
  });
  const ingest = await serving.token('ingest', `ingest ${id}`, id);
  tokens.set(id, await serving.token('api', `api ${id}`, id));
  const events = Array.from({ length: 40 }, (_, i) => ({
    ...{
      '@timestamp': new Date(Date.now() - 5000 + i).toISOString(),
      'event.action': 'sip-auth',
      'event.outcome': 'failure',
    },
    ...{ 'event.reason': 'wrong-password', 'source.ip': `45.150.${n}.9`, 'user.name': `gebruiker-${id}-${i % 4}` },
  }));
  expect((await serving.deliver(ingest.secret, events)).status).toBe(200);
  await until(`a block of ${id}`, 20, async () => {
    const rows = await db.query<{ count: number }>(
      `select count(*)::int as count from decision where tenant = '${id}' and state = 'in-force'`,
    );
    return rows[0].count > 0;
  });
}

/** Rows of a customer in every table of the catalogue, by a list of its own making. */
async function rowsOf(id: string): Promise<Record<string, number>> {
  const tables = await db.query<{ name: string; column: string }>(
    `select c.relname as name, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
      and (a.attname = 'tenant' or (c.relname = 'tenant' and a.attname = 'id'))
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`,
  );
  const counts: Record<string, number> = {};
  for (const { name, column } of tables) {
    const [row] = await db.query<{ count: number }>(
      `select count(*)::int as count from "${name}" where "${column}" = '${id}'`,
    );
    if (row.count > 0) counts[name] = row.count;
  }
  return counts;
}

async function unpack(file: string): Promise<Map<string, string>> {
  const entries = new Map<string, string>();
  const tar = extract();
  tar.on('entry', (header, stream, next) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk) => chunks.push(chunk as Buffer));
    stream.on('end', () => {
      entries.set(header.name, Buffer.concat(chunks).toString());
      next();
    });
  });
  await pipeline(Readable.from([readFileSync(file)]), createGunzip(), tar);
  return entries;
}

interface Manifest {
  readonly rows: number;
  readonly tables: Record<
    string,
    { rows: number; leftOut: string[]; files: { name: string; rows: number; bytes: number; sha256: string }[] }
  >;
}

test('an export holds every row of every table of the customer, none of another, and no secret', async () => {
  const file = join(serving.dir, 'gaat.tar.gz');
  const before = await rowsOf('gaat');
  const said = await serving.server.cli('customers', 'export', 'gaat', file);
  expect(said).toContain(file);
  const entries = await unpack(file);
  const manifest = JSON.parse(entries.get('manifest.json')!) as Manifest;
  const counts = await rowsOf('gaat');
  expect(Object.keys(counts).length).toBeGreaterThan(20);
  for (const [table, count] of Object.entries(counts)) {
    if (table === 'call_learned') {
      // What is normal is written down every half minute, also while the export runs.
      expect([before[table] ?? 0, count]).toContain(manifest.tables[table]?.rows ?? 0);
      continue;
    }
    // The export itself went on record before it began; a use of a token or a tally may follow.
    expect([table, manifest.tables[table]?.rows]).toEqual([table, table === 'sealed_secret' ? 0 : count]);
  }
  for (const [table, { files, rows }] of Object.entries(manifest.tables)) {
    let lines = 0;
    for (const { name, sha256, rows: inFile, bytes } of files) {
      const text = entries.get(name)!;
      expect(createHash('sha256').update(text).digest('hex')).toBe(sha256);
      expect([Buffer.byteLength(text), text.split('\n').length - 1]).toEqual([bytes, inFile]);
      for (const line of text.split('\n').filter(Boolean)) {
        const row = JSON.parse(line) as { tenant?: string; id?: string };
        expect([table, table === 'tenant' ? row.id : row.tenant]).toEqual([table, 'gaat']);
      }
      lines += inFile;
    }
    expect([table, lines]).toEqual([table, rows]);
  }
  const all = [...entries.values()].join('\n');
  expect(all).not.toContain('blijft');
  expect(manifest.tables.token.leftOut).toContain('hash');
  const [{ hash }] = await db.query<{ hash: string }>(`select hash from token where id = '${tokens.get('gaat')!.id}'`);
  expect(all).not.toContain(hash);
  expect(all).not.toContain(tokens.get('gaat')!.secret);
  const { items } = await serving.get<{ items: { action: string }[] }>('/api/v1/audit?tenant=gaat');
  expect(items.map(({ action }) => action)).toContain('customer.exported');
  expect(
    (await serving.ask('GET', '/api/v1/customers/gaat/export', { token: tokens.get('gaat')!.secret })).status,
  ).toBe(403);
});

test('erasing asks for the id, and a legal hold forbids it', async () => {
  const erase = (body: object) =>
    serving.ask<{ field: string; detail: string }>('POST', '/api/v1/customers/gaat/erase', { body });
  expect((await erase({ confirm: 'blijft', reason: 'Contract ten einde' })).json().field).toBe('confirm');
  expect((await erase({ confirm: 'gaat' })).json().field).toBe('reason');
  await db.query(`insert into legal_hold (id, tenant, incident, reason, from_time, to_time, created_at, created_by)
    values ('h', 'gaat', 'INC-7', 'Aangifte', 0, 9999999999999, 0, 'Anna')`);
  const held = await erase({ confirm: 'gaat', reason: 'Contract ten einde' });
  expect([held.status, held.json().detail]).toEqual([409, expect.stringContaining('INC-7: Aangifte (Anna)')]);
  expect((await serving.get<CustomerHoldings>('/api/v1/customers/gaat/holdings')).holds).toHaveLength(1);
  await db.query(`update legal_hold set released_at = 1, released_by = 'Anna' where id = 'h'`);
  const refused = await serving.server.tryCli('customers', 'erase', 'gaat', '--reason', 'weg');
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('--confirm gaat')]);
  expect((await rowsOf('gaat')).tenant).toBe(1);
});

test('erasing lifts the blocks, removes every row, leaves the record and the other customer, and goes on after a crash', async () => {
  const others = await rowsOf('blijft');
  const holdings = await serving.get<CustomerHoldings>('/api/v1/customers/gaat/holdings');
  expect(holdings.blocks).toBeGreaterThan(0);
  // Enough rows that it cannot be over at once.
  await db.query(`insert into rollup_minute (minute, tenant, source, asset, action, outcome, country, count, shed)
    select i, 'gaat', '', '', 'a', 'failure', 'NL', 1, 0 from generate_series(1, 120000) i`);
  const begun = await serving.must<Erasure>('POST', '/api/v1/customers/gaat/erase', {
    confirm: 'gaat',
    reason: 'Contract ten einde',
  });
  expect(begun).toMatchObject({ state: 'running', customer: 'gaat', customerName: 'Naam gaat' });
  expect(
    (await serving.ask('POST', '/api/v1/customers/gaat/erase', { body: { confirm: 'gaat', reason: 'x' } })).status,
  ).toBe(409);
  expect([401, 403]).toContain(
    (await serving.ask('GET', '/api/v1/alerts', { token: tokens.get('gaat')!.secret })).status,
  );
  expect((await serving.ask('POST', '/api/v1/customers/gaat/sites', { body: { name: 'X' } })).status).toBe(409);
  await until('the first rows to go', 20, async () => {
    const now = await serving.get<Erasure>(`/api/v1/erasures/${begun.id}`);
    return now.done > 0;
  });
  await serving.server.stop('SIGKILL');
  await serving.start();
  const done = await until('the erasure to end', 60, async () => {
    const now = await serving.get<Erasure>(`/api/v1/erasures/${begun.id}`);
    return now.state === 'done' && now;
  });
  expect(done.counts).toMatchObject({ tenant: 1, customer_site: 1, sip_account: 1, source: 2 });
  expect(done.counts.rollup_minute).toBeGreaterThanOrEqual(120_000);
  expect(done.done).toBe(Object.values(done.counts).reduce((sum, count) => sum + count, 0));
  const left = await rowsOf('gaat');
  expect(Object.keys(left)).toEqual(['audit_entry']);
  const enforced = await serving.all<{ value: string; tenant: string }>('/api/v1/decisions?state=current');
  expect(enforced.filter(({ tenant }) => tenant === 'gaat')).toEqual([]);
  const acts = (
    await serving.get<{ items: { action: string; reason: string }[] }>('/api/v1/audit?tenant=gaat&limit=200')
  ).items;
  expect(acts.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['tenant.erasing', 'tenant.deleted', 'decision.lifted']),
  );
  expect(acts.find(({ action }) => action === 'tenant.erasing')?.reason).toBe('Contract ten einde');
  const after = await rowsOf('blijft');
  for (const [table, count] of Object.entries(others)) expect([table, after[table] >= count]).toEqual([table, true]);
  expect((await serving.ask('GET', '/api/v1/customers/gaat')).status).toBe(404);
  // Its addresses and numbers are free, and its id too.
  await serving.must('POST', '/api/v1/customers', { id: 'gaat', name: 'Weer', reference: 'ref-gaat' });
  await serving.must('POST', '/api/v1/customers/gaat/networks', { cidr: '45.149.10.0/28' });
});

test('the command line erases and says what went', async () => {
  const said = await serving.server.cli(
    'customers',
    'erase',
    'blijft',
    '--confirm',
    'blijft',
    '--reason',
    'Op verzoek',
  );
  expect(said).toMatch(/blijft is erased: \d+ rows \(.*tenant 1.*\). The record of acts stays\./);
  expect(Object.keys(await rowsOf('blijft'))).toEqual(['audit_entry']);
});
