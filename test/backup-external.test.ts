import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Tenant } from '../src/api/schema/common.ts';
import type { CreatedToken } from '../src/api/schema/settings.ts';
import { verifyBackup } from '../src/store/backup/read-backup.ts';
import { DebianDatabase } from './lab/database.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

/** An external PostgreSQL of another version, whose user is no superuser. */
let database: DebianDatabase;
let serving: Serving;
let dir: string;
let file: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'belwacht-backup-'));
  database = await DebianDatabase.make();
  serving = new Serving('backup-external', { database_url: database.url });
  await serving.start();
  for (const id of ['acme', 'bolt']) await tenant(id);
  const { secret } = await serving.token('ingest', 'collector', 'acme');
  const events = Array.from({ length: 300 }, (_, i) => ({ 'event.action': 'call-start', 'user.name': `user ${i} ☎` }));
  expect((await serving.deliver(secret, events)).status).toBe(200);
  file = join(dir, 'backup');
  await serving.server.cli('backup', file);
});
afterAll(async () => {
  await serving?.close();
  await database?.remove();
  rmSync(dir, { recursive: true, force: true });
});

const tenant = (id: string) =>
  serving.must('POST', '/api/v1/tenants', { id, name: id.toUpperCase(), timeZone: 'Europe/Amsterdam' });
const names = async () => (await serving.get<Tenant[]>('/api/v1/tenants')).map(({ id }) => id);
const started = () => serving.server.output.match(/is ready: /g)?.length ?? 0;
const events = async () => (await serving.get<{ total: number }>('/api/v1/events?limit=1')).total;

test('a restore that is killed on the way changes nothing', async () => {
  await tenant('later');
  // Somebody reads a table, so that the restore has to wait in the middle.
  const reader = new pg.Client(database.url);
  await reader.connect();
  await reader.query('begin; select from backtest');
  const asked = serving.server.tryCli('restore', file, '--yes');
  await until('the restore to wait', 20, async () => {
    const [{ n }] = await database.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity where application_name = 'belwacht restore' and wait_event_type = 'Lock'`,
    );
    return n === 1;
  });
  await serving.server.stop('SIGKILL');
  await reader.end();
  expect((await asked).code).toBe(1);
  await serving.start();
  expect(await names()).toContain('later');
  expect(await events()).toBe(300);
});

test('a backup of it is restored into it while it runs', async () => {
  expect(await names()).toContain('later');
  expect(await serving.server.cli('restore', file, '--yes')).toMatch(/compared/);
  await until('the parts to start anew', 30, () => started() === 2);
  expect(await names()).not.toContain('later');
  expect(await events()).toBe(300);
  // The application still is not the owner, and row-level security holds on the tables that were made anew.
  const [{ open }] = await database.query<{ open: number }>(
    `select count(*)::int as open from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
     and not relrowsecurity and not relispartition and relname <> 'migration'`,
  );
  expect(open).toBe(0);
  const seen = async (id: string) => {
    const wish = { kind: 'api', name: id, tenant: id, permissions: ['events:read'] };
    const { secret } = await serving.must<CreatedToken>('POST', '/api/v1/tokens', wish);
    return (await serving.ask<{ total: number }>('GET', '/api/v1/events?limit=1', { token: secret })).json().total;
  };
  expect([await seen('acme'), await seen('bolt')]).toEqual([300, 0]);
});

test('it is restored into the embedded one, which sorts and counts the same', async () => {
  const keys = join(dir, 'sealed');
  const passphrase = join(dir, 'passphrase');
  writeFileSync(passphrase, 'ruim twaalf tekens lang', { mode: 0o600 });
  await serving.server.cli('backup', keys, '--encrypt', '--with-keys', '--passphrase-file', passphrase);
  const other = new Serving('backup-embedded');
  try {
    await other.start();
    const out = await other.server.cli('restore', keys, '--yes', '--passphrase-file', passphrase);
    const { tables } = await verifyBackup(keys, 'ruim twaalf tekens lang');
    expect(out).toContain(`${tables.reduce((sum, { rows }) => sum + rows, 0)} rows in ${tables.length} tables`);
    await until('the parts to start anew', 30, () => (other.server.output.match(/is ready: /g)?.length ?? 0) === 2);
    expect((await other.get<{ total: number }>('/api/v1/events?limit=1')).total).toBe(300);
  } finally {
    await other.close();
  }
});
