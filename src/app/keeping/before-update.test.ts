import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyBackup } from '../../store/backup/read-backup.ts';
import { MigrationFailed, migrate } from '../../store/migrate.ts';
import { migrations } from '../../store/migrations/migrations.ts';
import { connect, type Database, openDatabase } from '../../store/postgres.ts';
import { BackupShelf } from './backup-shelf.ts';

const quiet = () => {};
let dir: string;
let database: Database;
let shelf: BackupShelf;
let old: { connection: pg.ClientConfig; pool: pg.Pool };

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'belwacht-update-'));
  database = await openDatabase({ dataDir: join(dir, 'data'), log: quiet });
  await database.ownerPool.query('create database old');
  const connection = { ...database.connection, database: 'old' };
  old = { connection, pool: connect(connection, 4) };
  shelf = new BackupShelf(join(dir, 'backups'), quiet);
  // The first release, in use.
  await migrate(old.pool, quiet, migrations.slice(0, 1), () =>
    Promise.reject(new Error('there is nothing to back up')),
  );
  await old.pool.query(`insert into tenant values ('acme', 'Acme', 'Europe/Amsterdam', 0)`);
});
afterAll(async () => {
  await old?.pool.end();
  await database?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const before = async () => join(shelf.dir, (await shelf.make(old.connection, 'before-update', 3)).name);
const tables = async () =>
  (
    await old.pool.query(
      `select relname as name from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace order by 1`,
    )
  ).rows.map(({ name }) => name as string);

test('an update that fails leaves everything as it was, names the step, and says where the backup is', async () => {
  const was = await tables();
  const broken = { number: migrations.length + 1, name: 'broken', sql: 'create table half (a int); select 1/0' };
  const failed = migrate(old.pool, quiet, [...migrations, broken], before);
  await expect(failed).rejects.toThrow(MigrationFailed);
  await expect(failed).rejects.toThrow(
    /step \d+ broken: division by zero\. Nothing was changed.*backup from before is in .*before-update\.tar\.gz/,
  );
  expect(await tables()).toEqual(was);
  expect((await old.pool.query('select number from migration')).rows).toEqual([{ number: 1 }]);
  // The version before it goes on.
  await migrate(old.pool, quiet, migrations.slice(0, 1));
});

test('an update that cannot be backed up does not begin', async () => {
  await expect(
    migrate(old.pool, quiet, migrations, () => Promise.reject(new Error('the disk is full'))),
  ).rejects.toThrow('the disk is full');
  expect((await old.pool.query('select number from migration')).rows).toEqual([{ number: 1 }]);
});

test('an update is backed up first, runs, and the backup holds what was there', async () => {
  await migrate(old.pool, quiet, migrations, before);
  expect((await old.pool.query('select max(number) as n from migration')).rows[0].n).toBe(migrations.at(-1)!.number);
  expect((await old.pool.query(`select name from tenant where id = 'acme'`)).rows).toEqual([{ name: 'Acme' }]);
  const [newest] = await shelf.list();
  const manifest = await verifyBackup(join(shelf.dir, newest.name));
  expect(manifest.migrations.map(({ number }) => number)).toEqual([1]);
  expect(manifest.tables.find(({ name }) => name === 'tenant')).toMatchObject({ rows: 1 });
  // A start without anything to update makes none.
  await migrate(old.pool, quiet, migrations, () => Promise.reject(new Error('not asked for')));
});

test('three of them are kept', async () => {
  for (let i = 0; i < 4; i++) await before();
  expect(readdirSync(shelf.dir).filter((name) => name.endsWith('.tar.gz'))).toHaveLength(3);
});
