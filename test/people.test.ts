import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Invitation, MadeInvitation, Person, Session, SignedIn } from '../src/api/schema/people.ts';
import { DebianDatabase } from './lab/database.ts';
import { type Authenticator, Guest } from './lab/guest.ts';
import { Mailbox } from './lab/mailbox.ts';
import { tablesOf } from './lab/row-hashes.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

/** People as they come, work and go, on a real server with real mail. */
const mailbox = new Mailbox();
let database: DebianDatabase;
let serving: Serving;
let owner: Guest;
let ownerApp: Authenticator;
let ownerCodes: readonly string[];
/** What must not be found in the database. */
const secrets: string[] = [];

const olga = { name: 'Olga de Boer', email: 'olga@example.net', password: 'lantaarn koffie duif rivier' };
const password = 'paars fietsbel tulp regen';
const everyMfa = ['owner', 'engineer', 'coordinator', 'auditor', 'customer-manager'];

beforeAll(async () => {
  await mailbox.open();
  database = await DebianDatabase.make();
  serving = new Serving('people', {
    database_url: database.url,
    security: { mfa_roles: everyMfa },
    smtp: { host: '127.0.0.1', port: mailbox.port, from: 'Belwacht <belwacht@example.net>' },
  });
  await serving.start();
  for (const id of ['acme', 'bolt']) {
    await serving.must('POST', '/api/v1/tenants', { id, name: id.toUpperCase(), timeZone: 'Europe/Amsterdam' });
  }
});
afterAll(async () => {
  await serving?.close();
  await database?.remove();
  await mailbox.close();
});

let networks = 0;
/** Everybody comes from a network of their own: what is open to all is limited by address. */
const guest = (address = `127.1.${++networks}.1`, agent?: string) => new Guest(serving.server.url, address, agent);
const session = (who: Guest) => who.must<Session>('GET', '/api/v1/session');
/** The link of the newest mail to an address. */
async function linkTo(email: string, page: string): Promise<string> {
  const found = await until(`mail to ${email}`, 20, () => {
    const text = mailbox.of(email).at(-1)?.text ?? '';
    return new RegExp(`http://\\S+/${page}\\?token=(\\S+)`).exec(text)?.[1];
  });
  return decodeURIComponent(found.replace(/["<].*$/, ''));
}

async function invite(by: Guest, wish: object): Promise<MadeInvitation> {
  return by.must<MadeInvitation>('POST', '/api/v1/invitations', wish);
}

/** Invites, follows the mail, chooses a password and sets up an app. */
async function join(by: Guest, email: string, role: string, tenant?: string) {
  await invite(by, { email, role, language: 'en', ...(tenant && { tenant }) });
  const token = await linkTo(email, 'invitation');
  secrets.push(token);
  const who = guest();
  const name = email.split('@')[0];
  const entered = await who.must<SignedIn>('POST', '/api/v1/invitations/accept', { token, name, password });
  const enrolled = entered.next === 'enrol' ? await who.enrol() : undefined;
  return { who, email, token, entered, app: enrolled?.app, codes: enrolled?.recoveryCodes ?? [] };
}

describe('the first owner', () => {
  test('is let in to set up a second factor, and to nothing else before', async () => {
    owner = guest('127.0.0.1');
    const token = new URL(serving.server.setupLink).searchParams.get('token');
    const weak = await owner.ask('POST', '/api/v1/setup', { token, ...olga, password: 'olgadeboer12' });
    expect([weak.status, weak.body.type, weak.body.field]).toEqual([400, '/problems/password-personal', 'password']);
    const made = await owner.must<Session>('POST', '/api/v1/setup', { token, ...olga, language: 'nl' });
    expect(made).toMatchObject({ mfa: 'enrol', user: { role: 'owner', tenant: 'provider', mfaRequired: true } });
    for (const path of ['/api/v1/overview', '/api/v1/people', '/api/v1/live', '/api/v1/profile/sessions']) {
      const refused = await owner.ask('GET', path);
      expect([path, refused.status, refused.body.type]).toEqual([path, 403, '/problems/mfa-required']);
    }
    // Another password sign-in is no way around it.
    const again = guest();
    expect((await again.signIn(olga.email, olga.password)).body).toMatchObject({ next: 'enrol' });
    expect((await again.ask('GET', '/api/v1/overview')).status).toBe(403);
  });

  test('sets up an app, gets recovery codes once, and is in', async () => {
    const wrong = await owner.must<{ secret: string }>('POST', '/api/v1/profile/totp', {});
    expect(wrong.secret).toMatch(/^[A-Z2-7]+$/);
    secrets.push(wrong.secret);
    expect((await owner.ask('POST', '/api/v1/profile/totp/confirm', { code: '000000' })).status).toBe(401);
    ({ app: ownerApp, recoveryCodes: ownerCodes } = await owner.enrol());
    expect(new Set(ownerCodes).size).toBe(10);
    expect(await session(owner)).toMatchObject({
      mfa: 'done',
      user: { factors: { totp: true, recoveryCodesLeft: 10 } },
    });
    expect((await owner.ask('GET', '/api/v1/overview')).status).toBe(200);
    expect((await owner.ask('POST', '/api/v1/profile/totp', {})).status).toBe(409);
  });

  test('signs in with password and code; a wrong code, a used code and a code without the password are refused', async () => {
    const who = guest();
    expect((await who.ask('POST', '/api/v1/session/second-factor', { kind: 'totp', code: '123456' })).body.type).toBe(
      '/problems/sign-in-again',
    );
    const first = await who.signIn(olga.email, olga.password);
    expect(first.body).toEqual({ user: null, next: 'second-factor' });
    expect((await who.ask('GET', '/api/v1/overview')).status).toBe(401);
    const code = ownerApp.code();
    const wrong = await who.ask('POST', '/api/v1/session/second-factor', { kind: 'totp', code: ownerApp.wrong() });
    expect([wrong.status, wrong.body.type]).toEqual([401, '/problems/code-wrong']);
    expect((await who.must('POST', '/api/v1/session/second-factor', { kind: 'totp', code })).next).toBe('done');
    expect((await who.ask('GET', '/api/v1/overview')).status).toBe(200);
    const other = guest();
    await other.signIn(olga.email, olga.password);
    expect((await other.ask('POST', '/api/v1/session/second-factor', { kind: 'totp', code })).status).toBe(401);
  });

  test('a recovery code works once', async () => {
    const use = async () => {
      const who = guest();
      await who.signIn(olga.email, olga.password);
      const reply = await who.ask('POST', '/api/v1/session/second-factor', {
        kind: 'recovery-code',
        code: ownerCodes[0],
      });
      return { who, status: reply.status };
    };
    const first = await use();
    expect(first.status).toBe(200);
    expect((await session(first.who)).user?.factors.recoveryCodesLeft).toBe(9);
    expect((await use()).status).toBe(401);
  });
});

describe('people by invitation', () => {
  test('each comes by mail, once, and may do what the role may', async () => {
    const engineer = await join(owner, 'emma@example.net', 'engineer');
    expect(engineer.entered.next).toBe('enrol');
    expect(await session(engineer.who)).toMatchObject({ mfa: 'done', user: { role: 'engineer', tenant: 'provider' } });
    const twice = await guest().ask('POST', '/api/v1/invitations/accept', {
      token: engineer.token,
      name: 'Mallory',
      password,
    });
    expect([twice.status, twice.body.type]).toEqual([404, '/problems/link-spent']);
    const mail = mailbox.of('emma@example.net')[0];
    expect(mail.headers.get('subject')).toBe('Invitation to Belwacht of Provider');
    expect((await engineer.who.ask('GET', '/api/v1/settings')).status).toBe(200);
    const refused = await engineer.who.ask('POST', '/api/v1/invitations', { email: 'x@example.net', role: 'owner' });
    expect(refused.status).toBe(403);
    // A link is not kept in the database once it is delivered.
    const auditor = await join(owner, 'anton@example.net', 'auditor');
    expect((await auditor.who.ask('GET', '/api/v1/people')).status).toBe(200);
    expect((await auditor.who.ask('GET', '/api/v1/audit')).status).toBe(200);
    const change = await auditor.who.ask('PATCH', '/api/v1/settings', { mode: 'enforce' }, { 'if-match': '*' });
    expect(change.status).toBe(403);
  });

  test("a customer's manager manages that customer's people and sees no others", async () => {
    const manager = await join(owner, 'manon@acme.example', 'customer-manager', 'acme');
    const outsider = await join(owner, 'bo@bolt.example', 'customer-viewer', 'bolt');
    expect(outsider.entered.next).toBe('done');
    const viewer = await join(manager.who, 'vera@acme.example', 'customer-viewer');
    expect((await session(viewer.who)).user).toMatchObject({ tenant: 'acme', role: 'customer-viewer' });
    const seen = await manager.who.must<Person[]>('GET', '/api/v1/people');
    expect(seen.map(({ email }) => email).toSorted()).toEqual(['manon@acme.example', 'vera@acme.example']);
    for (const [wish, status] of [
      [{ email: 'a@example.net', role: 'engineer' }, 403],
      [{ email: 'a@example.net', role: 'customer-viewer', tenant: 'bolt' }, 403],
      [{ email: 'bo@bolt.example', role: 'customer-viewer' }, 409],
    ] as const) {
      expect([(await manager.who.ask('POST', '/api/v1/invitations', wish)).status, wish]).toEqual([status, wish]);
    }
    const bo = (await owner.must<Person[]>('GET', '/api/v1/people')).find(({ email }) => email === outsider.email)!;
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['DELETE', '/sessions'],
      ['DELETE', '/factors'],
    ]) {
      const reply = await manager.who.ask(
        method,
        `/api/v1/people/${bo.id}${path}`,
        method === 'PATCH' ? {} : undefined,
        {
          'if-match': '*',
        },
      );
      expect([method, path, reply.status]).toEqual([method, path, 404]);
    }
    const vera = seen.find(({ email }) => email === viewer.email)!;
    const up = await manager.who.ask('PATCH', `/api/v1/people/${vera.id}`, { role: 'owner' }, { 'if-match': '*' });
    expect(up.status).toBe(403);
    for (const path of ['/api/v1/people', '/api/v1/invitations', '/api/v1/settings', '/api/v1/audit']) {
      expect([path, (await viewer.who.ask('GET', path)).status]).toEqual([path, 403]);
    }
  });

  test('an invitation can be withdrawn and sent again; the old link ends', async () => {
    const made = await invite(owner, { email: 'late@example.net', role: 'engineer', language: 'nl' });
    expect(made.link).toBeNull();
    const first = await linkTo('late@example.net', 'invitation');
    const shown = await guest().must('POST', '/api/v1/invitations/look', { token: first });
    expect(shown).toMatchObject({
      email: 'late@example.net',
      role: 'engineer',
      invitedBy: olga.name,
      mfaRequired: true,
    });
    await owner.must('POST', `/api/v1/invitations/${made.id}/resend`);
    await until('the second mail', 20, () => mailbox.of('late@example.net').length === 2);
    expect((await guest().ask('POST', '/api/v1/invitations/look', { token: first })).status).toBe(404);
    const second = await linkTo('late@example.net', 'invitation');
    expect(second).not.toBe(first);
    await until('its delivery to be noted', 20, async () =>
      (await owner.must<Invitation[]>('GET', '/api/v1/invitations')).some(({ mail }) => mail === 'delivered'),
    );
    await owner.must('DELETE', `/api/v1/invitations/${made.id}`);
    expect((await guest().ask('POST', '/api/v1/invitations/look', { token: second })).status).toBe(404);
  });

  test('of two who accept at once one comes in', async () => {
    await invite(owner, { email: 'twin@example.net', role: 'engineer' });
    const token = await linkTo('twin@example.net', 'invitation');
    const accept = () => guest().ask('POST', '/api/v1/invitations/accept', { token, name: 'Twin', password });
    const both = await Promise.all([accept(), accept()]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 404]);
  });
});

describe('roles', () => {
  test('the last owner stays; a change says which version it saw, and counts at once', async () => {
    const people = await owner.must<Person[]>('GET', '/api/v1/people');
    const me = people.find(({ you }) => you)!;
    expect(me.email).toBe(olga.email);
    for (const change of [{ role: 'engineer' }, { state: 'suspended' }]) {
      const reply = await owner.ask('PATCH', `/api/v1/people/${me.id}`, change, { 'if-match': '*' });
      expect(reply.status).toBe(409);
    }
    expect((await owner.ask('DELETE', `/api/v1/people/${me.id}`, undefined, { 'if-match': '*' })).status).toBe(409);
    const { who } = await join(owner, 'carl@example.net', 'coordinator');
    const carl = (await owner.must<Person[]>('GET', '/api/v1/people')).find(
      ({ email }) => email === 'carl@example.net',
    )!;
    const path = `/api/v1/people/${carl.id}`;
    const { etag } = (await owner.ask('GET', path)).headers;
    expect((await owner.ask('PATCH', path, { role: 'engineer' })).status).toBe(428);
    expect((await who.ask('GET', '/api/v1/rules')).status).toBe(200);
    const live = await who.live();
    expect(live.status).toBe(200);
    const changed = await owner.ask(
      'PATCH',
      path,
      { role: 'engineer', reason: 'joins the night shift' },
      { 'if-match': etag! },
    );
    expect(changed.body).toMatchObject({ role: 'engineer' });
    expect((await owner.ask('PATCH', path, { role: 'auditor' }, { 'if-match': etag! })).status).toBe(412);
    await live.closed;
    expect((await session(who)).user?.role).toBe('engineer');
  });

  test('who is suspended is out at once, streams included, and does not come in', async () => {
    const { who, email } = await join(owner, 'sam@example.net', 'engineer');
    const sam = (await owner.must<Person[]>('GET', '/api/v1/people')).find((one) => one.email === email)!;
    const live = await who.live();
    await owner.must('PATCH', `/api/v1/people/${sam.id}`, { state: 'suspended' }, { 'if-match': '*' });
    await live.closed;
    expect((await who.ask('GET', '/api/v1/overview')).status).toBe(401);
    const back = await guest().signIn(email, password);
    expect([back.status, back.body.type]).toEqual([403, '/problems/account-suspended']);
    // Whoever does not know the password is not told.
    expect((await guest().signIn(email, 'a wrong password')).body.type).toBe('/problems/sign-in-refused');
  });

  test('who lost the factors gets a clean start from an owner', async () => {
    const { who, email } = await join(owner, 'lost@example.net', 'engineer');
    const lost = (await owner.must<Person[]>('GET', '/api/v1/people')).find((one) => one.email === email)!;
    await owner.must('DELETE', `/api/v1/people/${lost.id}/factors`);
    expect((await who.ask('GET', '/api/v1/overview')).status).toBe(401);
    const back = guest();
    expect((await back.signIn(email, password)).body).toMatchObject({ next: 'enrol' });
    await back.enrol();
    expect((await back.ask('GET', '/api/v1/overview')).status).toBe(200);
  });

  test('the people of a customer that is suspended are out', async () => {
    await serving.must('POST', '/api/v1/tenants', { id: 'dusk', name: 'Dusk', timeZone: 'UTC' });
    const { who, email } = await join(owner, 'dora@dusk.example', 'customer-viewer', 'dusk');
    expect((await who.ask('GET', '/api/v1/overview')).status).toBe(200);
    const suspended = await serving.ask('POST', '/api/v1/customers/dusk/suspend', { body: { reason: 'unpaid' } });
    expect([suspended.status, suspended.text]).toEqual([200, expect.anything()]);
    expect((await who.ask('GET', '/api/v1/overview')).status).toBe(401);
    expect((await guest().signIn(email, password)).body.type).toBe('/problems/customer-suspended');
  });
});

describe('sessions', () => {
  test('are listed with device and address; ending one ends it everywhere at once', async () => {
    const { who, email, app } = await join(owner, 'sessa@example.net', 'engineer');
    const second = guest('127.0.0.9', 'Phone/2.0');
    await second.signIn(email, password);
    await second.must('POST', '/api/v1/session/second-factor', { kind: 'totp', code: app!.code() });
    const list = await who.must<{ id: string; device: string; address: string; current: boolean; mfa: string }[]>(
      'GET',
      '/api/v1/profile/sessions',
    );
    const other = list.find(({ current }) => !current)!;
    expect(other).toMatchObject({ device: 'Phone/2.0', address: '127.0.0.9', mfa: 'totp' });
    expect(list.filter(({ current }) => current)).toHaveLength(1);
    const live = await second.live();
    await who.must('DELETE', `/api/v1/profile/sessions/${other.id}`);
    await live.closed;
    expect((await second.ask('GET', '/api/v1/overview')).status).toBe(401);
    expect((await who.ask('DELETE', `/api/v1/profile/sessions/${other.id}`)).status).toBe(404);
    expect((await who.ask('GET', '/api/v1/overview')).status).toBe(200);
    await who.must('DELETE', '/api/v1/profile/sessions');
    expect(await who.must<unknown[]>('GET', '/api/v1/profile/sessions')).toHaveLength(1);
  });

  test('a password is renewed by mail; nothing tells whether somebody has the address', async () => {
    const { who, email } = await join(owner, 'forget@example.net', 'engineer');
    const ask = async (address: string) => {
      const from = performance.now();
      const { status, body } = await guest().ask('POST', '/api/v1/password/forgotten', { email: address });
      return { status, body, took: performance.now() - from };
    };
    const [known, unknown] = [await ask(email), await ask('nobody@example.net')];
    expect([known.status, known.body]).toEqual([unknown.status, unknown.body]);
    expect(known.status).toBe(202);
    const token = await linkTo(email, 'reset-password');
    expect(mailbox.of('nobody@example.net')).toEqual([]);
    const weak = await guest().ask('POST', '/api/v1/password/reset', { token, password: 'password1234' });
    expect([weak.status, weak.body.type]).toEqual([400, '/problems/password-common']);
    const renewed = 'mosterd kano vijver lamp';
    expect((await guest().ask('POST', '/api/v1/password/reset', { token, password: renewed })).status).toBe(204);
    expect((await who.ask('GET', '/api/v1/overview')).status).toBe(401);
    const again = await guest().ask('POST', '/api/v1/password/reset', { token, password });
    expect([again.status, again.body.type]).toEqual([400, '/problems/link-spent']);
    expect((await guest().signIn(email, password)).status).toBe(401);
    // The second factor is still asked for.
    expect((await guest().signIn(email, renewed)).body.next).toBe('second-factor');
  });
});

test('who has the machine has the way back in: the command line, on record as such', async () => {
  const { email } = await join(owner, 'liam@example.net', 'engineer');
  expect(await serving.server.cli('people')).toMatch(/liam@example\.net +engineer +provider +active +app/);
  expect(await serving.server.cli('people', 'forget-factors', email)).toContain('all sessions were ended');
  expect((await guest().signIn(email, password)).body).toMatchObject({ next: 'enrol' });
  expect(await serving.server.cli('people', 'role', email, 'auditor', '--reason', 'moves on')).toContain('auditor');
  const last = await serving.server.tryCli('people', 'suspend', olga.email);
  expect([last.code === 0, last.err]).toEqual([false, expect.stringContaining('last owner')]);
  expect(await serving.server.cli('people', 'invite', 'cli@example.net', 'auditor')).toContain('on its way');
  await linkTo('cli@example.net', 'invitation');
});

test('whoever guesses codes has the password, and its person hears of it', async () => {
  const { email } = await join(owner, 'tessa@example.net', 'engineer');
  for (let n = 0; n < 3; n++) {
    const thief = guest();
    expect((await thief.signIn(email, password)).body.next).toBe('second-factor');
    for (let code = 0; code < 5; code++)
      await thief.ask('POST', '/api/v1/session/second-factor', { kind: 'totp', code: `00000${code}` });
  }
  await until('the warning', 20, () =>
    mailbox.of(email).some(({ text }) => /Iemand|Somebody/.test(text) && /code/.test(text)),
  );
});

test('what is in the database opens nothing: no link, code, seed or password', async () => {
  await until('all mail to be delivered', 20, async () => {
    const waiting = await database.query(`select 1 from outbox where state = 'waiting'`);
    return waiting.length === 0;
  });
  secrets.push(...ownerCodes, password, olga.password);
  // What a cookie holds is a token and what signs it; the signature is nowhere.
  for (const [name, value] of owner.jar)
    if (/session_token|browser/.test(name)) secrets.push(decodeURIComponent(value));
  expect(secrets.length).toBeGreaterThan(20);
  for (const table of await tablesOf(database)) {
    const rows = await database.query<{ line: string }>(`select to_jsonb(t)::text as line from "${table}" t`);
    const text = rows.map(({ line }) => line).join('\n');
    const found = secrets.filter((secret) => text.includes(secret) || text.includes(encodeURIComponent(secret)));
    expect([table, found]).toEqual([table, []]);
  }
});

test('all of it is on record, with who, what and from where, and without a secret', async () => {
  const { items } = await serving.get<{
    items: { action: string; actor: { kind: string; name: string; address: string }; object: { kind: string } }[];
  }>('/api/v1/audit?limit=200');
  const actions = new Set(items.map(({ action }) => action));
  for (const action of ['sign-in.succeeded', 'sign-in.failed', 'password.reset', 'session.ended', 'factor.added']) {
    expect([action, actions.has(action)]).toEqual([action, true]);
  }
  const invited = items.filter(({ object, action }) => object.kind === 'invitation' && action.endsWith('created'));
  expect(invited.map(({ actor }) => actor)).toContainEqual(
    expect.objectContaining({ kind: 'person', name: olga.name, address: '127.0.0.1' }),
  );
  expect(invited.some(({ actor }) => actor.kind === 'local')).toBe(true);
  const text = JSON.stringify(items);
  for (const secret of [...ownerCodes, password, olga.password]) expect(text).not.toContain(secret);
  expect(text).not.toContain('$argon2id$');
});
