import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { databaseUser } from '../../src/store/embedded/database-user.ts';
import { type Database, openDatabase } from '../../src/store/postgres.ts';
import { createStore } from '../../src/store/store.ts';
import { alert, batch, decision, event, noon } from '../../src/store/testing/test-store.ts';

const debianDir = '/usr/lib/postgresql';
const versions = existsSync(debianDir)
  ? readdirSync(debianDir)
      .filter((name) => Number(name) >= 15)
      .sort()
  : [];
const bin = versions.length > 0 ? join(debianDir, versions[0], 'bin') : '';

let dir = '';
let server: ChildProcess | undefined;
let database: Database | undefined;

function asUser(program: string, args: readonly string[]): [string, string[]] {
  const user = databaseUser();
  if (!user) return [program, [...args]];
  return [
    'setpriv',
    [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--pdeathsig=INT', program, ...args],
  ];
}

beforeAll(async () => {
  if (!bin) throw new Error('Debian has no PostgreSQL here: run apt-get install -y --no-install-recommends postgresql');
  dir = mkdtempSync(join(tmpdir(), 'belwacht-external-'));
  const user = databaseUser();
  if (user) chownSync(dir, user.uid, user.gid);
  const data = join(dir, 'data');
  const [init, initArgs] = asUser(join(bin, 'initdb'), [
    '-D',
    data,
    '-U',
    'owner',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
  ]);
  const made = spawnSync(init, initArgs, { cwd: '/', encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
  const [run, runArgs] = asUser(join(bin, 'postgres'), ['-D', data, '-k', dir, '-c', 'listen_addresses=']);
  server = spawn(run, runArgs, { cwd: '/', stdio: 'ignore' });
  const databaseUrl = `postgresql://owner@/postgres?host=${encodeURIComponent(dir)}`;
  for (let tries = 0; !database; tries++) {
    try {
      database = await openDatabase({ dataDir: dir, databaseUrl, log: () => {} });
    } catch (error) {
      if (tries > 300) throw error;
      await sleep(50);
    }
  }
});

afterAll(async () => {
  await database?.stop();
  const gone = server && new Promise((resolve) => server!.once('exit', resolve));
  server?.kill('SIGINT');
  await gone;
  if (dir) rmSync(dir, { recursive: true, force: true });
});

test('the oldest PostgreSQL we support stores and answers the same', async () => {
  expect(database!.embedded).toBe(false);
  const store = createStore(database!, () => noon);
  await store.tenants.ensureOwn('Europe/Amsterdam');
  const sent = batch({
    events: [event({ userName: 'zero\0', time: noon }), event({ time: 0 })],
    alerts: [alert({ id: 'x' })],
    decisions: [decision({ id: 'x', alert: 'x' })],
    rollups: [
      {
        tenant: 'provider',
        source: 's',
        asset: '',
        action: 'sip-auth',
        outcome: 'failure',
        country: 'FR',
        minute: noon,
        count: 3,
        shed: 0,
      },
    ],
  });
  await store.batches.saveBatch(sent);
  await store.batches.saveBatch(sent);
  await store.decisions.confirm([
    { decision: 'x', enforcer: 'nft', real: true, state: 'in-force', at: noon, error: '' },
  ]);
  expect((await store.events.list({ limit: 10 })).items.map(({ userName }) => userName)).toEqual(['zero\u2400', '']);
  expect((await store.alerts.get('x'))?.decision).toMatchObject({ id: 'x', state: 'in-force' });
  expect(await store.overview.countries(undefined, noon)).toEqual([
    { country: 'FR', failed: 3, succeeded: 0, addresses: 0, blocked: 1 },
  ]);
  expect(await store.overview.counts(undefined, noon)).toMatchObject({ openAlerts: 1, blocks: 1 });
});
