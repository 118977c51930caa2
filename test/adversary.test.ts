import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { extract, pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oidcConfig } from '../src/api/access/accounts-oidc.ts';
import { workOf } from '../src/api/access/actor.ts';
import { secretHash } from '../src/api/access/secret.ts';
import type { OidcProvider } from '../src/api/ports/people.ts';
import type { MadeInvitation, Session } from '../src/api/schema/people.ts';
import { openTestStore } from '../src/store/testing/test-store.ts';
import { type ApiLab, openApiLab } from './api/api-lab.ts';
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
    expect((await ask('/api/v1/decisions', '192.0.2.64/28')).status).toBe(403);
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

test("a customer's people do not read what the provider notes about them", async () => {
  await serving.must('PATCH', '/api/v1/customers/acme', { notes: 'pays late, watch out' });
  const viewer = await person('customer-manager', 'acme');
  for (const path of ['/api/v1/customers', '/api/v1/customers/acme', '/api/v1/audit']) {
    const { status, body } = await viewer.ask('GET', path);
    expect([path, status, JSON.stringify(body).includes('pays late')]).toEqual([path, 200, false]);
  }
});

test('an auditor changes nothing: not even a backtest is begun', async () => {
  const auditor = await person('auditor');
  const { status } = await auditor.ask('POST', '/api/v1/rules/sip-brute-force/backtests', { days: 1 });
  expect(status).toBe(403);
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

test('a second factor of ones own does not answer for somebody else', async () => {
  const victim = await person('engineer');
  const email = (await victim.must<Session>('GET', '/api/v1/session')).user!.email;
  await victim.enrol();
  const thief = await person('customer-viewer', 'acme');
  const { app } = await thief.enrol();
  const door = guest();
  expect((await door.signIn(email, password)).body).toMatchObject({ next: 'second-factor' });
  for (const [name, value] of door.jar) thief.jar.set(name, value);
  const answer = await thief.ask('POST', '/api/v1/session/second-factor', { kind: 'totp', code: app.code() });
  expect(answer.status).toBe(401);
});

describe('a session that was left open', () => {
  let lab: ApiLab;
  let cookie: string;
  beforeAll(async () => {
    lab = await openApiLab();
    cookie = await lab.signIn();
    lab.base.clock.now += 6 * 60_000;
  });
  afterAll(() => lab?.close());
  const headers = { 'if-match': '*' };

  test('gets no passkey', async () => {
    const answer = await lab.ask({ method: 'POST', url: '/api/v1/profile/passkeys/options', cookie });
    expect([answer.statusCode, answer.json().type]).toEqual([403, '/problems/step-up-required']);
  });

  test('does not make evidence go earlier', async () => {
    const change = (payload: object) =>
      lab.ask({ method: 'PATCH', url: '/api/v1/retention', cookie, headers, payload });
    for (const payload of [{ days: { audit: 365 } }, { customers: [{ tenant: 'provider', eventDays: 2 }] }]) {
      const answer = await change(payload);
      expect([payload, answer.json().type]).toEqual([payload, '/problems/step-up-required']);
    }
    expect((await change({ days: { audit: 3000, events: 31 } })).statusCode).toBe(200);
  });
});

test('the application hangs no function of the owner on a table of its own', async () => {
  const { database, close } = await openTestStore();
  try {
    for (const name of ['belwacht_claim', 'belwacht_audit', 'belwacht_audit_head']) {
      const forging = database.db.transaction().execute(async (tx) => {
        await sql`create temporary table customer_network (tenant text, id text, cidr cidr) on commit drop`.execute(tx);
        await sql`create trigger forged after insert on pg_temp.customer_network for each row execute function ${sql.ref(name)}()`.execute(
          tx,
        );
      });
      await expect(forging).rejects.toThrow(`permission denied for function ${name}`);
    }
    const networks = sql`insert into customer_network (tenant, id, cidr, created_at) values ('provider', 'n', '192.0.2.0/24', 0)`;
    await networks.execute(database.db);
    const { rows } = await sql`select from address_claim where part_id = 'n'`.execute(database.db);
    expect(rows).toHaveLength(1);
  } finally {
    await close();
  }
});

test('a row that calls its customer * opens nothing', () => {
  const actor = { kind: 'person', id: 'x', name: 'X', role: 'customer-viewer', tenant: '*', permissions: new Set() };
  expect(() => workOf({ actor, headers: {} } as unknown as FastifyRequest)).toThrow('no such customer');
});

test('the token of the command line is good on this machine only', async () => {
  const lab = await openApiLab();
  try {
    await lab.base.store.tokens.insert({ kind: 'local', name: 'cli', tenant: 'provider' }, secretHash('bw_local_x'));
    const from = async (remoteAddress: string) =>
      (await lab.ask({ url: '/api/v1/overview', bearer: 'bw_local_x', remoteAddress })).statusCode;
    expect([await from('127.0.0.1'), await from('203.0.113.5')]).toEqual([200, 401]);
  } finally {
    await lab.close();
  }
});

describe('what a token or backup leaves behind', () => {
  test('a token that a token makes ends with it', async () => {
    const wish = { kind: 'api', name: 'short', permissions: ['tokens:write', 'overview:read'], expiresInDays: 1 };
    const short = await owner.must<{ secret: string; expiresAt: string }>('POST', '/api/v1/tokens', wish);
    const body = { kind: 'api', name: 'long', permissions: ['overview:read'], expiresInDays: 730 };
    const answer = await serving.ask<{ expiresAt: string }>('POST', '/api/v1/tokens', { token: short.secret, body });
    expect(answer.json().expiresAt).toBe(short.expiresAt);
  });

  test('a backup that somebody takes is on record before it is whole', async () => {
    const aborting = new AbortController();
    const cookie = [...owner.jar].map((pair) => pair.join('=')).join('; ');
    const taking = await fetch(`${serving.server.url}/api/v1/backup`, { headers: { cookie }, signal: aborting.signal });
    expect(taking.status).toBe(200);
    aborting.abort();
    const { items } = await serving.get<{ items: { action: string; actor: { name: string } }[] }>(
      '/api/v1/audit?action=backup.begun',
    );
    expect(items[0].actor.name).toBe('Olga');
  });
});

test('a crafted backup is refused, whatever it says in its list', { timeout: 120_000 }, async () => {
  const { name } = await serving.must<{ name: string }>('POST', '/api/v1/backups');
  const good = readFileSync(join(serving.server.dataDir, 'backups', name));
  const put = async (change: (entries: Map<string, Buffer>, manifest: Crafted) => void) => {
    const body = await crafted(good, change);
    const headers = { 'content-type': 'application/octet-stream' };
    const answer = await serving.ask<{ detail: string }>('POST', '/api/v1/restore', { body, headers });
    return [answer.status, answer.json().detail] as const;
  };
  const table = (manifest: Crafted, of: string) => manifest.tables.find((one) => one.name === of)!;
  const rows = (entries: Map<string, Buffer>, manifest: Crafted, of: string, text: string) => {
    const bytes = Buffer.from(text);
    entries.set(`tables/${of}/000001`, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    Object.assign(table(manifest, of), { bytes: bytes.length, sha256, rows: text.split('\n').length - 1 });
  };
  const people = (entries: Map<string, Buffer>) => String(entries.get('tables/auth_user/000001'));
  const cases: Record<string, (entries: Map<string, Buffer>, manifest: Crafted) => void> = {
    'a role there is not': (entries, manifest) =>
      rows(entries, manifest, 'auth_user', people(entries).replace('\towner\t', '\tking\t')),
    'rows that are none': (entries, manifest) => rows(entries, manifest, 'auth_user', 'x\ty\n'),
    'a column that is SQL': (_, manifest) => {
      table(manifest, 'tenant').columns[0] = 'id") from stdin; drop table tenant; --';
    },
    'an order that is SQL': (_, manifest) => {
      table(manifest, 'tenant').order = ['id"; drop table tenant; --'];
    },
    'a table in a table without parts': (_, manifest) => {
      manifest.tables.push({ ...table(manifest, 'closed_day'), name: 'evil', parent: 'tenant', bound: 'DEFAULT' });
    },
    'bounds that are SQL': (_, manifest) => {
      manifest.tables.push({
        ...table(manifest, 'closed_day'),
        name: 'evil',
        parent: 'event',
        bound: 'DEFAULT; drop table tenant',
      });
    },
    'a sequence there is not': (_, manifest) => {
      manifest.sequences.push({ name: 'evil', value: 1, called: true });
    },
  };
  for (const [what, change] of Object.entries(cases))
    expect([what, ...(await put(change))]).toEqual([what, 400, expect.any(String)]);
  expect((await serving.page<{ id: string }>('/api/v1/customers')).map(({ id }) => id)).toContain('acme');
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

interface Crafted {
  tables: {
    name: string;
    parent: string;
    bound: string;
    columns: string[];
    order: string[];
    bytes: number;
    sha256: string;
    rows: number;
  }[];
  sequences: { name: string; value: number; called: boolean }[];
}

/** A backup with something changed, whole in itself. */
async function crafted(
  good: Buffer,
  change: (entries: Map<string, Buffer>, manifest: Crafted) => void,
): Promise<Buffer> {
  const entries = new Map<string, Buffer>();
  const reading = extract();
  reading.on('entry', (header, stream, next) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk) => chunks.push(chunk as Buffer));
    stream.on('end', () => {
      entries.set(header.name, Buffer.concat(chunks));
      next();
    });
  });
  const read = new Promise<void>((resolve, reject) => {
    reading.on('finish', () => resolve());
    reading.on('error', reject);
  });
  reading.end(gunzipSync(good));
  await read;
  const manifest = JSON.parse(String(entries.get('manifest.json'))) as Crafted;
  change(entries, manifest);
  entries.set('manifest.json', Buffer.from(JSON.stringify(manifest)));
  const writing = pack();
  for (const [name, bytes] of entries) writing.entry({ name }, bytes);
  writing.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of writing) chunks.push(chunk as Buffer);
  return gzipSync(Buffer.concat(chunks));
}
