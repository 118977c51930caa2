import { join } from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { ownWork, type Work } from '../core/work.ts';
import { checkAppRole, ensureAppRole, grantToApp } from './app-role.ts';
import { secretFile } from './embedded/secret-file.ts';
import { type EmbeddedServer, startEmbedded } from './embedded/server.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/migrations.ts';
import type { Schema } from './schema.ts';
import { scopedDb } from './scoped-db.ts';

/** The query builder over our tables. */
export type Db = Kysely<Schema>;

/** An open database: the embedded PostgreSQL, or an external one. */
export interface Database {
  /** The application's own work, on the rows of every tenant. */
  readonly db: Db;
  /** The same for a piece of work: limited to its tenant, stamped with who does it. */
  scoped(work: Work | (() => Work)): Db;
  /** The owner of the tables, whom row-level security does not limit: migrations, partitions, retention, backups, nothing else. */
  readonly owner: Db;
  readonly ownerPool: pg.Pool;
  /** How another process connects as the owner. */
  readonly connection: pg.ClientConfig;
  /** Gives the application its rights on tables that were made anew, within a transaction of the owner. */
  grant(client: Pick<pg.Client, 'query'>): Promise<void>;
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
  /** How the application connects to an external one when the user of `databaseUrl` may not make a role for it. */
  readonly databaseAppUrl?: string;
  /** Called before tables that are in use change; resolves with where the backup of them is. */
  readonly beforeUpdate?: (connection: pg.ClientConfig) => Promise<string>;
  readonly log: (line: string) => void;
}

const oldestMajor = 15;
const databaseName = 'belwacht';
const ownerConnections = 4;
const appConnections = 20;

/**
 * Opens the database and brings its tables up to date.
 *
 * @throws DataDirectoryInUse when another Belwacht runs on the same directory; UnsafeRole when tenants would not be kept
 *   apart; Error with a sentence otherwise.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { dataDir, databaseUrl, databaseAppUrl, beforeUpdate, log } = options;
  const slow = setTimeout(
    () => log('Starting the database; the first start and recovery after a crash take a while.'),
    2000,
  );
  let server: EmbeddedServer | undefined;
  const pools: pg.Pool[] = [];
  const stop = async () => {
    for (const pool of pools) await pool.end();
    await server?.stop();
  };
  const open = (connection: pg.ClientConfig, most: number) => {
    const pool = connect(connection, most);
    pools.push(pool);
    return pool;
  };
  try {
    server = databaseUrl ? undefined : await startEmbedded(dataDir, log);
    const connection = server ? await ensureDatabase(server.connection) : { connectionString: databaseUrl };
    const ownerPool = open(connection, ownerConnections);
    const version = await checkVersion(ownerPool);
    await migrate(ownerPool, log, migrations, beforeUpdate && (() => beforeUpdate(connection)));
    const role =
      databaseUrl && databaseAppUrl
        ? { connection: { connectionString: databaseAppUrl } }
        : await ensureAppRole(ownerPool, connection, secretFile(join(dataDir, 'application.password')));
    await grantToApp(ownerPool, role);
    const appPool = open(role.connection, appConnections);
    await checkAppRole(appPool);
    let stopped: Promise<void> | undefined;
    return {
      db: scopedDb(appPool, ownWork),
      scoped: (work) => scopedDb(appPool, work),
      owner: new Kysely<Schema>({ dialect: new PostgresDialect({ pool: ownerPool }) }),
      ownerPool,
      connection,
      grant: (client) => grantToApp(client, role),
      embedded: server !== undefined,
      version,
      serverPid: () => server?.pid() ?? 0,
      stop: () => {
        stopped ??= stop();
        return stopped;
      },
    };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(slow);
  }
}

/** Connects without starting, migrating or stopping anything. */
export function connect(connection: pg.ClientConfig, max: number): pg.Pool {
  const pool = new pg.Pool({ ...connection, types, max, application_name: 'belwacht', statement_timeout: 60_000 });
  // A connection that breaks is replaced at the next query, and who was using it gets the error from that query; without
  // listeners, for idle ones and for those in use, it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
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

async function checkVersion(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ server_version: string }>('show server_version');
  const version = rows[0].server_version.split(' ')[0];
  if (Number.parseInt(version, 10) < oldestMajor) {
    throw new Error(`PostgreSQL ${version} is too old; Belwacht needs ${oldestMajor} or later.`);
  }
  return version;
}
