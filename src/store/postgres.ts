import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { type EmbeddedServer, startEmbedded } from './embedded/server.ts';
import { migrate } from './migrate.ts';
import type { Schema } from './schema.ts';

/** The query builder over our tables. */
export type Db = Kysely<Schema>;

/** An open database: the embedded PostgreSQL, or an external one. */
export interface Database {
  readonly db: Db;
  readonly pool: pg.Pool;
  /** How another thread or process connects. */
  readonly connection: pg.ClientConfig;
  readonly embedded: boolean;
  /** Version of the server, e.g. `18.4`. */
  readonly version: string;
  /** Pid of the embedded server, 0 for an external one. */
  serverPid(): number;
  /** Closes connections and stops the embedded server. */
  stop(): Promise<void>;
}

export interface DatabaseOptions {
  readonly dataDir: string;
  /** An external PostgreSQL (15 or later), `postgresql://user:password@host:port/database`; without it the embedded one starts. */
  readonly databaseUrl?: string;
  readonly log: (line: string) => void;
}

const oldestMajor = 15;
const databaseName = 'belwacht';

/**
 * Opens the database and brings its tables up to date.
 *
 * @throws DataDirectoryInUse when another Belwacht runs on the same directory; Error with a sentence otherwise.
 */
export async function openDatabase({ dataDir, databaseUrl, log }: DatabaseOptions): Promise<Database> {
  const slow = setTimeout(
    () => log('Starting the database; the first start and recovery after a crash take a while.'),
    2000,
  );
  let server: EmbeddedServer | undefined;
  let opened: Omit<Database, 'stop' | 'version' | 'serverPid'> | undefined;
  try {
    server = databaseUrl ? undefined : await startEmbedded(dataDir, log);
    const connection = server ? await ensureDatabase(server.connection) : { connectionString: databaseUrl };
    opened = { ...connect(connection), connection, embedded: server !== undefined };
    const version = await checkVersion(opened.db);
    await migrate(opened.pool, log);
    const { db, pool } = opened;
    let stopped: Promise<void> | undefined;
    const stop = async () => {
      await db.destroy();
      await server?.stop();
    };
    return {
      ...opened,
      pool,
      version,
      serverPid: () => server?.pid() ?? 0,
      stop: () => {
        stopped ??= stop();
        return stopped;
      },
    };
  } catch (error) {
    await opened?.db.destroy();
    await server?.stop();
    throw error;
  } finally {
    clearTimeout(slow);
  }
}

/** Connects without starting, migrating or stopping anything: for other threads and tools. */
export function connect(connection: pg.ClientConfig): { db: Db; pool: pg.Pool } {
  const pool = new pg.Pool({ ...connection, types, max: 20, application_name: 'belwacht', statement_timeout: 60_000 });
  // A connection that breaks is replaced at the next query, and who was using it gets the error from that query; without
  // listeners, for idle ones and for those in use, it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return { pool, db: new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) }) };
}

/** int8 holds milliseconds and counts, which are exact in a double. */
const int8 = 20;
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === int8 && format !== 'binary') return Number;
    return pg.types.getTypeParser(oid, format as 'text');
  },
} as pg.CustomTypesConfig;

async function ensureDatabase(connection: pg.ClientConfig): Promise<pg.ClientConfig> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [databaseName]);
    if (!rowCount) await client.query(`create database ${databaseName}`);
  } finally {
    await client.end();
  }
  return { ...connection, database: databaseName };
}

async function checkVersion(db: Db): Promise<string> {
  const { rows } = await sql<{ server_version: string }>`show server_version`.execute(db);
  const version = rows[0].server_version.split(' ')[0];
  if (Number.parseInt(version, 10) < oldestMajor) {
    throw new Error(`PostgreSQL ${version} is too old; Belwacht needs ${oldestMajor} or later.`);
  }
  return version;
}
