import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { databaseUser } from '../../src/store/embedded/database-user.ts';
import { DataDirectoryInUse } from '../../src/store/embedded/owner.ts';
import { isAlive } from '../../src/store/embedded/process-start.ts';
import { type Database, openDatabase } from '../../src/store/postgres.ts';

const script = join(import.meta.dirname, '..', '..', 'src', 'store', 'testing', 'save-until-killed.ts');
const open: Database[] = [];
const dirs: string[] = [];
afterEach(async () => {
  for (const database of open.splice(0)) await database.stop();
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

function directory(): string {
  const dir = mkdtempSync(join(tmpdir(), 'belwacht-postgres-'));
  dirs.push(dir);
  return dir;
}

async function start(dataDir: string, lines: string[] = []): Promise<Database> {
  const database = await openDatabase({ dataDir, log: (line) => lines.push(line) });
  open.push(database);
  return database;
}

const one = async (database: Database) => (await database.ownerPool.query('select 1 as one')).rows[0].one;

async function until(what: string, done: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 15_000; waited += 25) {
    if (await done()) return;
    await sleep(25);
  }
  throw new Error(`waited in vain until ${what}`);
}

test('the database starts, keeps its secret to itself, stops clean and starts again', async () => {
  const dataDir = directory();
  const database = await start(dataDir);
  expect(database.version).toMatch(/^18/);
  const password = join(dataDir, 'postgres.password');
  expect(statSync(password).mode & 0o777).toBe(0o600);
  expect(readFileSync(password, 'utf8').trim()).toHaveLength(43);
  const { rows } = await database.ownerPool.query(
    `select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses') order by name`,
  );
  expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
    fsync: 'on',
    full_page_writes: 'on',
    listen_addresses: '',
    synchronous_commit: 'on',
  });
  const wrong = openDatabase({ dataDir: directory(), databaseUrl: url(database, 'wrong'), log: () => {} });
  await expect(wrong).rejects.toThrow(/password/);
  await expect(openDatabase({ dataDir, log: () => {} })).rejects.toBeInstanceOf(DataDirectoryInUse);
  const pid = database.serverPid();
  await database.stop();
  expect(isAlive(pid)).toBe(false);
  const lines: string[] = [];
  expect(await one(await start(dataDir, lines))).toBe(1);
  expect(lines).toEqual([]);
});

test('after kill -9 the server is gone, the next start works and nothing acknowledged is lost', {
  timeout: 60_000,
}, async () => {
  const dataDir = directory();
  const child = spawn(process.execPath, [script, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = lines(child);
  await until('fifty batches are stored', () => said.length > 50);
  child.kill('SIGKILL');
  await until('the child is gone', () => child.signalCode !== null);
  const acknowledged = Number(said.at(-1));
  const server = Number(said[0].split(' ')[1]);
  const database = await start(dataDir);
  expect(isAlive(server)).toBe(false);
  const { rows } = await database.ownerPool.query(
    `select count(*) as n, max(line) as last from event where source = 'kill'`,
  );
  expect(rows[0].last).toBeGreaterThanOrEqual(acknowledged);
  expect(rows[0].n).toBe(rows[0].last);
  expect((await database.ownerPool.query(`select count(*) as n from alert where id like 'kill-%'`)).rows[0].n).toBe(
    rows[0].n,
  );
});

test('a server that outlived its process is stopped, not fought', async () => {
  const dataDir = directory();
  const database = await start(dataDir);
  const command = readFileSync(`/proc/${database.serverPid()}/cmdline`, 'utf8').split('\0').slice(0, -1);
  await database.stop();
  const user = databaseUser();
  const orphan = user
    ? spawn('setpriv', [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', ...command], {
        cwd: '/',
        stdio: 'ignore',
        detached: true,
      })
    : spawn(command[0], command.slice(1), { cwd: '/', stdio: 'ignore', detached: true });
  const pidFile = join(dataDir, 'postgres', 'postmaster.pid');
  await until('the orphan is ready', () => existsSync(pidFile) && readFileSync(pidFile, 'utf8').includes('ready'));
  const said: string[] = [];
  expect(await one(await start(dataDir, said))).toBe(1);
  expect(said.join()).toContain(`(process ${orphan.pid})`);
  await until('the orphan is gone', () => orphan.exitCode !== null || orphan.signalCode !== null);
});

test('a server that dies is started again', async () => {
  const database = await start(directory());
  const pid = database.serverPid();
  const busy = database.ownerPool.query('select pg_sleep(20)').catch((error: Error) => error);
  await sleep(100);
  process.kill(pid, 'SIGKILL');
  expect(await busy).toBeInstanceOf(Error);
  await until('it answers again', async () => (await one(database).catch(() => 0)) === 1);
  expect(database.serverPid()).not.toBe(pid);
});

test.runIf(process.getuid?.() === 0)(
  'a data directory that only root can reach works',
  { timeout: 30_000 },
  async () => {
    const closed = directory();
    chmodSync(closed, 0o700);
    const dataDir = join(closed, 'data');
    mkdirSync(dataDir, { mode: 0o700 });
    const database = await start(dataDir);
    const cluster = readlinkSync(join(dataDir, 'postgres'));
    expect(cluster).toMatch(/^\/var\/lib\/belwacht\/data-[0-9a-f]{16}\/postgres$/);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    await database.ownerPool.query('create table mark ()');
    await database.stop();
    const again = await start(dataDir);
    expect((await again.ownerPool.query(`select to_regclass('mark') as mark`)).rows[0].mark).toBe('mark');
    await again.stop();
    rmSync(dirname(cluster), { recursive: true });
  },
);

function url({ connection }: Database, password: string): string {
  return `postgresql://belwacht:${password}@/belwacht?host=${encodeURIComponent(connection.host as string)}`;
}

function lines(child: ChildProcess): string[] {
  const all: string[] = [];
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    all.push(...parts);
  });
  return all;
}
