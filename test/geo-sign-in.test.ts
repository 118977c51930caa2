import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GeoCheck, GeoExplained, GeoPolicyWire } from '../src/api/schema/geo.ts';
import { BehindProxy, type Traveller } from './lab/behind-proxy.ts';
import type { Authenticator } from './lab/guest.ts';

/*
 * Belwacht's own door, with policies that people enforced: a real server behind a proxy, and people who sign in from addresses
 * of countries. Data are the packaged ones.
 */
const dutch = '145.97.39.155';
const french = '193.51.208.13';
const french6 = '2001:660:3003::1';
const american = '128.112.128.15';
const american6 = '2600:300::1';
const german = '141.2.1.1';
/** Also of France: somebody signs in there before the policy is. */
const traveller = '193.51.208.50';
/** Somebody who came in elsewhere goes on from there. */
const wanderer = '193.51.208.77';

const ann = { name: 'Ann de Boer', email: 'ann@example.net', password: 'lantaarn koffie duif rivier' };
const bram = { name: 'Bram Vos', email: 'bram@example.net', password: 'gele kano winter lepel' };
const api = '/api/v1/geo';

let lab: BehindProxy;
let app: Authenticator;
let policy: GeoPolicyWire;

beforeAll(async () => {
  lab = await BehindProxy.open('geo-sign-in', { security: { mfa_roles: [] } });
  const owner = lab.traveller(dutch);
  const token = new URL(lab.server.setupLink).searchParams.get('token');
  await owner.must('POST', '/api/v1/setup', { ...ann, token, demo: false });
  const { link } = await lab.must<{ link: string }>('POST', '/api/v1/invitations', {
    ...{ email: bram.email, role: 'engineer', language: 'en' },
  });
  const guest = lab.traveller(dutch);
  const invitation = { token: new URL(link).searchParams.get('token'), name: bram.name, password: bram.password };
  await guest.must('POST', '/api/v1/invitations/accept', { ...invitation, language: 'en' });
  ({ app } = await guest.enrol());
}, 180_000);
afterAll(() => lab?.close());

const rule = (id: string, verdict: string, country: string, limit?: object) => ({
  ...{ id, verdict, services: ['web'], subjects: [country] },
  ...(limit && { limit }),
});
const form = {
  ...{ name: 'Doors', scope: { level: 'provider' } },
  rules: [
    rule('fr', 'refuse', 'FR'),
    rule('us', 'limit', 'US', { per: 'packets', count: 100, concurrent: 0, mfa: true }),
    rule('de', 'limit', 'DE', { per: 'packets', count: 2, concurrent: 0, mfa: false }),
  ],
};

/** What became of a sign-in with the right password, and whether it opened anything. */
async function tries(address: string, person = ann, forwarded = address) {
  const who = lab.traveller(address, forwarded);
  const { status, body } = await who.signIn(person.email, person.password);
  return { who, status, type: body.type, next: body.next, opened: await opens(who) };
}

async function opens(who: Traveller): Promise<boolean> {
  return (await who.ask('GET', '/api/v1/overview')).status === 200;
}

test('without a policy people sign in from anywhere', async () => {
  expect(await tries(traveller)).toMatchObject({ status: 200, opened: true });
});

test('nobody signs in from a refused country, with the right password or a wrong one; what was open stays open', async () => {
  const before = await tries(dutch);
  policy = await lab.must<GeoPolicyWire>('POST', `${api}/policies`, form);
  expect(policy.state).toBe('watch');
  expect((await lab.traveller(french).signIn(ann.email, 'not this one')).status).toBe(401);
  // Whoever is signed in there is named before it is enforced.
  const { cuts } = await lab.must<GeoCheck>('POST', `${api}/policies/check`, {
    policy: { ...form, state: 'enforced' },
  });
  expect(cuts).toMatchObject([{ kind: 'session', name: ann.email, address: traveller, service: 'web' }]);
  const confirm = cuts.map(({ key }) => key);
  await lab.must('POST', `${api}/policies/${policy.id}/state`, { state: 'enforced', confirm });
  for (const address of [french, french6]) {
    const refused = await tries(address);
    expect(refused).toMatchObject({ status: 403, type: '/problems/place-refused', opened: false });
    expect([...refused.who.jar.keys()].filter((name) => name.includes('session'))).toEqual([]);
    expect((await lab.traveller(address).signIn(ann.email, 'not this one')).body.type).toBe('/problems/place-refused');
    expect(await tries(address, bram)).toMatchObject({ status: 403, opened: false });
  }
  expect(await tries(dutch)).toMatchObject({ status: 200, opened: true });
  // Who is in goes on, from wherever: the door is for who comes in.
  const there = lab.traveller(wanderer);
  for (const [name, value] of before.who.jar) there.jar.set(name, value);
  expect(await opens(there)).toBe(true);
});

test('what a client writes into X-Forwarded-For itself opens nothing', async () => {
  expect(await tries(french, ann, `${dutch}, ${french}`)).toMatchObject({ status: 403, opened: false });
  expect(await tries(dutch, ann, `${french}, ${dutch}`)).toMatchObject({ status: 200, opened: true });
});

test('where somebody signed in lately is spared, as the explanation says', async () => {
  const explained = (address: string) => lab.must<GeoExplained>('GET', `${api}/explain?subject=${address}&service=web`);
  const spared = await explained(traveller);
  expect(spared.verdict).toBe('allow');
  expect(spared.because[0]).toMatchObject({ kind: 'guard', of: 'operator', decided: true });
  expect(await tries(traveller)).toMatchObject({ status: 200, opened: true });
  const refused = await explained(french);
  expect(refused.verdict).toBe('refuse');
  expect(refused.because[0]).toMatchObject({ kind: 'rule', policy: policy.id, rule: 'fr' });
});

test('only with a second factor: who has one comes in with it, who has none does not come in', async () => {
  for (const address of [american, american6])
    expect(await tries(address)).toMatchObject({ status: 403, type: '/problems/place-needs-factor', opened: false });
  const { who, ...first } = await tries(american, bram);
  expect(first).toMatchObject({ status: 200, next: 'second-factor', opened: false });
  const shown = (code: string) => who.ask('POST', '/api/v1/session/second-factor', { kind: 'totp', code });
  expect((await shown(app.wrong())).status).toBe(401);
  expect(await opens(who)).toBe(false);
  expect((await shown(app.code())).status).toBe(200);
  expect(await opens(who)).toBe(true);
  // It was Bram who came in from there: Ann, without a factor, is asked for one at another address as before.
  expect(await tries('128.112.128.16')).toMatchObject({ status: 403, type: '/problems/place-needs-factor' });
});

test('a limited place tries as often a minute as it may, and no more', async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 3; i++) statuses.push((await lab.traveller(german).signIn(ann.email, 'not this one')).status);
  expect(statuses).toEqual([401, 401, 429]);
  const refused = await lab.traveller(german).signIn(ann.email, ann.password);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
});

test('killed and started again it refuses from the first answer on', async () => {
  await lab.server.stop('SIGKILL');
  await lab.server.start();
  expect(await tries(french)).toMatchObject({ status: 403, type: '/problems/place-refused', opened: false });
});

test('it is in the audit log, and once the policy is off people come in again', async () => {
  const { items } = await lab.must<{ items: { action: string; detail: unknown }[] }>('GET', '/api/v1/audit?limit=200');
  const failed = items.filter(({ action }) => action === 'sign-in.failed').map((entry) => JSON.stringify(entry));
  for (const address of [french, french6, american]) {
    const found = failed.filter((text) => text.includes(address));
    expect([address, found.length > 0, found.some((text) => text.includes('place'))]).toEqual([address, true, true]);
  }
  await lab.must('POST', `${api}/policies/${policy.id}/state`, { state: 'watch' });
  expect(await tries(french)).toMatchObject({ status: 200, opened: true });
  expect(await tries(american)).toMatchObject({ status: 200, opened: true });
});
