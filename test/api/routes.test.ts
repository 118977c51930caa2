import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { liveMessages, overview } from '../../src/api/schema/overview.ts';
import { alert, batch, decision, event } from '../../src/store/testing/test-store.ts';
import { type ApiLab, openApiLab } from './api-lab.ts';

let lab: ApiLab;
let cookie: string;
beforeAll(async () => {
  lab = await openApiLab();
  cookie = await lab.signIn();
  await lab.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => lab.close());

const get = (url: string) => lab.ask({ url, cookie });
const send = (method: 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) =>
  // Whatever version is there.
  lab.ask({ method, url, cookie, payload, ...(method !== 'POST' && { headers: { 'if-match': '*' } }) });

test('an empty database gives a whole overview', async () => {
  const answer = await get('/api/v1/overview');
  expect(answer.statusCode).toBe(200);
  const shown = overview.parse(answer.json());
  expect(shown.alerts).toEqual([]);
  expect(shown.registrations.points).toHaveLength(288);
  expect(shown.registrations.normalFailed).toBeNull();
  expect(shown.counts.openAlerts).toBe(0);
});

test('the description is OpenAPI 3.1 and has every route with what it answers', async () => {
  const document = (await lab.ask({ url: '/api/openapi.json' })).json();
  expect(document.openapi).toMatch(/^3\.1\./);
  const described = Object.entries(document.paths as Record<string, Record<string, Record<string, unknown>>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => {
        expect([path, typeof operation.summary]).toEqual([path, 'string']);
        expect([path, Object.keys(operation.responses as object).length > 0]).toEqual([path, true]);
        const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        const parameters = (operation.parameters ?? []) as {
          in: string;
          name: string;
          required?: boolean;
          schema: object;
        }[];
        expect(parameters.filter((p) => p.in === 'path').map(({ name }) => name)).toEqual(named);
        return `${method.toUpperCase()} ${path}`;
      }),
  );
  // Taken from the router itself, so that no route can be forgotten.
  const real = new Set<string>();
  const stack: string[] = [];
  for (const line of lab.app.printRoutes({ commonPrefix: false }).split('\n')) {
    const match = /^([│ ]*)[├└]── (\S+) \(([^)]+)\)/.exec(line);
    if (!match) continue;
    const depth = match[1].length / 4;
    stack.splice(depth, stack.length, match[2]);
    const path = stack.join('').replace(/:(\w+)/g, '{$1}');
    for (const method of match[3].split(', ')) real.add(`${method} ${path}`);
  }
  const expected = [...real].filter((route) =>
    /^(GET|POST|PUT|PATCH|DELETE) \/(api|v1|lists|metrics|healthz)/.test(route),
  );
  expect(described.filter((route) => !route.startsWith('HEAD')).sort()).toEqual(expected.sort());
  expect(expected.length).toBeGreaterThan(40);
  // References lead somewhere and no schema is left empty by mistake.
  for (const [, reference] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const found = reference.split('/').reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document);
    expect([reference, found !== undefined]).toEqual([reference, true]);
  }
});

test('every error is a problem document that names the field', async () => {
  const cases: [
    number,
    string | undefined,
    Promise<{ statusCode: number; json(): unknown; headers: Record<string, unknown> }>,
  ][] = [
    [400, 'limit', get('/api/v1/alerts?limit=1000')],
    [400, 'cursor', get('/api/v1/alerts?cursor=nonsense')],
    [400, 'cursor', get(`/api/v1/events?cursor=${Buffer.from('[1,"x"]').toString('base64url')}`)],
    [400, 'from', get('/api/v1/events?from=yesterday')],
    [404, undefined, get('/api/v1/alerts/none')],
    [404, undefined, get('/api/v1/nothing')],
    [404, undefined, get('/assets/none.js')],
    [400, 'value', send('POST', '/api/v1/decisions/preview', { value: 'nonsense', durationS: 60, reason: 'x' })],
    [400, 'durationS', send('POST', '/api/v1/decisions', { value: '203.0.113.1', durationS: 1, reason: 'x' })],
    [409, 'value', send('POST', '/api/v1/decisions', { value: '203.0.113.1', durationS: 60, reason: 'x' })],
    [400, 'allowlist.0.value', send('PATCH', '/api/v1/settings', { allowlist: [{ value: 'x/y', note: '' }] })],
    [400, 'timeZone', send('POST', '/api/v1/tenants', { id: 'x', name: 'x', timeZone: 'Mars/Olympus' })],
    [400, 'id', send('POST', '/api/v1/tenants', { id: 'UP', name: 'x', timeZone: 'UTC' })],
    [409, 'id', send('POST', '/api/v1/tenants', { id: 'provider', name: 'x', timeZone: 'UTC' })],
    [
      400,
      'address',
      send('POST', '/api/v1/recipients', { kind: 'mail', address: 'nobody', language: 'nl', minimumSeverity: 'low' }),
    ],
    [
      400,
      'address',
      send('POST', '/api/v1/recipients', {
        kind: 'webhook',
        address: 'javascript:1',
        language: 'nl',
        minimumSeverity: 'low',
      }),
    ],
    [400, 'tenant', send('POST', '/api/v1/tokens', { kind: 'api', name: 'x', tenant: 'none' })],
    [404, undefined, send('PATCH', '/api/v1/rules/none', { mode: 'off' })],
    [413, undefined, send('PATCH', '/api/v1/settings', { ownNetworks: Array(30_000).fill('192.0.2.0/24') })],
    [
      415,
      undefined,
      lab.ask({
        method: 'PATCH',
        url: '/api/v1/settings',
        cookie,
        payload: 'x',
        headers: { 'content-type': 'text/plain' },
      }),
    ],
    [
      400,
      'body',
      lab.ask({
        method: 'PATCH',
        url: '/api/v1/settings',
        cookie,
        payload: '{',
        headers: { 'content-type': 'application/json' },
      }),
    ],
  ];
  for (const [index, [status, field, asked]] of cases.entries()) {
    const answer = await asked;
    const problem = answer.json() as Record<string, unknown>;
    expect([index, answer.statusCode, problem.status, problem.field]).toEqual([index, status, status, field]);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(problem).toMatchObject({
      type: expect.stringMatching(/^(about:blank|\/problems\/[a-z-]+)$/),
      title: expect.any(String),
      detail: expect.any(String),
    });
  }
});

test('refuses in the language of who asks', async () => {
  const ask = (language: string) =>
    lab.ask({ method: 'GET', url: '/api/v1/alerts?limit=9000', cookie, headers: { 'accept-language': language } });
  const dutch = await ask('nl-NL,nl;q=0.9,en;q=0.8');
  expect(dutch.headers['content-language']).toBe('nl');
  expect(dutch.json()).toMatchObject({
    ...{ title: 'Ongeldig verzoek', field: 'limit', detail: 'Te groot (number): ten hoogste 200 (querystring)' },
    errors: [{ field: 'limit', detail: 'Te groot (number): ten hoogste 200 (querystring)' }],
  });
  const english = await ask('en-GB,nl;q=0.5');
  expect(english.headers['content-language']).toBe('en');
  expect(english.json().detail).toBe('Too big: expected number to be <=200 (querystring)');
});

test('an error of ours tells nothing of the inside, the log tells all', async () => {
  const failWith = (error: Error) => {
    const list = () => Promise.reject(error);
    lab.instead.sources = { ...lab.base.store.sources, list };
  };
  failWith(new Error('secret of the inside'));
  const answer = await get('/api/v1/sources');
  failWith(Object.assign(new Error('terminating connection'), { code: '57P01' }));
  const away = await get('/api/v1/sources');
  delete lab.instead.sources;
  expect(answer.statusCode).toBe(500);
  expect(answer.body).not.toContain('secret');
  expect(lab.logged.join()).toContain('secret of the inside');
  expect(away.statusCode).toBe(503);
});

test('pages of the web app get a strict policy, machines get no page', async () => {
  const page = await lab.ask({ url: '/alerts/some-id' });
  expect(page.statusCode).toBe(200);
  expect(page.body).toContain('<title>Belwacht</title>');
  const policy = String(page.headers['content-security-policy']);
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/script-src[^;]*unsafe|https?:/);
  expect(page.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-cache',
    'referrer-policy': 'no-referrer',
  });
  const asset = await lab.ask({ url: '/assets/app-1.js' });
  expect(asset.headers['cache-control']).toContain('immutable');
  expect((await lab.ask({ url: '/' })).body).toContain('<title>Belwacht</title>');
  expect((await lab.ask({ url: '/..%2f..%2fpackage.json' })).body).not.toContain('"dependencies"');
  expect((await lab.ask({ url: '/api/nothing' })).json()).toMatchObject({ status: 404 });
  expect((await get('/api/v1/session')).headers['cache-control']).toBe('no-store');
});

test('an alert is shown whole, acknowledged and closed by name', async () => {
  const now = lab.base.clock.now;
  const hostile = '<img src=x onerror=alert(1)>';
  await lab.base.store.batches.saveBatch(
    batch({
      alerts: [
        alert({
          id: 'shown',
          userName: hostile,
          start: now - 1000,
          end: now,
          evidence: [event({ time: now, userName: hostile })],
        }),
      ],
      decisions: [decision({ id: 'of-shown', alert: 'shown', from: now, until: now + 60_000 })],
      events: [event({ time: now, sourceIp: '203.0.113.7' })],
    }),
  );
  const shown = (await get('/api/v1/alerts/shown')).json();
  expect(shown).toMatchObject({
    userName: hostile,
    state: 'open',
    ruleTitle: { nl: 'Wachtwoorden raden', en: 'Password guessing' },
    ruleMode: 'enforce',
    decision: { id: 'of-shown', state: 'asked' },
    evidence: [{ 'user.name': hostile, '@timestamp': new Date(now).toISOString() }],
    series: [{ at: new Date(now - (now % 60_000)).toISOString(), count: 1 }],
  });
  const acknowledged = await lab.ask({ method: 'POST', url: '/api/v1/alerts/shown/acknowledge', cookie });
  expect(acknowledged.json()).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'Ann' });
  expect((await lab.ask({ method: 'POST', url: '/api/v1/alerts/shown/close', cookie })).json().state).toBe('closed');
  const undone = await send('POST', '/api/v1/decisions/of-shown/undo', { reason: 'wrong one' });
  expect(undone.json()).toMatchObject({ state: 'lifted' });
  expect((await send('POST', '/api/v1/decisions/of-shown/undo')).statusCode).toBe(409);
});

test('sources are added, changed, assigned and removed', async () => {
  const wish = {
    name: 'PBX',
    kind: 'syslog',
    match: { address: '192.0.2.10' },
    format: 'auto',
    timeZone: 'Europe/Amsterdam',
    tenant: 'provider',
  };
  const refused = await send('POST', '/api/v1/sources', { ...wish, match: { address: 'x' } });
  expect([refused.statusCode, refused.json().field]).toEqual([400, 'match.address']);
  expect((await send('POST', '/api/v1/sources', { ...wish, match: {} })).json().field).toBe('match');
  expect((await send('POST', '/api/v1/sources', { ...wish, tenant: 'none' })).json().field).toBe('tenant');
  const made = (await send('POST', '/api/v1/sources', wish)).json();
  expect(made).toMatchObject({ ...wish, health: 'never', lastSeen: null, asset: '' });
  const changed = (await send('PATCH', `/api/v1/sources/${made.id}`, { name: 'SBC' })).json();
  expect(changed).toEqual({ ...made, name: 'SBC', version: 2 });
  expect((await get('/api/v1/sources')).json()).toEqual([changed]);
  expect((await send('DELETE', `/api/v1/sources/${made.id}`)).statusCode).toBe(204);
  expect((await get(`/api/v1/sources/${made.id}`)).statusCode).toBe(404);
});

test('rules, settings, recipients, backtests and listeners answer in their schemas', async () => {
  expect((await send('PATCH', '/api/v1/rules/sip-brute-force', { mode: 'report-only' })).json().mode).toBe(
    'report-only',
  );
  expect((await get('/api/v1/rules')).json()[0]).toMatchObject({ id: 'sip-brute-force', mode: 'report-only' });
  const settings = await send('PATCH', '/api/v1/settings', {
    ownNetworks: ['192.0.2.77/24'],
    allowlist: [{ value: '2001:DB8::/32', note: 'us' }],
  });
  expect(settings.json()).toMatchObject({
    ownNetworks: ['192.0.2.0/24'],
    allowlist: [{ value: '2001:db8::/32', note: 'us' }],
  });
  const made = await send('POST', '/api/v1/recipients', {
    kind: 'mail',
    address: 'noc@example.net',
    language: 'nl',
    minimumSeverity: 'high',
  });
  expect(made.json()).toMatchObject({ minimumSeverity: 'high', lastDelivery: null });
  const { id } = made.json();
  expect((await send('POST', `/api/v1/recipients/${id}/test`)).json()).toEqual({ ok: false, error: 'no server' });
  expect((await send('DELETE', `/api/v1/recipients/${id}`)).statusCode).toBe(204);
  const backtest = await send('POST', '/api/v1/rules/sip-brute-force/backtests', { days: 3 });
  expect(backtest.json()).toMatchObject({ id: 'bt', state: 'running', alerts: [] });
  expect((await get('/api/v1/backtests/bt')).json()).toEqual(backtest.json());
  expect((await get('/api/v1/listeners')).json()).toEqual([]);
  expect((await get('/api/v1/enforcers')).json()[0]).toMatchObject({ id: 'nft', real: true });
});

test('lists and feed hand requests on and say when the client has its answer', async () => {
  const token = async (kind: string) => (await send('POST', '/api/v1/tokens', { kind, name: kind })).json();
  const list = await token('list');
  const url = `/lists/${list.secret}/blocks.txt?family=4`;
  const full = await lab.ask({ url });
  expect([full.statusCode, full.body, full.headers.etag]).toEqual([200, '203.0.113.7\n', '"tag"']);
  const same = await lab.ask({ url, headers: { 'if-none-match': '"tag"' } });
  expect([same.statusCode, same.body]).toEqual([304, '']);
  expect(lab.asked.lists).toEqual([
    { client: list.id, tenant: 'provider', format: 'txt', family: 4, ifNoneMatch: undefined },
    { client: list.id, tenant: 'provider', format: 'txt', family: 4, ifNoneMatch: '"tag"' },
  ]);
  expect(lab.asked.sent).toBe(2);
  expect((await lab.ask({ method: 'HEAD', url })).statusCode).toBe(200);
  expect(lab.asked.sent).toBe(2);
  const bouncer = await token('bouncer');
  const stream = await lab.ask({
    url: '/v1/decisions/stream?startup=true&scopes=ip,range',
    headers: { 'x-api-key': bouncer.secret },
  });
  expect(stream.json()).toEqual({ new: null, deleted: null });
  expect(lab.asked.bouncer.at(-1)).toMatchObject({
    method: 'GET',
    path: '/v1/decisions/stream',
    query: { startup: 'true', scopes: 'ip,range' },
    client: bouncer.id,
  });
  expect(
    (await lab.ask({ method: 'HEAD', url: '/v1/decisions', headers: { 'x-api-key': bouncer.secret } })).statusCode,
  ).toBe(200);
  const ingest = await token('ingest');
  for (const type of ['application/x-ndjson', 'application/json', 'text/plain']) {
    const answer = await lab.ask({
      method: 'POST',
      url: '/api/v1/events',
      bearer: ingest.secret,
      payload: '{"a":1}\n',
      headers: { 'content-type': type },
    });
    expect(answer.json()).toEqual({ received: 1, recognised: 1, ignored: 0, malformed: 0 });
  }
  expect(lab.asked.ingested).toEqual(Array(3).fill('{"a":1}\n'));
});

test('metrics are for this machine', async () => {
  expect((await lab.ask({ url: '/metrics' })).body).toBe('belwacht_up 1\n');
  expect((await lab.ask({ url: '/metrics', remoteAddress: '203.0.113.5' })).statusCode).toBe(403);
  expect((await lab.ask({ url: '/healthz', remoteAddress: '203.0.113.5' })).json()).toEqual({ ok: true, detail: '' });
});

test('live changes reach who may see them, and nobody who signed out', async () => {
  await lab.base.store.tenants.insert({ id: 'live', name: 'Live', timeZone: 'UTC' });
  const own = (await send('POST', '/api/v1/tokens', { kind: 'api', name: 'live', tenant: 'live' })).json().secret;
  const all = listen({ cookie });
  const one = listen({ authorization: `Bearer ${own}` });
  await until(() => all.text.includes(': connected') && one.text.includes(': connected'));
  await lab.base.store.batches.saveBatch(
    batch({
      alerts: [alert({ id: 'live-1', tenant: 'live' }), alert({ id: 'live-2', userName: 'line\r\n\r\ndata: forged' })],
    }),
  );
  lab.tell({ kind: 'alert', id: 'live-1' });
  lab.tell({ kind: 'alert', id: 'live-2' });
  const tick = {
    at: new Date().toISOString(),
    failedPerMinute: 1,
    succeededPerMinute: 2,
    eventsPerSecond: 3,
    countries: [],
  };
  lab.tell({ kind: 'tick', tenant: '', tick });
  lab.tell({ kind: 'tick', tenant: 'live', tick: { ...tick, failedPerMinute: 9 } });
  await until(() => all.text.includes('live-2') && one.text.includes('live-1'));
  const messages = (text: string) =>
    text
      .split('\n\n')
      .filter((part) => part.startsWith('event: '))
      .map((part) => {
        const [, kind, data] = /^event: (\w+)\ndata: (.*)$/.exec(part)!;
        return [kind, liveMessages[kind as keyof typeof liveMessages].parse(JSON.parse(data))] as const;
      });
  for (const { text } of [all, one]) expect(messages(text)[0]![0]).toBe('quiet');
  const ids = (text: string) =>
    messages(text).flatMap(([kind, data]) => (kind === 'alert' ? [(data as { id: string }).id] : []));
  expect(ids(all.text).sort()).toEqual(['live-1', 'live-2']);
  expect(ids(one.text)).toEqual(['live-1']);
  const ticks = (text: string) =>
    messages(text).flatMap(([kind, data]) => (kind === 'tick' ? [(data as typeof tick).failedPerMinute] : []));
  expect(ticks(all.text)).toEqual([1]);
  expect(ticks(one.text)).toEqual([9]);
  one.close();
  all.close();
  // A screen of somebody who signs out elsewhere ends with its next sign of life.
  const other = await lab.signIn();
  const theirs = listen({ cookie: other });
  await until(() => theirs.text.includes(': connected'));
  await lab.ask({ method: 'POST', url: '/api/auth/sign-out', cookie: other });
  await until(() => theirs.ended, 20_000);
});

test('a browser that does not read is cut off instead of filling memory', async () => {
  const stuck = listen({ cookie });
  stuck.pause();
  await until(() => stuck.connected);
  const countries = Array.from({ length: 250 }, () => ({
    country: 'NL',
    failed: 1,
    succeeded: 1,
    addresses: 1,
    blocked: 0,
  }));
  const tick = {
    at: new Date().toISOString(),
    failedPerMinute: 0,
    succeededPerMinute: 0,
    eventsPerSecond: 0,
    countries,
  };
  const before = process.memoryUsage().rss;
  await until(() => {
    for (let i = 0; i < 200; i++) lab.tell({ kind: 'tick', tenant: '', tick });
    return stuck.ended;
  }, 10_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
});

test('a server that closes ends open screens', async () => {
  const screen = listen({ cookie });
  await until(() => screen.text.includes(': connected'));
  await lab.app.close();
  await until(() => screen.ended);
});

async function until(done: () => boolean, patience = 5000): Promise<void> {
  for (let waited = 0; waited < patience && !done(); waited += 20) await sleep(20);
  expect(done()).toBe(true);
}

function listen(headers: Record<string, string>) {
  const { port } = lab.app.server.address() as { port: number };
  const stream = { text: '', connected: false, ended: false, close: () => {}, pause: () => {} };
  let paused = false;
  const asked = request({ host: '127.0.0.1', port, path: '/api/v1/live', headers }, (answer) => {
    stream.connected = true;
    answer.on('close', () => {
      stream.ended = true;
    });
    answer.on('error', () => {});
    answer.setEncoding('utf8');
    if (paused) answer.pause();
    else
      answer.on('data', (text) => {
        stream.text += text;
      });
  });
  asked.on('error', () => {
    stream.ended = true;
  });
  asked.end();
  stream.close = () => asked.destroy();
  stream.pause = () => {
    paused = true;
  };
  return stream;
}
