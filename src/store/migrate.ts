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

/** Any constant, the same in every release: only one process migrates at a time. */
const lockKey = 0x62656c77;

/**
 * Brings the tables forward: runs what has not run, each in its own transaction, under an advisory lock.
 *
 * @throws SchemaMismatch when the database was migrated further than this release knows, or a migration that ran differs
 *   from ours.
 */
export async function migrate(
  pool: pg.Pool,
  log: (line: string) => void,
  migrations: readonly Migration[] = all,
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('set statement_timeout = 0');
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    await client.query(
      'create table if not exists migration (number integer primary key, name text not null, checksum text not null, ran_at timestamptz not null default now())',
    );
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
      if (ours.number !== row.number || checksum(ours) !== row.checksum) {
        throw new SchemaMismatch(`Migration ${row.number} ${row.name} ran in another form than this release has.`);
      }
    }
    for (const migration of migrations.slice(rows.length)) {
      if (rows.length > 0) log(`Updating the database: ${migration.number} ${migration.name}.`);
      await run(client, migration);
    }
  } finally {
    await client.query('select pg_advisory_unlock_all()').catch(() => {});
    await client.query('reset statement_timeout').catch(() => {});
    client.release();
  }
}

async function run(client: pg.PoolClient, migration: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(migration.sql);
    await client.query('insert into migration (number, name, checksum) values ($1, $2, $3)', [
      migration.number,
      migration.name,
      checksum(migration),
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
}

function checksum(migration: Migration): string {
  return createHash('sha256').update(migration.sql).digest('hex');
}
