import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Decision } from '../src/api/schema/alerts.ts';
import type { Session } from '../src/api/schema/people.ts';
import type { CreatedToken } from '../src/api/schema/settings.ts';
import { DebianDatabase } from './lab/database.ts';
import { Load } from './lab/load.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

/** The whole server on a PostgreSQL of somebody else, with a role that owns one database and nothing more. */
let database: DebianDatabase;
let serving: Serving;
let ingest: CreatedToken;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const health = async () =>
  (await serving.ask<{ ok: boolean; detail: string }>('GET', '/healthz', { token: '' })).json();

beforeAll(async () => {
  database = await DebianDatabase.make();
  serving = new Serving('external', {
    database_url: database.url,
    mode: 'enforce',
    files: [{ id: 'pbx-log', path: 'asterisk.log', format: 'asterisk', from: 'start' }],
  });
  writeFileSync(join(serving.dir, 'asterisk.log'), '');
  await serving.start();
  ingest = await serving.token('ingest', 'collector');
});
afterAll(async () => {
  await serving?.close();
  await database?.remove();
});

test('nothing of the embedded one is made', async () => {
  expect(existsSync(join(serving.server.dataDir, 'postgres'))).toBe(false);
  expect(await health()).toEqual({ ok: true, detail: '' });
  const [{ version }] = await database.query<{ version: string }>('select version()');
  expect(version).toMatch(/Debian|Ubuntu/);
});

test('doctor asks it whose files there are', () => {
  const config = join(serving.dir, 'doctor.yaml');
  const files = [
    '  - {id: a, path: a.log}',
    '  - {id: b, path: b.log, tenant: unassigned}',
    '  - {id: c, path: c.log, tenant: nosuch}',
  ];
  writeFileSync(
    config,
    [`data_dir: ${serving.dir}/doctor`, `database_url: ${database.url}`, 'files:', ...files].join('\n'),
  );
  const executable = new URL('../belwacht', import.meta.url).pathname;
  const { stdout } = spawnSync(executable, ['doctor', '--config', config], { encoding: 'utf8' });
  expect(stdout).toMatch(/^ok +database: PostgreSQL/m);
  expect(stdout.match(/^problem +settings: .*/gm)).toEqual([
    expect.stringMatching(/doctor\.yaml:6: files\.2\.tenant: is nosuch, which is no customer here/),
  ]);
});

test('the first administrator, an event, an alert and a block work as with the embedded one', async () => {
  const token = new URL(serving.server.setupLink).searchParams.get('token');
  const person = { name: 'Ann', email: 'ann@example.net', password: 'correct horse battery' };
  const answer = await serving.ask<Session>('POST', '/api/v1/setup', { token: '', body: { token, ...person } });
  expect(answer.json()).toMatchObject({ user: { name: 'Ann' }, setupNeeded: false });
  const cookie = answer.headers.getSetCookie()[0].split(';')[0];
  const mine = { token: '', headers: { cookie, origin: serving.server.url } };
  expect((await serving.ask('GET', '/api/v1/overview', mine)).status).toBe(200);
  const wish = { value: '203.0.113.7', durationS: 3600, reason: 'by hand' };
  const made = await serving.ask<Decision>('POST', '/api/v1/decisions', { ...mine, body: wish });
  expect(made.json()).toMatchObject({ value: '203.0.113.7', authorName: 'Ann', state: 'in-force' });
  // The same without the header that only our own page sends.
  expect((await serving.ask('POST', '/api/v1/decisions', { token: '', headers: { cookie }, body: wish })).status).toBe(
    403,
  );

  const event = { 'event.action': 'sip-auth', 'event.outcome': 'failure', 'event.reason': 'wrong-password' };
  const events = Array.from({ length: 8 }, () => ({ ...event, 'source.ip': '203.0.113.9', 'user.name': '1001' }));
  expect((await serving.deliver(ingest.secret, events)).status).toBe(200);
  await until('the block', 5, async () =>
    (await serving.page<Decision>('/api/v1/decisions')).some(
      ({ value, rule }) => value === '203.0.113.9' && rule === 'sip-brute-force',
    ),
  );
});

test.each(['SIGINT', 'SIGKILL'] as const)(
  'it may be away for a while (%s): what waits is stored afterwards, once',
  async (signal) => {
    const load = new Load(serving, ingest.secret, join(serving.dir, 'asterisk.log'));
    const { pid } = serving.server;
    load.start();
    await pause(800);
    await database.stop(signal);
    const { detail } = await until('health to tell', 10, async () => {
      const now = await health();
      return !now.ok && now;
    });
    expect(detail).toMatch(/database/i);
    expect((await serving.ask('GET', '/api/v1/overview')).status).toBe(503);
    await pause(1000);
    await database.start();
    const before = load.acknowledged.length;
    await until('batches to be taken again', 20, () => load.acknowledged.length > before + 20);
    await until('health to be well', 15, async () => (await health()).ok);
    await load.stop();
    expect(serving.server.pid).toBe(pid);
    const counted = async (source: string) => {
      const counts = new Map<string, number>();
      for (const event of await serving.all<Record<string, string>>(`/api/v1/events?source=${source}`, 500))
        counts.set(event['user.name'], (counts.get(event['user.name']) ?? 0) + 1);
      return counts;
    };
    const http = await counted(`http-${ingest.id}`);
    expect(load.acknowledged.filter((user) => http.get(user) !== 1)).toEqual([]);
    expect(load.unanswered.flat().filter((user) => (http.get(user) ?? 0) > 1)).toEqual([]);
    const lines = await until('every line of the log', 15, async () => {
      const counts = await counted('pbx-log');
      return load.written.every((user) => counts.has(user)) && counts;
    });
    expect(load.written.filter((user) => lines.get(user) !== 1)).toEqual([]);
  },
);

test('what waits is bounded: who brings more is sent away, and what was taken is kept', async () => {
  // Nothing can be stored while somebody holds the table; everything else answers.
  const release = await database.lock('event');
  const body = (name: string) =>
    Array.from({ length: 250 }, (_, i) => {
      const event = { 'event.action': 'other', 'user.name': `${name}-${i}`, filling: 'x'.repeat(60_000) };
      return `${JSON.stringify(event)}\n`;
    }).join('');
  const deliver = (name: string) =>
    serving.ask('POST', '/api/v1/events', { token: ingest.secret, body: body(name) }).then(({ status }) => status);
  const taken = ['a', 'b', 'c', 'd'].map(deliver);
  await pause(1500);
  expect(await deliver('e')).toBe(503);
  await release();
  expect(await Promise.all(taken)).toEqual([200, 200, 200, 200]);
  expect(await deliver('f')).toBe(200);
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f'])
    expect((await serving.get<{ items: unknown[] }>(`/api/v1/events?user=${name}-249`)).items, name).toHaveLength(
      name === 'e' ? 0 : 1,
    );
});

test('a restart finds everything again, and a database that is away stops the start with a sentence', async () => {
  const before = (await serving.all<Decision>('/api/v1/decisions')).map(({ id }) => id);
  await serving.server.stop();
  await database.stop();
  await expect(serving.server.start()).rejects.toThrow(
    /belwacht: the database of database_url cannot be used: connect ECONNREFUSED[^\n]*\n$/,
  );
  await database.start();
  await serving.start();
  const after = (await serving.all<Decision>('/api/v1/decisions')).map(({ id }) => id);
  expect(after).toEqual(expect.arrayContaining(before));
  expect((await serving.get<{ name: string }[]>('/api/v1/tokens')).map(({ name }) => name)).toContain('collector');
});
