import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Migration } from './migrations/migration.ts';
import { migrations as all } from './migrations/migrations.ts';

/** The tables are of a newer or an altered Belwacht. */
export class SchemaMismatch extends Error {
  readonly retryable = false;
  constructor(message: string) {
    super(message);
    this.name = 'SchemaMismatch';
  }
}

/** An update of the tables that did not work; nothing was changed. */
export class MigrationFailed extends Error {
  readonly retryable = false;
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'MigrationFailed';
  }
}

/** Any constant, the same in every release: only one process migrates at a time. */
export const migrationLock = 0x62656c77;

type Client = Pick<pg.Client, 'query'>;

/**
 * Brings the tables forward: runs all that has not run in one transaction, under an advisory lock. `before` is called when
 * tables that are in use are about to change; it resolves with where the backup of them is.
 *
 * @throws SchemaMismatch when the database was migrated further than this release knows, or a migration that ran differs
 *   from ours; MigrationFailed when one does not work: then the tables are as they were.
 */
export async function migrate(
  pool: pg.Pool,
  log: (line: string) => void,
  migrations: readonly Migration[] = all,
  before?: () => Promise<string>,
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('set statement_timeout = 0');
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await prepareMigrations(client);
    const { rows } = await client.query<{ number: number; name: string; checksum: string }>(
      'select number, name, checksum from migration order by number',
    );
    for (const [index, row] of rows.entries()) {
      const ours = migrations[index];
      if (!ours) {
        throw new SchemaMismatch(
          `The database is of a newer Belwacht (migration ${row.number} ${row.name}). Start that version, or restore a backup.`,
        );
      }
      if (ours.number !== row.number || checksumOf(ours) !== row.checksum) {
        throw new SchemaMismatch(`Migration ${row.number} ${row.name} ran in another form than this release has.`);
      }
    }
    const pending = migrations.slice(rows.length);
    if (pending.length === 0) return;
    const backup = rows.length > 0 ? await before?.() : undefined;
    let at = pending[0];
    try {
      await client.query('begin');
      for (at of pending) {
        if (rows.length > 0) log(`Updating the database: ${at.number} ${at.name}.`);
        await runMigration(client, at);
      }
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => {});
      if (rows.length === 0) throw error;
      throw new MigrationFailed(
        `The database could not be updated, step ${at.number} ${at.name}: ${(error as Error).message}. Nothing was changed: ` +
          `start the version before this one to go on working, and report this.${backup ? ` A backup from before is in ${backup}.` : ''}`,
        error,
      );
    }
  } finally {
    await client.query('select pg_advisory_unlock_all()').catch(() => {});
    await client.query('reset statement_timeout').catch(() => {});
    client.release();
  }
}

/** Makes the table that remembers what ran. */
export async function prepareMigrations(client: Client): Promise<void> {
  await client.query(
    'create table if not exists migration (number integer primary key, name text not null, checksum text not null, ran_at timestamptz not null default now())',
  );
}

/** Runs one and notes it, in the transaction at hand. */
export async function runMigration(client: Client, migration: Migration): Promise<void> {
  await client.query(migration.sql);
  // What waits for the end of the transaction (the record) happens now: the next one may alter those tables.
  await client.query('set constraints all immediate; set constraints all deferred');
  await client.query('insert into migration (number, name, checksum) values ($1, $2, $3)', [
    migration.number,
    migration.name,
    checksumOf(migration),
  ]);
}

/** SHA-256 of its SQL, hex. */
export function checksumOf(migration: Migration): string {
  return createHash('sha256').update(migration.sql).digest('hex');
}
