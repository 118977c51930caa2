import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Decision } from '../src/api/schema/alerts.ts';
import type { CreatedToken } from '../src/api/schema/settings.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

/** What firewalls and bouncers fetch from a real server: published lists and the CrowdSec-compatible feed. */
const serving = new Serving('lists', { mode: 'enforce' });
let provider: CreatedToken;
let bakery: CreatedToken;
let bouncer: CreatedToken;

const list = (token: CreatedToken, file: string, headers: Record<string, string> = {}) =>
  serving.ask('GET', `/lists/${token.secret}/${file}`, { token: '', headers });
const block = (value: string, reason: string, tenant?: string) =>
  serving.must<Decision>('POST', '/api/v1/decisions', { value, durationS: 3600, reason, ...(tenant && { tenant }) });

beforeAll(async () => {
  await serving.start();
  for (const id of ['bakery', 'garage'])
    await serving.must('POST', '/api/v1/tenants', { id, name: id, timeZone: 'Europe/Amsterdam' });
  provider = await serving.token('list', 'edge firewall');
  bakery = await serving.token('list', 'firewall of the bakery', 'bakery');
  bouncer = await serving.token('bouncer', 'edge bouncer');
});
afterAll(() => serving.close());

test('an empty list is an empty file, with the right content type', async () => {
  const txt = await list(provider, 'blocks.txt');
  expect([txt.status, txt.text, txt.headers.get('content-type')]).toEqual([200, '', 'text/plain; charset=utf-8']);
  expect((await list(provider, 'blocks.json')).json()).toEqual({ blocks: [] });
  expect((await list(provider, 'blocks.csv')).text).toBe('value,family,from,until,rule,reason\r\n');
});

test('a block is on the lists at once, each family apart, and an undo takes it off', async () => {
  const before = await list(provider, 'blocks.txt');
  const first = await block('198.51.100.7', 'guessed passwords');
  await block('203.0.113.0/28', 'a whole office of scanners');
  await block('2001:db8:bad::/64', 'the same over IPv6');
  const both = await list(provider, 'blocks.txt');
  expect(both.text).toBe('198.51.100.7\n203.0.113.0/28\n2001:db8:bad::/64\n');
  expect(both.headers.get('etag')).not.toBe(before.headers.get('etag'));
  expect((await list(provider, 'blocks.txt?family=4')).text).toBe('198.51.100.7\n203.0.113.0/28\n');
  expect((await list(provider, 'blocks.txt?family=6')).text).toBe('2001:db8:bad::/64\n');
  expect((await list(provider, 'blocks.txt?family=5')).status).toBe(400);
  const { blocks } = (await list(provider, 'blocks.json')).json() as { blocks: Record<string, unknown>[] };
  expect(blocks.map(({ value, scope, family }) => [value, scope, family])).toEqual([
    ['198.51.100.7', 'ip', 'ipv4'],
    ['203.0.113.0/28', 'range', 'ipv4'],
    ['2001:db8:bad::/64', 'range', 'ipv6'],
  ]);

  // Having fetched it is what confirms it for that firewall.
  await until('the list to be confirmed', 5, async () =>
    (await serving.get<Decision>(`/api/v1/decisions/${first.id}`)).enforcers.some(
      ({ enforcer, state }) => enforcer === `lists:${provider.id}` && state === 'in-force',
    ),
  );
  await serving.must('POST', `/api/v1/decisions/${first.id}/undo`, { reason: 'it was a customer' });
  expect((await list(provider, 'blocks.txt')).text).toBe('203.0.113.0/28\n2001:db8:bad::/64\n');
});

test('a copy that is current costs nothing', async () => {
  const { headers } = await list(provider, 'blocks.csv');
  const etag = headers.get('etag')!;
  expect(etag).toMatch(/^"[^"]+"$/);
  const same = await list(provider, 'blocks.csv', { 'if-none-match': etag });
  expect([same.status, same.text, same.headers.get('etag')]).toEqual([304, '', etag]);
  await block('198.51.100.8', 'one more');
  const other = await list(provider, 'blocks.csv', { 'if-none-match': etag });
  expect([other.status, other.text.includes('198.51.100.8')]).toEqual([200, true]);
});

test('a customer gets its own blocks and those for all, the others not', async () => {
  const own = await block('198.51.100.21', 'of the bakery', 'bakery');
  await block('198.51.100.22', 'of the garage', 'garage');
  const lines = (await list(bakery, 'blocks.txt')).text.split('\n');
  expect(lines).toContain('198.51.100.21');
  expect(lines).toContain('203.0.113.0/28');
  expect(lines).not.toContain('198.51.100.22');
  const all = (await list(provider, 'blocks.txt')).text.split('\n');
  expect(all).toEqual(expect.arrayContaining(['198.51.100.21', '198.51.100.22']));
  expect(own.tenant).toBe('bakery');
});

test('text of strangers is no formula in a spreadsheet', async () => {
  for (const [i, reason] of ['=cmd|"/c calc"!A1', '+1+2', '-3', '@SUM(A1)', '\t=1', 'plain, "quoted"'].entries())
    await block(`198.51.100.${40 + i}`, reason);
  const { text } = await list(provider, 'blocks.csv');
  const reasonOf = (address: string) =>
    text
      .split('\r\n')
      .find((line) => line.startsWith(`${address},`))!
      .split(',')
      .slice(5)
      .join(',');
  expect(reasonOf('198.51.100.40')).toBe(`"'=cmd|""/c calc""!A1"`);
  for (const last of [41, 42, 43]) expect(reasonOf(`198.51.100.${last}`)).toMatch(/^'[+\-@]/);
  expect(reasonOf('198.51.100.44')).toMatch(/^"?'/);
  expect(reasonOf('198.51.100.45')).toBe('"plain, ""quoted"""');
  for (const line of text.split('\r\n').filter(Boolean)) expect(line).toMatch(/^[0-9a-fv]/);
});

test('a wrong, foreign or withdrawn token looks like a list that never was', async () => {
  const spare = await serving.token('list', 'spare');
  expect((await list(spare, 'blocks.txt')).status).toBe(200);
  await serving.must('DELETE', `/api/v1/tokens/${spare.id}`);
  for (const secret of [spare.secret, bouncer.secret, 'nonsense', '..%2f..%2fetc%2fpasswd']) {
    expect((await serving.ask('GET', `/lists/${secret}/blocks.txt`, { token: '' })).status).toBe(404);
  }
});

test('the bouncer feed: startup, then only what changed', async () => {
  type Feed = { new: Record<string, string>[] | null; deleted: Record<string, string>[] | null };
  const key = { 'x-api-key': bouncer.secret };
  const stream = async (startup: boolean) => {
    const answer = await serving.ask<Feed>('GET', `/v1/decisions/stream?startup=${startup}&scopes=ip,range`, {
      token: '',
      headers: key,
    });
    expect(answer.status).toBe(200);
    return answer.json();
  };
  const first = await stream(true);
  const known = first.new!.map(({ value }) => value);
  expect(known).toEqual(expect.arrayContaining(['198.51.100.8', '203.0.113.0/28', '2001:db8:bad::/64']));
  expect(first.new![0]).toMatchObject({ type: 'ban', origin: expect.any(String), scenario: expect.any(String) });
  expect(await stream(false)).toEqual({ new: [], deleted: [] });

  const fresh = await block('198.51.100.90', 'new since');
  const second = await stream(false);
  expect(second.new!.map(({ value }) => value)).toEqual(['198.51.100.90']);
  await serving.must('POST', `/api/v1/decisions/${fresh.id}/undo`, {});
  const third = await stream(false);
  expect(third.deleted!.map(({ value }) => value)).toEqual(['198.51.100.90']);

  const one = await serving.ask<Feed['new']>('GET', '/v1/decisions?ip=203.0.113.5', { token: '', headers: key });
  expect(one.json()!.map(({ value }) => value)).toEqual(['203.0.113.0/28']);
  const none = await serving.ask('GET', '/v1/decisions?ip=192.0.2.200', { token: '', headers: key });
  expect(none.text).toBe('null');
  expect((await serving.ask('HEAD', '/v1/decisions', { token: '', headers: key })).status).toBe(200);
  const report = { remediation_components: [], log_processors: [] };
  const usage = await serving.ask('POST', '/v1/usage-metrics', { token: '', headers: key, body: report });
  expect(usage.status).toBe(201);
  for (const headers of [{}, { 'x-api-key': 'wrong' }, { 'x-api-key': provider.secret }] as Record<string, string>[])
    expect((await serving.ask('GET', '/v1/decisions/stream?startup=true', { token: '', headers })).status).toBe(403);
});
