import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LinkedProvider, MadeInvitation, Person, Session } from '../src/api/schema/people.ts';
import { freePort } from './lab/free-port.ts';
import { Guest } from './lab/guest.ts';
import { OidcLab, oidcClient } from './lab/oidc.ts';
import { Serving } from './lab/serving.ts';

/** Single sign-on against a real OpenID Connect provider: roles by groups at one entrance, invitations only at the other. */
const oidc = new OidcLab();
let serving: Serving;
let owner: Guest;
const password = 'lantaarn koffie duif rivier';

beforeAll(async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await oidc.open(['work', 'guests'].map((id) => `${url}/api/auth/callback/${id}`));
  const entrance = { issuer: oidc.issuer, client_id: oidcClient.id };
  serving = new Serving('people-oidc', {
    http: { port },
    security: { mfa_roles: ['owner', 'engineer', 'auditor'] },
    sign_in: {
      oidc: [
        {
          ...entrance,
          id: 'work',
          name: 'Work account',
          client_secret_file: 'oidc.secret',
          role_claim: 'groups',
          roles: { noc: 'engineer', audit: 'auditor', 'acme-staff': 'customer-viewer' },
          tenant_claim: 'customer',
        },
        { ...entrance, id: 'guests', name: 'Guests', client_secret_file: 'oidc.secret', trust_mfa: true },
      ],
    },
  });
  writeFileSync(join(serving.dir, 'oidc.secret'), `${oidcClient.secret}\n`, { mode: 0o600 });
  await serving.start();
  await serving.must('POST', '/api/v1/tenants', { id: 'acme', name: 'Acme', timeZone: 'UTC' });
  owner = new Guest(serving.server.url);
  const token = new URL(serving.server.setupLink).searchParams.get('token');
  await owner.must('POST', '/api/v1/setup', { token, name: 'Olga', email: 'olga@example.net', password });
  await owner.enrol();
});
afterAll(async () => {
  await serving?.close();
  await oidc.close();
});

let networks = 0;
const guest = () => new Guest(serving.server.url, `127.2.${++networks}.1`);
const session = (who: Guest) => who.must<Session>('GET', '/api/v1/session');

/** Goes the whole way; gives where it ends. */
async function come(who: Guest, provider: string, start = `/api/v1/session/oidc/${provider}`): Promise<string> {
  const { url } = await who.must<{ url: string }>('POST', start, { to: '/alerts?x=1' });
  const asked = new URL(url).searchParams;
  expect(asked.get('code_challenge_method')).toBe('S256');
  for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)).toMatch(/.{20}/);
  const back = await oidc.walk(url);
  const reply = await who.ask('GET', new URL(back).pathname + new URL(back).search);
  expect(reply.status).toBe(302);
  return String(reply.headers.location);
}

test('a group gives the role; what the provider checked besides a password counts', async () => {
  oidc.account = {
    sub: 'e1',
    email: 'Eva@Example.net',
    email_verified: true,
    name: 'Eva',
    groups: ['x', 'noc'],
    amr: ['pwd', 'otp'],
  };
  const eva = guest();
  expect((await session(eva)).providers).toEqual([
    { id: 'work', name: 'Work account' },
    { id: 'guests', name: 'Guests' },
  ]);
  expect(await come(eva, 'work')).toBe('/alerts?x=1');
  expect(await session(eva)).toMatchObject({
    mfa: 'done',
    user: { email: 'eva@example.net', name: 'Eva', role: 'engineer', tenant: 'provider', factors: { password: false } },
  });
  expect((await eva.ask('GET', '/api/v1/overview')).status).toBe(200);
  // A session at the provider may be days old: only what it checked now opens dangerous acts.
  expect((await session(eva)).freshUntil).toBeNull();
  const { url } = await eva.must<{ url: string }>('POST', '/api/v1/session/oidc/work', { again: true });
  expect(new URL(url).searchParams.get('prompt')).toBe('login');
  const back = new URL(await oidc.walk(url));
  await eva.ask('GET', back.pathname + back.search);
  expect(Date.parse(String((await session(eva)).freshUntil))).toBeGreaterThan(Date.now());
});

test('without a second factor at the provider one is set up here, and asked for from then on', async () => {
  oidc.account = { sub: 'e2', email: 'finn@example.net', email_verified: true, name: 'Finn', groups: ['noc'] };
  const finn = guest();
  await come(finn, 'work');
  expect((await session(finn)).mfa).toBe('enrol');
  expect((await finn.ask('GET', '/api/v1/overview')).body.type).toBe('/problems/mfa-required');
  const { app } = await finn.enrol();
  expect((await session(finn)).mfa).toBe('done');
  const later = guest();
  await come(later, 'work');
  expect((await session(later)).mfa).toBe('verify');
  expect((await later.ask('GET', '/api/v1/overview')).status).toBe(403);
  // Nothing but showing it is open: no other app, no passkey.
  expect((await later.ask('POST', '/api/v1/profile/passkeys/options')).body.type).toBe('/problems/step-up-required');
  expect((await later.ask('PATCH', '/api/v1/profile', { name: 'X' })).status).toBe(403);
  expect((await later.ask('POST', '/api/v1/session/step-up', { kind: 'password', password })).status).toBe(403);
  await later.must('POST', '/api/v1/session/step-up', { kind: 'totp', code: app.code() });
  expect((await later.ask('GET', '/api/v1/overview')).status).toBe(200);
});

test('a role nobody mapped, a customer nobody knows and an address nobody checked come to nothing', async () => {
  const cases = [
    [{ groups: ['sales'] }, 'role_unknown'],
    [{ groups: undefined }, 'role_unknown'],
    [{ groups: ['acme-staff'], customer: 'nowhere' }, 'customer_unknown'],
    [{ groups: ['acme-staff'] }, 'role_unknown'],
    [{ groups: ['acme-staff'], customer: 'provider' }, 'role_unknown'],
    [{ groups: ['noc'], email_verified: false }, 'email_not_verified'],
  ] as const;
  for (const [index, [change, error]] of cases.entries()) {
    oidc.account = { sub: `n${index}`, email: `n${index}@example.net`, email_verified: true, ...change };
    const who = guest();
    expect(await come(who, 'work')).toBe(`/sign-in?error=${error}`);
    expect((await session(who)).user).toBeNull();
  }
  const people = await owner.must<Person[]>('GET', '/api/v1/people');
  expect(people.filter(({ email }) => email.startsWith('n'))).toEqual([]);
});

test("a customer's person comes in as that customer's, and sees no other", async () => {
  oidc.account = {
    sub: 'c1',
    email: 'cas@acme.example',
    email_verified: true,
    groups: ['acme-staff'],
    customer: 'acme',
  };
  const cas = guest();
  await come(cas, 'work');
  expect((await session(cas)).user).toMatchObject({ role: 'customer-viewer', tenant: 'acme' });
  expect((await cas.ask('GET', '/api/v1/overview?tenant=provider')).status).toBe(403);
});

test('the role follows the group at the next sign-in, and ends with it', async () => {
  oidc.account = { sub: 'e1', email: 'eva@example.net', email_verified: true, groups: ['audit'], amr: ['mfa'] };
  const eva = guest();
  await come(eva, 'work');
  expect((await session(eva)).user?.role).toBe('auditor');
  oidc.account = { ...oidc.account, groups: [] };
  const again = guest();
  expect(await come(again, 'work')).toBe('/sign-in?error=role_unknown');
});

test('who is suspended here stays out, whatever the provider says', async () => {
  const eva = (await owner.must<Person[]>('GET', '/api/v1/people')).find(({ email }) => email === 'eva@example.net')!;
  expect(eva.providers).toEqual(['work']);
  await owner.must('PATCH', `/api/v1/people/${eva.id}`, { state: 'suspended' }, { 'if-match': '*' });
  oidc.account = { sub: 'e1', email: 'eva@example.net', email_verified: true, groups: ['noc'], amr: ['mfa'] };
  const who = guest();
  expect(await come(who, 'work')).toBe('/sign-in?error=account_suspended');
  expect((await session(who)).user).toBeNull();
});

test('an address is no proof: an account that is here is not taken over, but linked by who is signed in', async () => {
  oidc.account = { sub: 'evil', email: 'olga@example.net', email_verified: true, groups: ['noc'], amr: ['mfa'] };
  const evil = guest();
  expect(await come(evil, 'work')).toBe('/sign-in?error=account_not_linked');
  expect((await session(evil)).user).toBeNull();
  // The guests' entrance lets nobody in who was not invited.
  oidc.account = { sub: 'g0', email: 'gus@example.net', email_verified: true };
  expect(await come(guest(), 'guests')).toBe('/sign-in?error=not_invited');
  // Olga links her own.
  oidc.account = { sub: 'olga', email: 'olga@example.net', email_verified: true };
  expect(await come(owner, 'guests', '/api/v1/profile/providers/guests')).toBe('/alerts?x=1');
  const linked = await owner.must<LinkedProvider[]>('GET', '/api/v1/profile/providers');
  expect(linked.find(({ id }) => id === 'guests')).toMatchObject({ linked: true });
  const elsewhere = guest();
  await come(elsewhere, 'guests');
  expect(await session(elsewhere)).toMatchObject({ mfa: 'done', user: { email: 'olga@example.net', role: 'owner' } });
});

test('who is invited comes in through single sign-on, as what they were invited for', async () => {
  await owner.must<MadeInvitation>('POST', '/api/v1/invitations', { email: 'ines@example.net', role: 'auditor' });
  oidc.account = { sub: 'i0', email: 'ines@example.net', email_verified: false };
  expect(await come(guest(), 'guests')).toBe('/sign-in?error=email_not_verified');
  oidc.account = { sub: 'i1', email: 'Ines@example.net', email_verified: true, name: 'Ines' };
  const ines = guest();
  await come(ines, 'guests');
  expect((await session(ines)).user).toMatchObject({ role: 'auditor', name: 'Ines' });
  expect(await owner.must('GET', '/api/v1/invitations')).toEqual([]);
});

test('a forged, foreign or repeated way back opens nothing', async () => {
  oidc.account = { sub: 'e2', email: 'finn@example.net', email_verified: true, groups: ['noc'] };
  const victim = guest();
  const { url } = await victim.must<{ url: string }>('POST', '/api/v1/session/oidc/work', {});
  const back = new URL(await oidc.walk(url));
  const path = back.pathname + back.search;
  // Another browser has no state of it.
  const other = guest();
  expect(String((await other.ask('GET', path)).headers.location)).toMatch(/^\/sign-in\?error=/);
  expect((await session(other)).user).toBeNull();
  for (const query of ['?code=x', '?state=x&code=y', '', `?${back.searchParams}&state=z`]) {
    const reply = await guest().ask('GET', `/api/auth/callback/work${query}`);
    expect([query, reply.status < 500]).toEqual([query, true]);
    expect([query, reply.headers.location ?? '/sign-in?error=']).toEqual([query, expect.stringContaining('error=')]);
  }
  const start = await guest().ask('POST', '/api/v1/session/oidc/work', { to: '//evil.example' });
  expect(start.status).toBe(400);
  expect((await guest().ask('POST', '/api/v1/session/oidc/nowhere', {})).status).toBe(404);
});

test('a provider that is away keeps nobody else out', async () => {
  await oidc.close();
  const reply = await guest().ask('POST', '/api/v1/session/oidc/work', {});
  // What it said of itself was read before; the way there is known.
  expect([200, 503]).toContain(reply.status);
  const who = guest();
  expect((await who.signIn('olga@example.net', password)).body).toMatchObject({ next: 'second-factor' });
});
