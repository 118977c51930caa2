import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiLab, cookieOf, openApiLab, password } from './api/api-lab.ts';

/** Dangerous acts ask for the second factor again; on the real API and store, with a clock that can be set. */
let lab: ApiLab;
let cookie: string;
let totp: TOTP;
const used = new Set<string>();

beforeAll(async () => {
  lab = await openApiLab();
  cookie = await lab.signIn();
});
afterAll(() => lab.close());

const send = (method: 'POST' | 'PATCH' | 'DELETE' | 'PUT', url: string, payload?: object, as = cookie) =>
  lab.ask({ method, url, cookie: as, payload, headers: { 'if-match': '*' } });
const stepUp = (payload: object, as = cookie) => send('POST', '/api/v1/session/step-up', payload, as);
const pass = (minutes: number) => {
  lab.base.clock.now += minutes * 60_000;
};
function code(): string {
  for (const shift of [0, 30_000, -30_000]) {
    const one = totp.generate({ timestamp: Date.now() + shift });
    if (!used.has(one)) {
      used.add(one);
      return one;
    }
  }
  throw new Error('no code is left in these 30 s');
}
const wish = { email: 'eva@example.net', role: 'engineer' };

test('five minutes after signing in a dangerous act asks again, and other acts do not', async () => {
  expect(
    (await send('PATCH', '/api/v1/settings', { allowlist: [{ value: '192.0.2.0/24', note: 'office' }] })).statusCode,
  ).toBe(200);
  pass(4.9);
  expect((await send('POST', '/api/v1/invitations', wish)).statusCode).toBe(200);
  pass(0.2);
  const later = await send('POST', '/api/v1/invitations', { ...wish, email: 'finn@example.net' });
  expect(later.statusCode).toBe(403);
  expect(later.json()).toMatchObject({ type: '/problems/step-up-required', status: 403 });
  expect((await send('PATCH', '/api/v1/settings', { mode: 'report-only' })).statusCode).toBe(200);
  expect((await lab.ask({ url: '/api/v1/session', cookie })).json().freshUntil).toBeNull();
});

test('the dangerous acts: lifting a guard, blocking masses, people, backups, whole customers', async () => {
  const dangerous = [
    ['PATCH', '/api/v1/settings', { allowlist: [] }],
    ['PATCH', '/api/v1/settings', { maxBlocksPerMinute: 9999 }],
    ['PATCH', '/api/v1/settings', { minPrefix4: 8 }],
    ['POST', '/api/v1/decisions', { value: '203.0.0.0/16', durationS: 60, reason: 'all of it' }],
    ['POST', '/api/v1/decisions', { value: '2001:db8::/32', durationS: 60, reason: 'all of it' }],
    ['PATCH', '/api/v1/people/x', { role: 'auditor' }],
    ['DELETE', '/api/v1/people/x', undefined],
    ['DELETE', '/api/v1/people/x/factors', undefined],
    ['PATCH', '/api/v1/security', { mfaRoles: [] }],
    ['DELETE', '/api/v1/profile/totp', undefined],
    ['POST', '/api/v1/profile/recovery-codes', {}],
    ['DELETE', '/api/v1/profile/passkeys/x', undefined],
  ] as const;
  for (const [method, url, payload] of dangerous) {
    const answer = await send(method, url, payload);
    expect([url, payload, answer.statusCode, answer.json().type]).toEqual([
      url,
      payload,
      403,
      '/problems/step-up-required',
    ]);
  }
  expect((await lab.base.store.settings.get()).allowlist).toHaveLength(1);
  // More on the allowlist, or a smaller range, lifts nothing.
  const more = {
    allowlist: [
      { value: '192.0.2.0/24', note: '' },
      { value: '198.51.100.7', note: '' },
    ],
  };
  expect((await send('PATCH', '/api/v1/settings', more)).statusCode).toBe(200);
  const few = await send('POST', '/api/v1/decisions', { value: '203.0.113.0/26', durationS: 60, reason: 'x' });
  expect(few.json().type).not.toBe('/problems/step-up-required');
});

test('where the alarms of somebody else go is changed with a fresh factor; when they come is not', async () => {
  const ways = [{ id: 'mobile', channel: 'phone' as const, address: '+31612345678', dependsOn: [] }];
  const form = { zone: 'Europe/Amsterdam', ways, rules: {}, quiet: '', absences: [] };
  await lab.base.database.ownerPool.query(
    `insert into auth_user (id, tenant, role, name, email) values ('eva', 'provider', 'engineer', 'Eva', 'eva@example.org')`,
  );
  await lab.base.store.onCall.responders.put('eva', form);
  const put = async (body: object) => (await send('PUT', '/api/v1/on-call/people/eva', body)).json().type;
  expect(await put({ ...form, ways: [{ ...ways[0], address: '+31687654321' }] })).toBe('/problems/step-up-required');
  expect(await put({ ...form, ways: [] })).toBe('/problems/step-up-required');
  // The lab has nobody on call: it was let through.
  expect(await put({ ...form, quiet: '23:00-07:00' })).not.toBe('/problems/step-up-required');
  expect((await lab.base.store.onCall.responders.get('eva'))!.ways).toEqual(ways);
});

test('many single blocks in a row are a mass too, and five minutes later single ones are single again', async () => {
  const block = async (n: number) =>
    (await send('POST', '/api/v1/decisions', { value: `198.51.100.${n}`, durationS: 60, reason: 'one more' })).json()
      .type;
  pass(5.1);
  // The lab refuses every block, with 409; what counts is that it was asked for.
  for (let n = 1; n <= 20; n++) expect([n, await block(n)]).toEqual([n, 'about:blank']);
  expect(await block(21)).toBe('/problems/step-up-required');
  pass(5.1);
  expect(await block(22)).toBe('about:blank');
});

test('the password does where there is no second factor; five wrong ones end the session', async () => {
  const thief = await lab.signIn();
  for (let n = 0; n < 4; n++) {
    const wrong = await stepUp({ kind: 'password', password: `wrong ${n}` }, thief);
    expect([wrong.statusCode, wrong.json().type]).toEqual([401, '/problems/code-wrong']);
  }
  expect((await stepUp({ kind: 'password', password: 'wrong' }, thief)).json().type).toBe('/problems/sign-in-again');
  expect((await lab.ask({ url: '/api/v1/overview', cookie: thief })).statusCode).toBe(401);
  expect((await stepUp({ kind: 'password', password })).statusCode).toBe(200);
  expect((await send('POST', '/api/v1/invitations', { ...wish, email: 'gus@example.net' })).statusCode).toBe(200);
});

test('with an app only its code does, once each', async () => {
  const begun = await send('POST', '/api/v1/profile/totp', {});
  expect(begun.statusCode).toBe(200);
  totp = new TOTP({ secret: Secret.fromBase32(begun.json().secret) });
  const confirmed = await send('POST', '/api/v1/profile/totp/confirm', { code: code() });
  cookie = cookieOf(confirmed);
  pass(6);
  expect((await stepUp({ kind: 'password', password })).statusCode).toBe(403);
  const once = code();
  expect((await stepUp({ kind: 'totp', code: once })).json()).toMatchObject({ mfa: 'done' });
  pass(6);
  expect((await stepUp({ kind: 'totp', code: once })).json().type).toBe('/problems/code-wrong');
  const [recovery] = begun.json().recoveryCodes;
  expect((await stepUp({ kind: 'recovery-code', code: recovery })).statusCode).toBe(200);
  pass(6);
  expect((await stepUp({ kind: 'recovery-code', code: recovery })).statusCode).toBe(401);
  const fresh = await stepUp({ kind: 'totp', code: code() });
  expect(fresh.statusCode).toBe(200);
  const renewed = await send('POST', '/api/v1/profile/recovery-codes', {});
  expect(renewed.json().recoveryCodes).toHaveLength(10);
  expect(renewed.json().recoveryCodes).not.toContain(recovery);
});

test('a token cannot, whatever it may', async () => {
  const made = await send('POST', '/api/v1/tokens', {
    kind: 'api',
    name: 'script',
    permissions: ['people:read', 'people:write', 'settings:read', 'settings:write', 'guards:lift'],
  });
  expect(made.statusCode).toBe(200);
  const bearer = made.json().secret;
  const invited = await lab.ask({ method: 'POST', url: '/api/v1/invitations', bearer, payload: wish });
  expect([invited.statusCode, invited.json().type]).toEqual([403, '/problems/step-up-required']);
  const lifted = await lab.ask({ method: 'PATCH', url: '/api/v1/settings', bearer, payload: { allowlist: [] } });
  expect([lifted.statusCode, lifted.json().type]).toEqual([403, '/problems/step-up-required']);
  for (const url of ['/api/v1/session/step-up', '/api/v1/profile/totp']) {
    const answer = await lab.ask({ method: 'POST', url, bearer, payload: { kind: 'totp', code: '123456' } });
    expect([url, answer.statusCode >= 400]).toEqual([url, true]);
  }
});
