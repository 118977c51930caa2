import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Passkey, Session } from '../src/api/schema/people.ts';
import { Guest } from './lab/guest.ts';
import { Serving } from './lab/serving.ts';
import { SoftwarePasskey } from './lab/software-passkey.ts';

/** Passkeys on a real server: made, shown instead of password and code, refused when they check nobody. */
let serving: Serving;
let url: string;
let olga: Guest;
let key: SoftwarePasskey;
const password = 'lantaarn koffie duif rivier';

beforeAll(async () => {
  serving = new Serving('people-passkey', { security: { mfa_roles: ['owner', 'engineer'] } });
  await serving.start();
  // Browsers know no passkeys for bare addresses.
  url = serving.server.url.replace('127.0.0.1', 'localhost');
  key = new SoftwarePasskey('localhost', url);
  olga = new Guest(url);
  const token = new URL(serving.server.setupLink).searchParams.get('token');
  await olga.must('POST', '/api/v1/setup', { token, name: 'Olga', email: 'olga@example.net', password });
});
afterAll(() => serving?.close());

const make = async (who: Guest, passkey: SoftwarePasskey, name = 'Laptop') => {
  const options = await who.must<{ challenge: string }>('POST', '/api/v1/profile/passkeys/options');
  return who.ask('POST', '/api/v1/profile/passkeys', { name, response: passkey.create(options) });
};
const show = async (who: Guest, passkey: SoftwarePasskey) => {
  const options = await who.must<{ challenge: string }>('POST', '/api/v1/session/passkey/options');
  return who.ask('POST', '/api/v1/session/passkey', { response: passkey.get(options) });
};

test('one that does not check who holds it is no second factor', async () => {
  const careless = new SoftwarePasskey('localhost', url);
  careless.verifiesUser = false;
  expect((await make(olga, careless)).status).toBe(400);
  expect((await olga.must<Session>('GET', '/api/v1/session')).mfa).toBe('enrol');
});

test('one made at the first sign-in lets in, and signs in alone from then on', async () => {
  const options = await olga.must<{ authenticatorSelection: object }>('POST', '/api/v1/profile/passkeys/options');
  expect(options.authenticatorSelection).toMatchObject({ userVerification: 'required', residentKey: 'required' });
  expect((await make(olga, key)).status).toBe(200);
  expect((await olga.must<Session>('GET', '/api/v1/session')).mfa).toBe('done');
  const elsewhere = new Guest(url);
  expect((await show(elsewhere, key)).body).toMatchObject({ next: 'done', user: { email: 'olga@example.net' } });
  expect((await elsewhere.ask('GET', '/api/v1/overview')).status).toBe(200);
});

test('the password alone is not enough where a passkey is the second factor', async () => {
  const who = new Guest(url);
  expect((await who.signIn('olga@example.net', password)).body).toMatchObject({ next: 'verify' });
  expect((await who.ask('GET', '/api/v1/overview')).body.type).toBe('/problems/mfa-required');
  expect((await who.ask('POST', '/api/v1/profile/totp', { password })).body.type).toBe('/problems/step-up-required');
  const options = await who.must<{ challenge: string }>('POST', '/api/v1/session/passkey/options');
  const shown = await who.ask('POST', '/api/v1/session/step-up', { kind: 'passkey', response: key.get(options) });
  expect(shown.body).toMatchObject({ mfa: 'done' });
  expect((await who.ask('GET', '/api/v1/overview')).status).toBe(200);
  // The session that was there goes on; the check left no other behind.
  const sessions = await who.must<{ current: boolean; mfa: string }[]>('GET', '/api/v1/profile/sessions');
  expect(sessions.find(({ current }) => current)).toMatchObject({ mfa: 'passkey' });
  expect(sessions).toHaveLength(3);
});

test('a repeated, foreign or careless answer opens nothing', async () => {
  const who = new Guest(url);
  const options = await who.must<{ challenge: string }>('POST', '/api/v1/session/passkey/options');
  const response = key.get(options);
  expect((await who.ask('POST', '/api/v1/session/passkey', { response })).status).toBe(200);
  const repeated = new Guest(url);
  await repeated.must('POST', '/api/v1/session/passkey/options');
  expect((await repeated.ask('POST', '/api/v1/session/passkey', { response })).status).toBe(401);
  expect((await show(new Guest(url), new SoftwarePasskey('localhost', url))).status).toBe(401);
  const phished = new SoftwarePasskey('evil.example', 'https://evil.example');
  Object.defineProperty(phished, 'id', { value: key.id });
  expect((await show(new Guest(url), phished)).status).toBe(401);
  key.verifiesUser = false;
  expect((await show(new Guest(url), key)).status).toBe(401);
  key.verifiesUser = true;
});

test("somebody else's passkey does not step up", async () => {
  const made = await olga.must<{ link: string }>('POST', '/api/v1/invitations', {
    email: 'eva@example.net',
    role: 'engineer',
  });
  const eva = new Guest(url, '127.0.0.2');
  const token = new URL(made.link).searchParams.get('token');
  // Without a password: the passkey follows at once.
  const entered = await eva.must('POST', '/api/v1/invitations/accept', { token, name: 'Eva' });
  expect(entered.next).toBe('enrol');
  const own = new SoftwarePasskey('localhost', url);
  expect((await make(eva, own)).status).toBe(200);
  expect((await eva.ask('GET', '/api/v1/overview')).status).toBe(200);
  const options = await eva.must<{ challenge: string }>('POST', '/api/v1/session/passkey/options');
  const wrong = await eva.ask('POST', '/api/v1/session/step-up', { kind: 'passkey', response: key.get(options) });
  expect([wrong.status, wrong.body.type]).toEqual([401, '/problems/code-wrong']);
  expect((await eva.must<Session>('GET', '/api/v1/session')).user?.email).toBe('eva@example.net');
  const back = new Guest(url, '127.0.0.3');
  expect((await show(back, own)).body).toMatchObject({ user: { email: 'eva@example.net' }, next: 'done' });
});

test('they are listed, renamed and removed; without any the role asks for a new factor', async () => {
  const [laptop] = await olga.must<Passkey[]>('GET', '/api/v1/profile/passkeys');
  expect(laptop).toMatchObject({ name: 'Laptop', synced: false });
  const renamed = await olga.must('PATCH', `/api/v1/profile/passkeys/${laptop.id}`, { name: 'Old laptop' });
  expect(renamed).toMatchObject({ id: laptop.id, name: 'Old laptop' });
  const stranger = new Guest(url, '127.0.0.4');
  const foreign = await stranger.ask('DELETE', `/api/v1/profile/passkeys/${laptop.id}`);
  expect(foreign.status).toBe(401);
  await olga.must('DELETE', `/api/v1/profile/passkeys/${laptop.id}`);
  expect((await olga.must<Session>('GET', '/api/v1/session')).mfa).toBe('enrol');
  expect((await show(new Guest(url), key)).status).toBe(401);
});
