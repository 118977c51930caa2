import { createHash } from 'node:crypto';
import { once } from 'node:events';
import pg from 'pg';
import copyStreams from 'pg-copy-streams';
import { checksumOf, migrationLock, prepareMigrations, runMigration } from '../migrate.ts';
import type { Migration } from '../migrations/migration.ts';
import { BackupError } from './backup-error.ts';
import { type Asking, copyIn, copyOut, plainOutput, quoted, readTables } from './catalog.ts';
import type { Manifest, TableEntry } from './manifest.ts';
import { readBackup, verifyBackup } from './read-backup.ts';
import { keepingLock } from './write-backup.ts';

/** How often a restore begins when others are in its way. */
const mostTries = 5;

export interface RestoreOptions {
  /** How to connect as the owner of the tables. */
  readonly connection: pg.ClientConfig;
  readonly path: string;
  readonly passphrase?: string;
  /** All that this release knows, in order. */
  readonly migrations: readonly Migration[];
  /** Gives the application its rights on the tables; within the transaction. */
  readonly grant: (client: pg.Client) => Promise<void>;
  /** Looks at what is there and will be replaced; within the transaction. */
  readonly before?: (client: Asking) => Promise<void>;
  /** Looks at what is restored before it counts; within the transaction. Throw to leave everything as it was. */
  readonly inspect?: (client: Asking, manifest: Manifest, keys: readonly string[]) => Promise<void>;
  readonly progress?: (what: string, rows: number) => void;
}

export interface Restored {
  readonly manifest: Manifest;
  /** Migrations that ran on what was restored. */
  readonly migrated: readonly string[];
}

/**
 * Puts a backup in the place of all that is in the database, in one transaction: afterwards everything is as in the backup
 * (and brought forward to this release), or nothing has changed. The file is read whole before anything is touched.
 *
 * @throws BackupError
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { path, passphrase, progress } = options;
  progress?.('checking the file', 0);
  const manifest = await verifyBackup(path, passphrase);
  for (let tries = 1; ; tries++) {
    try {
      return await restoreOnce(options, manifest);
    } catch (error) {
      // Others at work took the same tables in another order; nothing has changed, and the next time goes well.
      const crossed = /^40(001|P01)$/.test((error as { readonly code?: string }).code ?? '');
      if (!crossed || tries === mostTries) throw error;
      progress?.('starting again', 0);
    }
  }
}

/** All of it in one transaction. */
async function restoreOnce(options: RestoreOptions, manifest: Manifest): Promise<Restored> {
  const { path, passphrase, progress } = options;
  const { before, after } = split(manifest, options.migrations);
  const client = new pg.Client({ ...options.connection, application_name: 'belwacht restore', statement_timeout: 0 });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(`begin; ${plainOutput}; set local lock_timeout = '30s'`);
    await client.query('select pg_advisory_xact_lock($1, $2)', [...keepingLock]);
    await client.query('select pg_advisory_xact_lock($1)', [migrationLock]);
    await options.before?.(client);
    await client.query(removeEverything);
    await prepareMigrations(client);
    for (const migration of before) await client.query(migration.sql);
    const wake = await quieten(client, manifest);
    const keys = await load(client, manifest, path, passphrase, progress);
    progress?.('comparing', 0);
    await compare(client, manifest);
    for (const { name, value, called } of manifest.sequences) {
      await client.query('select setval($1::regclass, $2, $3)', [quoted(name), value, called]);
    }
    await client.query(wake);
    for (const migration of after) await runMigration(client, migration);
    await options.inspect?.(client, manifest, keys);
    await options.grant(client);
    progress?.('committing', 0);
    await client.query('commit');
    return { manifest, migrated: after.map(({ name }) => name) };
  } catch (error) {
    await client.query('rollback').catch(() => {});
    const { code = '', message } = error as { readonly code?: string; readonly message: string };
    if (code === '55P03') {
      throw new BackupError('The database is in use by something that does not end; try again in a while.');
    }
    // SQLSTATE classes that speak of the rows or of names: what stands in the file is not what a backup of ours holds.
    if (/^(22|23|42)/.test(code))
      throw new BackupError(`Nothing was changed: the database does not take this backup (${message}).`);
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Migrations the backup has seen, and those it has to be brought through. */
function split(
  { migrations: seen, version }: Manifest,
  known: readonly Migration[],
): { readonly before: readonly Migration[]; readonly after: readonly Migration[] } {
  if (seen.length > known.length) {
    throw new BackupError(`This backup is of a newer Belwacht (${version}); restore it with that version.`);
  }
  const strange = seen.find(
    ({ number, checksum }, i) => known[i].number !== number || checksumOf(known[i]) !== checksum,
  );
  if (strange) {
    throw new BackupError(
      `This backup is of another Belwacht: its migration ${strange.number} is not the one we know.`,
    );
  }
  return { before: known.slice(0, seen.length), after: known.slice(seen.length) };
}

/** All of ours in the schema; what an extension made stays. */
const removeEverything = `do $$
declare
  thing record;
  schema constant oid := current_schema()::regnamespace;
begin
  for thing in select c.oid, c.relname, c.relkind from pg_class c where relnamespace = schema and relkind in ('r', 'p', 'v', 'm')
    and not relispartition and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e') loop
    execute format('drop %s if exists %I cascade',
      case thing.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end, thing.relname);
  end loop;
  for thing in select p.oid::regprocedure as signature, p.prokind as kind from pg_proc p where pronamespace = schema
    and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e') loop
    execute format('drop %s if exists %s cascade', case thing.kind when 'p' then 'procedure' else 'function' end, thing.signature);
  end loop;
  for thing in select c.relname from pg_class c where relnamespace = schema and relkind = 'S'
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e') loop
    execute format('drop sequence if exists %I cascade', thing.relname);
  end loop;
end $$`;

/**
 * Makes tables ready to take rows: partitions there, nothing in them, triggers asleep (what they would write is in the backup
 * already). Returns what wakes them as they were.
 */
async function quieten(client: Asking, { tables }: Manifest): Promise<string> {
  const here = new Map((await readTables(client)).map((table) => [table.name, table]));
  for (const { name, parent, bound, columns } of tables) {
    if (!here.has(name)) {
      if (!parent) throw new BackupError(`This backup has a table ${name} that its own version does not know.`);
      // The bound was checked to be one when the manifest was read.
      await client.query(`create table ${quoted(name)} partition of ${quoted(parent)} ${bound}`);
    } else if (columns.some((column) => !here.get(name)?.columns.includes(column))) {
      throw new BackupError(`This backup has columns of ${name} that its own version does not know.`);
    }
  }
  const { rows } = await client.query<{ name: string; trigger: string; state: string }>(
    `select c.relname as name, t.tgname as trigger, t.tgenabled as state from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where c.relnamespace = current_schema()::regnamespace and not t.tgisinternal and t.tgenabled <> 'D'`,
  );
  const words: Readonly<Record<string, string>> = { O: 'enable', A: 'enable always', R: 'enable replica' };
  for (const { name } of rows) await client.query(`alter table ${quoted(name)} disable trigger user`);
  await client.query(`truncate ${tables.map(({ name }) => quoted(name)).join(', ')}`);
  return rows
    .map(({ name, trigger, state }) => `alter table ${quoted(name)} ${words[state]} trigger ${quoted(trigger)}`)
    .join('; ');
}

/** Brings the rows in; returns the key files that came along. */
async function load(
  client: pg.Client,
  manifest: Manifest,
  path: string,
  passphrase: string | undefined,
  progress: RestoreOptions['progress'],
): Promise<readonly string[]> {
  const tables = new Map(manifest.tables.map((table) => [table.name, table]));
  const keys: string[] = [];
  let rows = 0;
  let current: Taking | undefined;
  const finish = async () => {
    if (!current) return;
    await current.end();
    rows += current.table.rows;
    current = undefined;
  };
  for await (const piece of readBackup(path, passphrase)) {
    if (piece.kind === 'key') keys.push(piece.text);
    if (piece.kind !== 'rows') continue;
    if (current?.table.name !== piece.table) {
      await finish();
      const table = tables.get(piece.table);
      if (!table) throw new BackupError('This backup changed while it was read.');
      progress?.(table.name, rows);
      current = new Taking(client, table);
    }
    await current.write(piece.body);
  }
  await finish();
  return keys;
}

/** A table that is taking rows. */
class Taking {
  readonly table: TableEntry;
  readonly #stream: ReturnType<typeof copyStreams.from>;
  readonly #failed: Promise<never>;

  constructor(client: pg.Client, table: TableEntry) {
    this.table = table;
    this.#stream = client.query(copyStreams.from(copyIn(table)));
    this.#failed = new Promise((_, reject) => this.#stream.once('error', reject));
    this.#failed.catch(() => {});
  }

  /** Resolves when more may come. */
  async write(body: Buffer): Promise<void> {
    if (!this.#stream.write(body)) await Promise.race([once(this.#stream, 'drain'), this.#failed]);
  }

  async end(): Promise<void> {
    const ended = once(this.#stream, 'finish');
    this.#stream.end();
    await Promise.race([ended, this.#failed]);
  }
}

/** Writes every table out again and compares it with what was backed up. */
async function compare(client: pg.Client, { tables }: Manifest): Promise<void> {
  for (const table of tables) {
    const stream = client.query(copyStreams.to(await copyOut(client, table)));
    const hash = createHash('sha256');
    for await (const chunk of stream as AsyncIterable<Buffer>) hash.update(chunk);
    // The rows end before the database says how many they were: that has come once it answers something else.
    await client.query('select');
    if (stream.rowCount !== table.rows || hash.digest('hex') !== table.sha256) {
      throw new BackupError(`After restoring, ${table.name} was not what was backed up; nothing was changed.`);
    }
  }
}
