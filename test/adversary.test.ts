import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oidcConfig } from '../src/api/access/accounts-oidc.ts';
import type { OidcProvider } from '../src/api/ports/people.ts';
import type { MadeInvitation } from '../src/api/schema/people.ts';
import { Guest } from './lab/guest.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

/** What somebody with the source tried against a running server; each test is a way that was open once. */
let serving: Serving;
let owner: Guest;
const networks = { acme: '198.51.100.0/28', bolt: '198.51.100.64/28' };
const boltPhone = '198.51.100.70';
const password = 'paars fietsbel tulp regen';
let hosts = 0;

beforeAll(async () => {
  serving = new Serving('adversary');
  await serving.start();
  for (const [id, cidr] of Object.entries(networks)) {
    await serving.must('POST', '/api/v1/customers', { id, name: id.toUpperCase(), timeZone: 'Europe/Amsterdam' });
    await serving.must('POST', `/api/v1/customers/${id}/networks`, { cidr });
  }
  owner = guest();
  const token = new URL(serving.server.setupLink).searchParams.get('token');
  const olga = { name: 'Olga', email: 'olga@example.net', password: 'lantaarn koffie duif rivier' };
  await owner.must('POST', '/api/v1/setup', { token, ...olga });
});
afterAll(() => serving?.close());

const guest = () => new Guest(serving.server.url, `127.2.${++hosts}.1`);
const anyVersion = { 'if-match': '*' };

/** Somebody of this role, signed in a moment ago. */
async function person(role: string, tenant?: string): Promise<Guest> {
  const email = `${role}-${hosts}@example.net`;
  const wish = { email, role, language: 'en', ...(tenant && { tenant }) };
  const { link } = await owner.must<MadeInvitation>('POST', '/api/v1/invitations', wish);
  const who = guest();
  await who.must('POST', '/api/v1/invitations/accept', {
    token: new URL(link!).searchParams.get('token'),
    name: email.split('@')[0],
    password,
  });
  return who;
}

const block = (value: string, tenant: string) =>
  serving.must<{ id: string }>('POST', '/api/v1/decisions', { value, durationS: 600, reason: 'test', tenant });

describe('a token of a customer', () => {
  test('of a bouncer gets no decision of another customer', async () => {
    await block('192.0.2.10', 'acme');
    await block('192.0.2.20', 'bolt');
    await block('192.0.2.30', 'provider');
    const { secret } = await serving.token('bouncer', 'edge of acme', 'acme');
    const values = async (path: string) => {
      const answer = await serving.ask<unknown>('GET', path, { token: '', headers: { 'x-api-key': secret } });
      const body = answer.json() as { new?: { value: string }[] } & { value: string }[];
      return (body.new ?? body).map(({ value }) => value).sort();
    };
    expect(await values('/v1/decisions/stream?startup=true')).toEqual(['192.0.2.10', '192.0.2.30']);
    expect(await values('/v1/decisions')).toEqual(['192.0.2.10', '192.0.2.30']);
  });

  test('cannot claim the sender of somebody else', async () => {
    const { secret } = await serving.token('api', 'script of acme', 'acme');
    const claim = (match: object) =>
      serving.ask('POST', '/api/v1/sources', {
        token: secret,
        body: { tenant: 'acme', name: 'mine', kind: 'syslog', match, format: 'auto', timeZone: 'UTC' },
      });
    for (const match of [
      { hostname: 'sbc1' },
      { address: boltPhone },
      { address: '0.0.0.0/0' },
      { listener: 'syslog-udp' },
    ]) {
      const answer = await claim(match);
      expect([match, answer.status]).toEqual([match, 403]);
    }
  });

  test('blocks nobody at another customer, and learns nothing of what is guarded', async () => {
    await serving.must('PATCH', '/api/v1/settings', {
      allowlist: [{ value: '192.0.2.99', note: 'home of the director' }],
    });
    const { secret } = await serving.token('api', 'blocks of acme', 'acme');
    const ask = (path: string, value: string) =>
      serving.ask('POST', path, { token: secret, body: { value, durationS: 600, reason: 'x' } });
    const refused = await ask('/api/v1/decisions', boltPhone);
    expect([refused.status, refused.text]).toEqual([409, expect.not.stringContaining('network of a customer')]);
    for (const value of [boltPhone, '192.0.2.99']) {
      const preview = await ask('/api/v1/decisions/preview', value);
      expect(preview.text).not.toMatch(/director|network of a customer|registration/);
    }
    expect((await ask('/api/v1/decisions', '192.0.2.99')).text).not.toContain('director');
    expect((await ask('/api/v1/decisions', '192.0.2.77')).status).toBe(200);
  });

  test('that is withdrawn ends its stream', { timeout: 40_000 }, async () => {
    const { secret, id } = await serving.token('api', 'screen of acme', 'acme');
    const response = await fetch(`${serving.server.url}/api/v1/live`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    expect(response.status).toBe(200);
    const ended = (async () => {
      for await (const _ of response.body!);
      return 'ended';
    })().catch(() => 'ended');
    await serving.must('DELETE', `/api/v1/tokens/${id}`);
    const waiting = new Promise((resolve) => setTimeout(resolve, 20_000, 'goes on'));
    expect(await Promise.race([ended, waiting])).toBe('ended');
  });
});

describe('roles', () => {
  test('an engineer does not take everything out', async () => {
    const engineer = await person('engineer');
    expect((await engineer.ask('GET', '/api/v1/backup')).status).toBe(403);
    const made = await serving.must<{ name: string }>('POST', '/api/v1/backups');
    expect((await engineer.ask('GET', `/api/v1/backups/${made.name}`)).status).toBe(403);
    expect((await owner.ask('GET', `/api/v1/backups/${made.name}`)).status).toBe(200);
  });

  test('a customer manager does not change how everybody signs in', async () => {
    const manager = await person('customer-manager', 'acme');
    const before = await owner.must('GET', '/api/v1/security');
    const answer = await manager.ask('PATCH', '/api/v1/security', { mfaRoles: ['owner'] }, anyVersion);
    expect(answer.status).toBe(403);
    expect(await owner.must('GET', '/api/v1/security')).toEqual(before);
  });

  test('a token gets no link of an invitation', async () => {
    await owner.must('POST', '/api/v1/invitations', { email: 'next@example.net', role: 'owner', language: 'en' });
    const [invited] = (await owner.must<{ id: string; email: string }[]>('GET', '/api/v1/invitations')).filter(
      ({ email }) => email === 'next@example.net',
    );
    const { secret } = await owner.must<{ secret: string }>('POST', '/api/v1/tokens', {
      kind: 'api',
      name: 'people',
      permissions: ['people:read', 'people:write'],
    });
    const answer = await serving.ask('POST', `/api/v1/invitations/${invited.id}/resend`, { token: secret });
    expect([answer.status, answer.text.includes('token=')]).toEqual([403, false]);
  });
});

test('one caller does not take all the room for streams', async () => {
  const viewer = await person('customer-viewer', 'acme');
  const streams = await Promise.all(Array.from({ length: 30 }, () => viewer.live()));
  const open = streams.filter(({ status }) => status === 200).length;
  for (const stream of streams) stream.end();
  expect(open).toBeLessThanOrEqual(20);
});

test('an address that a provider did not check takes no invitation', () => {
  const provider = {
    id: 'x',
    name: 'X',
    issuer: 'https://id.example.net',
    clientId: 'c',
    clientSecret: 's',
    scopes: [],
  };
  const read = (emailClaim: string, trustEmail: boolean) =>
    oidcConfig({ ...provider, emailClaim, trustEmail } as unknown as OidcProvider).mapProfileToUser!({
      sub: '1',
      emailVerified: false,
      email: 'mallory@example.net',
      email_verified: true,
      preferred_username: 'boss@example.net',
    });
  expect(read('email', false)).toMatchObject({ email: 'mallory@example.net', emailVerified: true });
  expect(read('preferred_username', false)).toMatchObject({ email: 'boss@example.net', emailVerified: false });
  expect(read('preferred_username', true)).toMatchObject({ emailVerified: true });
});

// Last: everybody is signed out.
test('putting back an older backup says on record which record it took the place of', { timeout: 60_000 }, async () => {
  const { name } = await serving.must<{ name: string }>('POST', '/api/v1/backups');
  const bytes = readFileSync(join(serving.server.dataDir, 'backups', name));
  await block('192.0.2.200', 'acme');
  const [last] = (await serving.get<{ items: { seq: number; hash: string }[] }>('/api/v1/audit?limit=1')).items;
  const answer = await serving.ask('POST', '/api/v1/restore', {
    body: bytes,
    headers: { 'content-type': 'application/octet-stream' },
  });
  expect(answer.status).toBe(200);
  const found = await until('the entry', 40, async () => {
    try {
      const { items } = await serving.get<{ items: { action: string; detail: { replaced: object } }[] }>(
        '/api/v1/audit?limit=20',
      );
      return items.find(({ action }) => action === 'backup.restored');
    } catch {
      return undefined;
    }
  });
  expect(found.detail.replaced).toEqual({ seq: last.seq, hash: last.hash });
});
