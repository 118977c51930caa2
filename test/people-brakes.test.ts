import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Authenticator, Guest } from './lab/guest.ts';
import { Serving } from './lab/serving.ts';

/** Guessing is slowed, and nobody is locked out by somebody else's guesses. */
let serving: Serving;
let app: Authenticator;
const email = 'olga@example.net';
const password = 'lantaarn koffie duif rivier';

beforeAll(async () => {
  serving = new Serving('people-brakes', { security: { mfa_roles: ['owner'] } });
  await serving.start();
});
afterAll(() => serving?.close());

const guest = (address: string) => new Guest(serving.server.url, address);

/** Signs in all the way; gives the statuses on the way. */
async function enter(who: Guest): Promise<number[]> {
  const first = await who.signIn(email, password);
  if (first.status !== 200) return [first.status];
  const second = await who.ask('POST', '/api/v1/session/second-factor', { kind: 'totp', code: app.code() });
  return [first.status, second.status];
}

test('after a thousand wrong passwords from everywhere the owner is in at once from a known browser, and soon from a new one', async () => {
  const home = guest('127.0.0.1');
  const token = new URL(serving.server.setupLink).searchParams.get('token');
  await home.must('POST', '/api/v1/setup', { token, name: 'Olga', email, password });
  ({ app } = await home.enrol());
  await home.must('POST', '/api/auth/sign-out');

  const statuses = new Map<number, number>();
  const attack = async (n: number) => {
    // A network of its own for each five attempts, and one that the home browser shares.
    const network = n % 10 === 0 ? '127.0.0' : `127.${10 + (n % 100)}.${Math.floor(n / 500)}`;
    const { status } = await guest(`${network}.${2 + (n % 200)}`).signIn(email, `wrong password ${n}`);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  };
  for (let n = 0; n < 1000; n += 20) await Promise.all(Array.from({ length: 20 }, (_, i) => attack(n + i)));
  expect([...statuses.keys()].toSorted()).toEqual([401, 429]);
  expect([...statuses.values()].reduce((sum, count) => sum + count)).toBe(1000);
  // Most were not even looked at.
  expect(statuses.get(401)).toBeLessThan(200);

  // The same browser as before, from a network the attacker is in as well.
  expect(await enter(home)).toEqual([200, 200]);

  // Somebody behind the very same address uses up what a stranger may do there; the known browser does not wait for that.
  const neighbour = [];
  for (let n = 0; n < 12; n++)
    neighbour.push((await guest('127.0.0.1').signIn(`n${n}@example.net`, 'wrong')).body.type);
  expect(neighbour).toContain('/problems/too-many-requests');
  await home.must('POST', '/api/auth/sign-out');
  expect((await home.signIn(email, password)).status).toBe(200);

  const phone = guest('127.200.1.1');
  const asked = await phone.signIn(email, password);
  expect([asked.status, asked.body.type]).toEqual([429, '/problems/too-many-attempts']);
  const wait = Number(asked.headers['retry-after']);
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(30);
  // Others who go on do not make it longer.
  for (let n = 0; n < 40; n++) await guest(`127.150.${n}.1`).signIn(email, 'wrong again');
  await new Promise((resolve) => setTimeout(resolve, wait * 1000));
  expect(await enter(phone)).toEqual([200, 200]);
  // From then on it is known too.
  await phone.must('POST', '/api/auth/sign-out');
  expect((await phone.signIn(email, password)).status).toBe(200);
}, 180_000);

test('an address nobody has is treated like any other', async () => {
  for (const [network, who] of ['nobody@example.net', 'no.one@example.net'].entries()) {
    const statuses = [];
    for (let n = 0; n < 7; n++) statuses.push((await guest(`127.22${network}.1.1`).signIn(who, 'wrong')).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  }
});

test('who has the password guesses few codes, from wherever, and the person is in at once all the same', async () => {
  const made = await serving.must<{ link: string }>('POST', '/api/v1/invitations', {
    email: 'eva@example.net',
    role: 'owner',
  });
  const eva = guest('127.230.200.1');
  const token = new URL(made.link).searchParams.get('token');
  await eva.must('POST', '/api/v1/invitations/accept', { token, name: 'Eva', password });
  const { app: own } = await eva.enrol();
  await eva.must('POST', '/api/auth/sign-out');
  let looked = 0;
  const ends = new Set<string>();
  for (let n = 0; n < 20; n++) {
    const thief = guest(`127.230.${n}.1`);
    if ((await thief.signIn('eva@example.net', password)).status !== 200) ends.add('waits');
    for (let code = 0; code < 7; code++) {
      const reply = await thief.ask('POST', '/api/v1/session/second-factor', { kind: 'totp', code: own.wrong() });
      expect(reply.status).toBeGreaterThanOrEqual(400);
      if (reply.body.type === '/problems/code-wrong') looked++;
      else ends.add(String(reply.body.type));
    }
  }
  expect(looked).toBeGreaterThanOrEqual(5);
  expect(looked).toBeLessThanOrEqual(30);
  expect(ends).toContain('/problems/sign-in-again');
  expect(ends).toContain('waits');
  expect((await eva.signIn('eva@example.net', password)).status).toBe(200);
  const entered = await eva.ask('POST', '/api/v1/session/second-factor', { kind: 'totp', code: own.code() });
  expect(entered.body).toMatchObject({ next: 'done' });
});
