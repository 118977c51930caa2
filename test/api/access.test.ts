import { afterAll, beforeAll, expect, test } from 'vitest';
import { secretHash } from '../../src/api/access/secret.ts';
import { type ApiLab, cookieOf, openApiLab, origin, password } from './api-lab.ts';

let lab: ApiLab;
beforeAll(async () => {
  lab = await openApiLab();
});
afterAll(() => lab.close());

const person = { name: 'Ann', email: 'Ann@Example.net', password };

test('nothing but open routes answers without a session, and setup is said to be needed', async () => {
  const session = await lab.ask({ url: '/api/v1/session' });
  expect(session.json()).toMatchObject({ user: null, setupNeeded: true });
  for (const route of await routes()) {
    if (!route.url.startsWith('/api/v1/') || open.has(`${route.method} ${route.url}`)) continue;
    const answer = await lab.ask({
      method: route.method as 'GET',
      url: route.url.replace(/\{\w+\}/g, 'x'),
      payload: {},
    });
    expect([route, answer.statusCode]).toEqual([route, 401]);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  }
});

test('setup refuses a wrong token, a short password and a wrong field, naming it', async () => {
  const token = await lab.setupToken();
  const setUp = async (change: object) => {
    const answer = await lab.ask({ method: 'POST', url: '/api/v1/setup', payload: { token, ...person, ...change } });
    return [answer.statusCode, answer.json().field];
  };
  expect(await setUp({ token: 'wrong' })).toEqual([403, 'token']);
  expect(await setUp({ password: 'short' })).toEqual([400, 'password']);
  expect(await setUp({ email: 'nobody' })).toEqual([400, 'email']);
  expect(await setUp({ extra: 1 })).toEqual([400, 'extra']);
});

test('of two who open the link at once one becomes administrator, and nobody after', async () => {
  const token = await lab.setupToken();
  const attempt = (email: string) =>
    lab.ask({ method: 'POST', url: '/api/v1/setup', payload: { token, ...person, email }, headers: { origin } });
  const answers = await Promise.all([attempt('Ann@Example.net'), attempt('eve@example.net')]);
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 403]);
  const winner = answers.find(({ statusCode }) => statusCode === 200)!;
  for (const cookie of [winner.headers['set-cookie']].flat()) expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
  expect((await attempt('eve@example.net')).statusCode).toBe(403);
  const session = await lab.ask({ url: '/api/v1/session', cookie: cookieOf(winner) });
  expect(session.json().user.email).toBe(winner.json().user.email);
  // The rest signs in as Ann, whoever won.
  await lab.base.database.ownerPool.query(`update auth_user set email = 'ann@example.net', name = 'Ann'`);
  expect(lab.operators.length).toBeGreaterThan(0);
  const { rows } = await lab.base.database.ownerPool.query('select password from auth_account');
  expect(rows).toHaveLength(1);
  expect(rows[0].password).toMatch(/^\$argon2id\$/);
});

test('sign-up through the library is closed', async () => {
  for (const url of ['/api/auth/sign-up/email', '/api/auth/get-session', '/api/auth/forget-password']) {
    expect((await lab.ask({ method: 'POST', url, payload: person })).statusCode).toBe(404);
  }
});

test('a session works, ends at sign-out, and a wrong password or unknown address opens none', async () => {
  const signIn = (payload: object) => lab.ask({ method: 'POST', url: '/api/auth/sign-in/email', payload });
  const wrong = await signIn({ email: 'ann@example.net', password: 'wrong' });
  const unknown = await signIn({ email: 'nobody@example.net', password: 'wrong' });
  expect([wrong.statusCode, unknown.statusCode]).toEqual([401, 401]);
  // Nothing tells whether the address exists.
  expect(wrong.body).toBe(unknown.body);
  const cookie = await lab.signIn();
  expect((await lab.ask({ url: '/api/v1/overview', cookie })).statusCode).toBe(200);
  expect((await lab.ask({ method: 'POST', url: '/api/auth/sign-out', cookie })).statusCode).toBe(200);
  expect((await lab.ask({ url: '/api/v1/overview', cookie })).statusCode).toBe(401);
  expect((await lab.ask({ url: '/api/v1/overview', cookie: `${cookie.slice(0, -3)}abc` })).statusCode).toBe(401);
});

test('a change of password needs the old one and ends other sessions', async () => {
  const [one, two] = [await lab.signIn(), await lab.signIn()];
  const change = (payload: object) =>
    lab.ask({ method: 'POST', url: '/api/auth/change-password', cookie: one, payload });
  const refused = await change({ currentPassword: 'wrong', newPassword: 'another long password' });
  expect([refused.statusCode, refused.json().field]).toEqual([403, 'currentPassword']);
  const done = await change({ currentPassword: password, newPassword: 'another long password' });
  expect(done.statusCode).toBe(200);
  expect((await lab.ask({ url: '/api/v1/overview', cookie: two })).statusCode).toBe(401);
  const fresh = cookieOf(done);
  const back = { currentPassword: 'another long password', newPassword: password };
  expect(
    (await lab.ask({ method: 'POST', url: '/api/auth/change-password', cookie: fresh, payload: back })).statusCode,
  ).toBe(200);
});

test('a page of another site can change nothing', async () => {
  const cookie = await lab.signIn();
  const change = (headers: Record<string, string | undefined>) =>
    lab.app.inject({
      method: 'PATCH',
      url: '/api/v1/settings',
      payload: { mode: 'off' },
      headers: { host: 'localhost:8080', cookie, ...headers } as Record<string, string>,
    });
  for (const foreign of ['http://evil.example', 'http://localhost:9999', 'https://localhost.evil.example', 'null']) {
    expect((await change({ origin: foreign })).statusCode).toBe(403);
  }
  // A cookie without any sign of where the request came from is not enough.
  expect((await change({})).statusCode).toBe(403);
  expect((await lab.base.store.settings.get()).mode).toBe('report-only');
  expect((await change({ origin, 'if-match': '*' })).statusCode).toBe(200);
  expect(lab.changed).toContain('settings');
  const signIn = await lab.ask({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    payload: { email: 'ann@example.net', password },
    headers: { origin: 'http://evil.example' },
  });
  expect(signIn.statusCode).toBe(403);
});

test('only names that are ours are answered', async () => {
  const status = async (host: string) =>
    (await lab.app.inject({ url: '/api/v1/session', headers: { host } })).statusCode;
  expect(await status('evil.example')).toBe(421);
  expect(await status('localhost.evil.example:8080')).toBe(421);
  expect(await status('127.0.0.1.evil.example')).toBe(421);
  expect(await status('127.0.0.1:8080')).toBe(200);
  expect(await status('[::1]:8080')).toBe(200);
  expect(await status('LOCALHOST')).toBe(200);
});

test('each kind of token opens its own door and no other', async () => {
  const cookie = await lab.signIn();
  const secrets: Record<string, string> = {};
  for (const kind of ['ingest', 'bouncer', 'list', 'api']) {
    const made = await lab.ask({ method: 'POST', url: '/api/v1/tokens', cookie, payload: { kind, name: kind } });
    expect(made.statusCode).toBe(200);
    secrets[kind] = made.json().secret;
    expect(secrets[kind]).toMatch(/^bw_/);
  }
  const listed = await lab.ask({ url: '/api/v1/tokens', cookie });
  for (const secret of Object.values(secrets)) {
    expect(listed.body).not.toContain(secret);
    const { rows } = await lab.base.database.ownerPool.query('select hash from token where hash = $1', [
      secretHash(secret),
    ]);
    expect(rows).toHaveLength(1);
  }
  const doors: Record<string, (secret: string) => Promise<number>> = {
    api: async (bearer) => (await lab.ask({ url: '/api/v1/overview', bearer })).statusCode,
    ingest: async (bearer) =>
      (await lab.ask({ method: 'POST', url: '/api/v1/events', bearer, payload: '{}\n' })).statusCode,
    bouncer: async (secret) => (await lab.ask({ url: '/v1/decisions', headers: { 'x-api-key': secret } })).statusCode,
    list: async (secret) => (await lab.ask({ url: `/lists/${secret}/blocks.txt` })).statusCode,
  };
  for (const [door, knock] of Object.entries(doors)) {
    for (const [kind, secret] of Object.entries(secrets)) {
      const status = await knock(secret);
      if (door === kind) expect([door, kind, status]).toEqual([door, kind, 200]);
      else expect([door, kind, [401, 403, 404].includes(status)]).toEqual([door, kind, true]);
    }
    expect([401, 403, 404]).toContain(await knock('bw_api_nothing'));
  }
  // A session is no ingest token, and an API token no bouncer key in the other header.
  expect((await lab.ask({ method: 'POST', url: '/api/v1/events', cookie, payload: '{}' })).statusCode).toBe(401);
  const withdrawn = listed.json().find(({ kind }: { kind: string }) => kind === 'api').id;
  expect((await lab.ask({ method: 'DELETE', url: `/api/v1/tokens/${withdrawn}`, cookie })).statusCode).toBe(204);
  expect(await doors.api(secrets.api)).toBe(401);
});

test('a token of one tenant sees and touches nothing of another', async () => {
  const cookie = await lab.signIn();
  const { batch, alert, decision } = await import('../../src/store/testing/test-store.ts');
  for (const id of ['one', 'two']) await lab.base.store.tenants.insert({ id, name: id, timeZone: 'UTC' });
  await lab.base.store.batches.saveBatch(
    batch({
      alerts: ['one', 'two'].map((tenant) => alert({ id: `alert-${tenant}`, tenant })),
      decisions: ['one', 'two'].map((tenant) =>
        decision({ id: `decision-${tenant}`, tenant, until: Date.now() + 1e7 }),
      ),
    }),
  );
  const made = await lab.ask({
    method: 'POST',
    url: '/api/v1/tokens',
    cookie,
    payload: { kind: 'api', name: 'one', tenant: 'one' },
  });
  const bearer = made.json().secret;
  const get = (url: string) => lab.ask({ url, bearer });
  const alerts = (await get('/api/v1/alerts')).json();
  expect(alerts.items.map(({ id }: { id: string }) => id)).toEqual(['alert-one']);
  expect((await get('/api/v1/alerts?tenant=two')).statusCode).toBe(403);
  expect((await get('/api/v1/alerts/alert-one')).statusCode).toBe(200);
  expect((await get('/api/v1/alerts/alert-two')).statusCode).toBe(404);
  expect((await get('/api/v1/decisions/decision-two')).statusCode).toBe(404);
  expect((await get('/api/v1/overview')).json().counts).toMatchObject({ openAlerts: 1, blocks: 1, tenants: 1 });
  expect((await get('/api/v1/overview?tenant=two')).statusCode).toBe(403);
  expect((await get('/api/v1/live?tenant=two')).statusCode).toBe(403);
  expect((await get('/api/v1/tenants')).json().map(({ id }: { id: string }) => id)).toEqual(['one']);
  for (const url of ['/api/v1/settings', '/api/v1/tokens', '/api/v1/recipients'])
    expect((await get(url)).statusCode).toBe(403);
  for (const [url, payload] of [
    ['/api/v1/decisions/decision-two/undo', {}],
    ['/api/v1/alerts/alert-two/close', undefined],
  ] as const) {
    expect((await lab.ask({ method: 'POST', url, bearer, payload })).statusCode).toBe(404);
  }
  expect((await lab.base.store.decisions.byIds(['decision-two']))[0].decision.state).toBe('asked');
  const wish = { value: '203.0.113.9', durationS: 3600, reason: 'x' };
  const other = await lab.ask({
    method: 'POST',
    url: '/api/v1/decisions',
    bearer,
    payload: { ...wish, tenant: 'two' },
  });
  expect(other.statusCode).toBe(403);
  const preview = await lab.ask({ method: 'POST', url: '/api/v1/decisions/preview', bearer, payload: wish });
  expect(preview.json().activeAccounts.map(({ tenant }: { tenant: string }) => tenant)).toEqual(['one']);
  expect(lab.asked.wishes.at(-1)).toMatchObject({ tenant: 'one' });
});

test('guessing passwords is slowed down', async () => {
  const answers = [];
  for (let i = 0; i < 12; i++) {
    answers.push(
      await lab.app.inject({
        method: 'POST',
        url: '/api/auth/sign-in/email',
        payload: { email: 'ann@example.net', password: 'wrong' },
        headers: { host: 'localhost' },
        remoteAddress: '203.0.113.77',
      }),
    );
  }
  // Five of one account from one network, then each waits longer.
  expect(answers.filter(({ statusCode }) => statusCode === 401)).toHaveLength(5);
  expect(answers.at(-1)?.statusCode).toBe(429);
  expect(answers.at(-1)?.json()).toMatchObject({ status: 429, title: 'Too many requests' });
});

const open = new Set([
  'GET /api/v1/session',
  'POST /api/v1/setup',
  'POST /api/v1/session/second-factor',
  'POST /api/v1/session/passkey/options',
  'POST /api/v1/session/passkey',
  'POST /api/v1/session/oidc/{provider}',
  'POST /api/v1/password/forgotten',
  'POST /api/v1/password/reset',
  'POST /api/v1/invitations/look',
  'POST /api/v1/invitations/accept',
]);

async function routes(): Promise<{ method: string; url: string }[]> {
  const { paths } = (await lab.ask({ url: '/api/openapi.json' })).json() as { paths: Record<string, object> };
  return Object.entries(paths).flatMap(([url, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), url })),
  );
}
