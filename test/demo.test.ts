import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Decision } from '../src/api/schema/alerts.ts';
import type { Overview } from '../src/api/schema/overview.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

/**
 * `./belwacht demo` as somebody types it who wants to look around, in a network namespace of its own with a firewall to
 * block in, and with a temporary directory that can be looked into.
 */
const executable = new URL('../belwacht', import.meta.url).pathname;
const namespace = `bwdemo${process.pid}`;
let dir: string;
let temporary: string;
let demo: ChildProcess;
let output = '';
let ended: Promise<number | null>;

const inside = (...command: string[]) =>
  execFileSync('ip', ['netns', 'exec', namespace, ...command], { encoding: 'utf8', timeout: 20_000 });
// Not the whole ruleset: policies by country have the world in a table beside it.
const blocks = () => inside('nft', 'list', 'table', 'inet', 'belwacht_demo');
const tables = () => inside('nft', 'list', 'tables');

/** Asks the API from where the server is. */
function get<T>(path: string): T {
  const [place] = readdirSync(temporary).filter((name) => name.startsWith('belwacht-demo-'));
  const { url, token } = JSON.parse(readFileSync(join(temporary, place, 'cli.json'), 'utf8')) as Record<string, string>;
  const script = `fetch(process.argv[1], { headers: { authorization: process.argv[2] } }).then((a) => a.text()).then((t) => console.log(t))`;
  return JSON.parse(inside('node', '-e', script, url + path, `Bearer ${token}`)) as T;
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'belwacht-look-'));
  temporary = join(dir, 'tmp');
  const web = join(dir, 'web');
  for (const place of [temporary, web]) mkdirSync(place);
  execFileSync('chmod', ['-R', '755', dir]);
  writeFileSync(join(web, 'index.html'), '<!doctype html><title>Belwacht</title>');
  execFileSync('ip', ['netns', 'add', namespace]);
  inside('ip', 'link', 'set', 'lo', 'up');
  demo = spawn('ip', ['netns', 'exec', namespace, executable, 'demo'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      TMPDIR: temporary,
      BELWACHT_HTTP_WEB_DIR: web,
      BELWACHT_HTTP_PORT: '0',
      BELWACHT_SYSLOG_PORT: '0',
      BELWACHT_HEP_PORT: '0',
    },
  });
  for (const stream of [demo.stdout, demo.stderr])
    stream?.on('data', (data) => {
      output += data;
    });
  ended = new Promise((resolve) => demo.once('exit', resolve));
  await until('the demo to be ready', 30, () => /is ready/.test(output));
});
afterAll(async () => {
  demo.kill('SIGKILL');
  await ended;
  execFileSync('ip', ['netns', 'del', namespace]);
  rmSync(dir, { recursive: true, force: true });
});

test('within a minute there are customers, countries, an alert and a block in the kernel', async () => {
  const seen = await until('an attack that is cut off', 60, () => {
    const overview = get<Overview>('/api/v1/overview');
    return overview.counts.openAlerts > 0 && overview.counts.blocks > 0 && overview.countries.length > 0 && overview;
  });
  expect(seen.demo).toBe(true);
  expect(seen.mode).toBe('enforce');
  // Twelve customers, the reseller itself and the unassigned.
  expect(seen.counts.tenants).toBeGreaterThanOrEqual(12);
  expect(seen.counts.sourcesDelivering).toBeGreaterThan(0);
  expect(seen.countries.some(({ failed, blocked }) => failed > 0 && blocked > 0)).toBe(true);
  expect(seen.countries.every(({ country }) => /^[A-Z]{2}$/.test(country))).toBe(true);
  expect(seen.registrations.points.some(({ succeeded }) => succeeded > 0)).toBe(true);
  const { items } = get<{ items: Decision[] }>('/api/v1/decisions?state=in-force&limit=50');
  const real = items.find(({ enforcers }) => enforcers.some((one) => one.real && one.state === 'in-force'));
  expect(real).toBeDefined();
  expect(blocks()).toContain(real!.value);
  expect(seen.enforcers.find(({ id }) => id === 'firewall')).toMatchObject({ kind: 'nftables', real: true, ok: true });
  // A person reads about it in their own language.
  expect(seen.alerts[0].sentence.nl).not.toBe('');
  expect(seen.alerts[0].sentence.en).not.toBe('');
});

test('nothing is lost on the way: no source of the demo is unknown, none is in trouble', () => {
  const { sources } = get<Overview>('/api/v1/overview');
  const delivering = sources.filter(({ tally }) => tally.received > 0);
  expect(delivering.length).toBeGreaterThan(0);
  expect(delivering.filter(({ tenant }) => tenant === 'unassigned').map(({ name }) => name)).toEqual([]);
  expect(delivering.filter(({ tally }) => tally.malformed + tally.shed > 0).map(({ name }) => name)).toEqual([]);
});

test('when it ends nothing is left: no table, no directory, no process', async () => {
  // Anything else in the firewall is none of its business.
  inside('nft', 'add', 'table', 'inet', 'mine');
  const [place] = readdirSync(temporary).filter((name) => name.startsWith('belwacht-demo-'));
  const database = Number.parseInt(readFileSync(join(temporary, place, 'postgres', 'postmaster.pid'), 'utf8'), 10);
  demo.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(output).toMatch(/stopped\s*$/);
  expect(tables()).not.toContain('belwacht');
  expect(tables()).toContain('table inet mine');
  expect(readdirSync(temporary).filter((name) => name.startsWith('belwacht'))).toEqual([]);
  expect(() => process.kill(database, 0)).toThrow(/ESRCH/);
});

test('without the right to change the firewall blocks are noted only, and it says so everywhere', async () => {
  const serving = new Serving('dry', { mode: 'enforce', enforcers: [{ id: 'firewall', kind: 'auto' }] }, () => [
    'setpriv',
    '--bounding-set=-net_admin',
    '--',
  ]);
  try {
    await serving.start();
    expect(serving.server.output).toMatch(/blocks are only noted, not carried out: .*CAP_NET_ADMIN/);
    expect(serving.server.output).toContain('firewall (dry)');
    const { enforcers } = await serving.get<Overview>('/api/v1/overview');
    expect(enforcers.find(({ id }) => id === 'firewall')).toMatchObject({ kind: 'dry', real: false });
    const wish = { value: '203.0.113.7', durationS: 3600, reason: 'by hand' };
    const made = await serving.must<Decision>('POST', '/api/v1/decisions', wish);
    expect(made.enforcers.filter(({ state }) => state === 'in-force')).toEqual([
      expect.objectContaining({ enforcer: 'firewall', real: false }),
    ]);
  } finally {
    await serving.close();
  }
});
