import type { ChildProcess } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { postgresHome } from './binaries.ts';
import { ensureCluster, roleName } from './cluster.ts';
import { type DatabaseUser, databaseUser } from './database-user.ts';
import { claim, stopOrphan } from './owner.ts';
import { choosePlace } from './place.ts';
import { startAs } from './run-as.ts';
import { secretFile } from './secret-file.ts';

/** A PostgreSQL that this process runs. */
export interface EmbeddedServer {
  /** How to connect: over a Unix socket, with the password of this data directory. */
  readonly connection: pg.ClientConfig;
  /** Pid of the postmaster. */
  pid(): number;
  /** Fast and clean shutdown; close connections first. */
  stop(): Promise<void>;
}

const shortestWaitMs = 250;
const longestWaitMs = 20_000;
/** Longest path of a Unix socket on Linux, less the name PostgreSQL gives it. */
const maxSocketDir = 107 - '/.s.PGSQL.5432.lock'.length;

/**
 * Starts the PostgreSQL that ships with Belwacht on `<dataDir>/postgres`: makes the cluster at the first start, ends an
 * orphan of an earlier run, listens on a Unix socket only (no port), starts it again when it dies.
 *
 * @throws DataDirectoryInUse, or Error with what PostgreSQL said.
 */
export async function startEmbedded(dataDir: string, log: (line: string) => void): Promise<EmbeddedServer> {
  const user = databaseUser();
  const { root, binariesDir } = choosePlace(dataDir, user);
  const release = claim(dataDir, join(root, 'postgres.owner'));
  try {
    const clusterDir = join(root, 'postgres');
    // One that is about to end gives its pid file back first and the lock of its socket last.
    for (const file of ['postmaster.pid', '.s.PGSQL.5432.lock'])
      await stopOrphan(join(clusterDir, file), clusterDir, log);
    const password = secretFile(join(dataDir, 'postgres.password'));
    const home = postgresHome(user, binariesDir);
    await ensureCluster(home, clusterDir, user, password);
    return await superviseServer({ home, clusterDir, user, password, log, release });
  } catch (error) {
    release();
    throw error;
  }
}

interface Run {
  readonly home: string;
  readonly clusterDir: string;
  readonly user: DatabaseUser | undefined;
  readonly password: string;
  readonly log: (line: string) => void;
  readonly release: () => void;
}

async function superviseServer(run: Run): Promise<EmbeddedServer> {
  const { clusterDir, user, log } = run;
  const socket = socketDir(clusterDir, user);
  const connection = { host: socket.dir, user: roleName, password: run.password, database: 'postgres' };
  let stopping = false;
  let child = launch(run, socket.dir);
  let started = Date.now();
  let wait = shortestWaitMs;
  const watch = (process: ChildProcess) =>
    process.once('exit', async (code, signal) => {
      if (stopping) return;
      // One that dies again and again (a full disk) is started less and less often.
      wait = Date.now() - started > longestWaitMs ? shortestWaitMs : Math.min(wait * 2, longestWaitMs);
      log(`PostgreSQL ended unasked (${signal ?? code}); starting it again.`);
      await sleep(wait);
      if (stopping) return;
      started = Date.now();
      child = launch(run, socket.dir);
      watch(child);
    });
  try {
    await untilReady(child, connection);
  } catch (error) {
    stopping = true;
    await end(child);
    socket.remove();
    throw error;
  }
  watch(child);
  return {
    connection,
    pid: () => child.pid ?? 0,
    async stop() {
      stopping = true;
      await end(child);
      socket.remove();
      run.release();
    },
  };
}

function launch({ home, clusterDir, user, log }: Run, socket: string): ChildProcess {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: socket,
    unix_socket_permissions: '0700',
    max_connections: '60',
    shared_buffers: '128MB',
    wal_compression: 'on',
    max_wal_size: '2GB',
    random_page_cost: '1.1',
    jit: 'off',
    // Parallel workers want /dev/shm, which containers keep at 64 MB.
    max_parallel_workers_per_gather: '0',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '',
    log_min_messages: 'warning',
    log_checkpoints: 'off',
    log_autovacuum_min_duration: '-1',
    log_min_error_statement: 'panic',
  };
  const args = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const child = startAs(user, join(home, 'bin', 'postgres'), ['-D', clusterDir, ...args], {
    cwd: '/',
    // A session of its own: Ctrl-C in the terminal must not stop the database before what needs it.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { LC_ALL: 'C', PATH: process.env.PATH },
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n')) {
      if (
        /^(WARNING|ERROR|FATAL|PANIC): {2}/.test(line) &&
        !/the database system is (starting up|shutting down)/.test(line)
      ) {
        log(`PostgreSQL: ${line}`);
      }
    }
  });
  child.on('error', (error) => log(`PostgreSQL cannot be started: ${error.message}`));
  return child;
}

async function untilReady(child: ChildProcess, connection: pg.ClientConfig): Promise<void> {
  let said = '';
  child.stderr?.on('data', (text) => {
    said = (said + text).slice(-2000);
  });
  let last: Error | undefined;
  // Crash recovery of a large log takes its time; the process ending is what says that it failed.
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      throw new Error(`PostgreSQL did not start: ${said.trim().split('\n').slice(-3).join(' ') || last?.message}`);
    }
    const client = new pg.Client(connection);
    client.on('error', () => {});
    try {
      await client.connect();
      return;
    } catch (error) {
      last = error as Error;
      if ((error as { code?: string }).code === '28P01') throw error;
      await sleep(25);
    } finally {
      await client.end().catch(() => {});
    }
  }
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return resolve();
    const hurry = setTimeout(() => child.kill('SIGQUIT'), 30_000);
    child.once('exit', () => {
      clearTimeout(hurry);
      resolve();
    });
    child.kill('SIGINT');
  });
}

/** Beside the cluster where the path is short enough for a socket, in the temporary directory otherwise. */
function socketDir(clusterDir: string, user: DatabaseUser | undefined): { dir: string; remove: () => void } {
  if (clusterDir.length <= maxSocketDir) return { dir: clusterDir, remove: () => {} };
  const dir = mkdtempSync(join(tmpdir(), 'belwacht-'));
  if (user) chownSync(dir, user.uid, user.gid);
  mkdirSync(dir, { recursive: true });
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
