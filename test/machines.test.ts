import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Recipient, Settings } from '../src/api/schema/settings.ts';
import { type Description, operationsOf, resolve } from './lab/api-walk.ts';
import { DebianDatabase } from './lab/database.ts';
import { freePort } from './lab/free-port.ts';
import { Guest } from './lab/guest.ts';
import { type Asking, Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

/** What scripts and several people at once rely on, on a real server. */
let db: DebianDatabase;
let it: Serving;
let owner: Guest;
const olga = { name: 'Olga de Boer', email: 'olga@example.net', password: 'lantaarn koffie duif rivier' };
interface Made {
  readonly id: string;
  readonly secret: string;
  readonly permissions: string[];
  readonly expiresAt: string | null;
  readonly state: string;
  readonly madeBy: string;
  readonly lastUsedAt: string | null;
  readonly lastUsedAddress: string;
}

beforeAll(async () => {
  db = await DebianDatabase.make();
  it = new Serving('machines', {
    database_url: db.url,
    // The same after a restart.
    http: { port: await freePort() },
    smtp: { host: '127.0.0.1', port: 1 },
    limits: { reads: 1_000_000, acts: 1_000_000, sign_in: 1000 },
  });
  await it.start();
  owner = new Guest(it.server.url, '127.3.0.1');
  const token = new URL(it.server.setupLink).searchParams.get('token');
  await owner.must('POST', '/api/v1/setup', { token, ...olga });
  for (const id of ['one', 'two']) await it.must('POST', '/api/v1/tenants', { id, name: id, timeZone: 'UTC' });
}, 120_000);

afterAll(async () => {
  await it?.close();
  await db?.remove();
});

const day = 86_400_000;
const make = (body: object) => owner.must<Made>('POST', '/api/v1/tokens', { kind: 'api', name: 'script', ...body });
const ask = (token: string, method: string, path: string, asking: Asking = {}) =>
  it.ask(method, path, { ...asking, token });

describe('a token', () => {
  test('ends after a year unless something else is said, and only an owner says never', async () => {
    const usual = await make({});
    expect(Math.round((Date.parse(usual.expiresAt!) - Date.now()) / day)).toBe(365);
    expect(usual).toMatchObject({ state: 'active', madeBy: olga.name, lastUsedAt: null, lastUsedAddress: '' });
    expect((await make({ expiresInDays: null })).expiresAt).toBeNull();
    expect((await make({ expiresInDays: 5 })).state).toBe('expiring');
    const long = await owner.ask('POST', '/api/v1/tokens', { kind: 'api', name: 'x', expiresInDays: 731 });
    expect([long.status, long.body.field]).toEqual([400, 'expiresInDays']);
    const maker = await make({ permissions: ['tokens:read', 'tokens:write', 'alerts:read'] });
    const never = await ask(maker.secret, 'POST', '/api/v1/tokens', {
      body: { kind: 'api', name: 'x', expiresInDays: null },
    });
    expect([never.status, (never.json() as { field: string }).field]).toEqual([403, 'expiresInDays']);
    const soon = await owner.must<Made[]>('GET', '/api/v1/tokens?expiring=true');
    expect(soon.map(({ state }) => state)).toEqual(['expiring']);
  });

  test('opens nothing after its end, and says why', async () => {
    const made = await make({});
    expect((await ask(made.secret, 'GET', '/api/v1/alerts')).status).toBe(200);
    await db.query(`update token set expires_at = 1 where id = '${made.id}'`);
    const late = await ask(made.secret, 'GET', '/api/v1/alerts');
    expect([late.status, late.json()]).toMatchObject([401, { type: '/problems/token-expired' }]);
    const listed = await owner.must<Made[]>('GET', '/api/v1/tokens?expiring=true');
    expect(listed.find(({ id }) => id === made.id)?.state).toBe('expired');
  });

  test('shows when and from where it was last used', async () => {
    const made = await make({});
    await ask(made.secret, 'GET', '/api/v1/alerts');
    const find = async () => (await owner.must<Made[]>('GET', '/api/v1/tokens')).find(({ id }) => id === made.id)!;
    const used = await find();
    expect(Math.abs(Date.parse(used.lastUsedAt!) - Date.now())).toBeLessThan(60_000);
    expect(used.lastUsedAddress).toMatch(/127\.0\.0\.1$/);
    // A use from elsewhere is noted at once.
    const elsewhere = new Guest(it.server.url, '127.9.9.9');
    await elsewhere.must('GET', '/api/v1/alerts', undefined, { authorization: `Bearer ${made.secret}` });
    expect((await find()).lastUsedAddress).toMatch(/127\.9\.9\.9$/);
  });

  test('is kept as a hash; its secret is in no row and no later answer', async () => {
    const made = await make({});
    const tables = await db.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`,
    );
    for (const { name } of tables) {
      const hits = await db.query(`select 1 from "${name}" t where to_jsonb(t)::text like '%${made.secret}%'`);
      expect([name, hits.length]).toEqual([name, 0]);
    }
    expect(JSON.stringify(await owner.must('GET', '/api/v1/tokens'))).not.toContain(made.secret);
  });

  test('may what it was given and nothing else', async () => {
    const reader = await make({ preset: 'read' });
    expect((await ask(reader.secret, 'GET', '/api/v1/decisions')).status).toBe(200);
    const wish = { value: '203.0.113.50', durationS: 3600, reason: 'x' };
    const refused = await ask(reader.secret, 'POST', '/api/v1/decisions', { body: wish });
    expect([refused.status, refused.json()]).toMatchObject([
      403,
      { type: '/problems/not-permitted', needs: 'decisions:act' },
    ]);
    const ingest = await it.token('ingest', 'pbx');
    expect((await ask(ingest.secret, 'GET', '/api/v1/alerts')).status).toBe(401);
    const both = await owner.ask('POST', '/api/v1/tokens', { kind: 'ingest', name: 'x', permissions: ['alerts:read'] });
    expect([both.status, both.body.field]).toEqual([400, 'permissions']);
  });

  test('of a customer sees that customer only, and cannot have what steers everything', async () => {
    const made = await make({ tenant: 'one' });
    const { body } = await owner.ask<{ id: string }[]>('GET', '/api/v1/tenants');
    expect(body.length).toBeGreaterThan(2);
    expect((await ask(made.secret, 'GET', '/api/v1/tenants')).json()).toMatchObject([{ id: 'one' }]);
    expect((await ask(made.secret, 'GET', '/api/v1/alerts?tenant=two')).status).toBe(403);
    const much = await owner.ask('POST', '/api/v1/tokens', {
      kind: 'api',
      name: 'x',
      tenant: 'one',
      permissions: ['alerts:read', 'settings:write'],
    });
    expect([much.status, much.body.field]).toEqual([403, 'permissions.1']);
  });

  test('never has more than its maker, today: made by a token, after a change of role, after a suspension', async () => {
    const maker = await make({ permissions: ['tokens:write', 'alerts:read'] });
    const more = await ask(maker.secret, 'POST', '/api/v1/tokens', {
      body: { kind: 'api', name: 'x', permissions: ['decisions:act'] },
    });
    expect([more.status, (more.json() as { field: string }).field]).toEqual([403, 'permissions.0']);
    const child = (
      await ask(maker.secret, 'POST', '/api/v1/tokens', {
        body: { kind: 'api', name: 'x', permissions: ['alerts:read'] },
      })
    ).json() as Made;
    expect(child.madeBy).toBe(olga.name);

    // Another owner makes one, becomes an auditor, and is suspended.
    await db.query(
      `insert into auth_user (id, tenant, name, email, role, state) values ('p2', 'provider', 'Piet', 'piet@example.net', 'owner', 'active')`,
    );
    const made = await make({ permissions: ['alerts:read', 'alerts:act', 'settings:read'] });
    await db.query(`update token set made_by = 'p2' where id = '${made.id}'`);
    const act = () => ask(made.secret, 'POST', '/api/v1/alerts/none/close');
    expect((await act()).status).toBe(404);
    await db.query(`update auth_user set role = 'auditor' where id = 'p2'`);
    expect((await act()).status).toBe(403);
    expect((await ask(made.secret, 'GET', '/api/v1/alerts')).status).toBe(200);
    await db.query(`update auth_user set state = 'suspended' where id = 'p2'`);
    expect((await ask(made.secret, 'GET', '/api/v1/alerts')).status).toBe(401);
    const listed = (await owner.must<Made[]>('GET', '/api/v1/tokens')).find(({ id }) => id === made.id);
    expect(listed?.state).toBe('stopped');
  });

  test('is withdrawn at once', async () => {
    const made = await make({});
    expect((await owner.ask('DELETE', `/api/v1/tokens/${made.id}`)).status).toBe(204);
    expect((await ask(made.secret, 'GET', '/api/v1/alerts')).status).toBe(401);
    expect((await owner.ask('DELETE', `/api/v1/tokens/${made.id}`)).status).toBe(404);
  });
});

describe('two who change the same', () => {
  test('a person says what was seen; the second is told who was faster', async () => {
    const first = await owner.ask<Settings>('GET', '/api/v1/settings');
    const seen = first.headers.etag!;
    expect(seen).toMatch(/^"\d+"$/);
    const without = await owner.ask('PATCH', '/api/v1/settings', { maxBlocksPerMinute: 50 });
    expect([without.status, without.body.type]).toEqual([428, '/problems/version-required']);
    const done = await owner.ask('PATCH', '/api/v1/settings', { maxBlocksPerMinute: 51 }, { 'if-match': seen });
    expect(done.status).toBe(200);
    expect(done.headers.etag).not.toBe(seen);
    const late = await owner.ask('PATCH', '/api/v1/settings', { maxBlocksPerMinute: 52 }, { 'if-match': seen });
    expect([late.status, late.body.type, late.body.changedBy]).toEqual([412, '/problems/version-stale', olga.name]);
    expect(late.body.detail).toMatch(/^Olga de Boer changed this on \d{4}-\d\d-\d\d at \d\d:\d\d:\d\d UTC/);
    expect((await owner.must<Settings>('GET', '/api/v1/settings')).maxBlocksPerMinute).toBe(51);
    // A script may do without, and may say that any version will do.
    expect((await it.ask('PATCH', '/api/v1/settings', { body: { maxBlocksPerMinute: 53 } })).status).toBe(200);
    expect((await owner.ask('PATCH', '/api/v1/settings', { maxBlocksPerMinute: 54 }, { 'if-match': '*' })).status).toBe(
      200,
    );
    expect(
      (await owner.ask('PATCH', '/api/v1/settings', { maxBlocksPerMinute: 55 }, { 'if-match': 'nonsense' })).status,
    ).toBe(400);
    const weak = await owner.ask('PATCH', '/api/v1/settings', { maxBlocksPerMinute: 56 }, { 'if-match': `W/${seen}` });
    expect(weak.status).toBe(412);
  });

  test('of twenty at the same moment one wins, on every kind of thing', async () => {
    const source = await it.must<{ id: string }>('POST', '/api/v1/sources', {
      ...{
        tenant: 'one',
        name: 'PBX',
        kind: 'syslog',
        match: { address: '192.0.2.61' },
        format: 'auto',
        timeZone: 'UTC',
      },
    });
    const rules = await owner.must<{ id: string }[]>('GET', '/api/v1/rules');
    const race = async (path: string, change: (n: number) => object, etag: string) => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => owner.ask('PATCH', path, change(n), { 'if-match': etag })),
      );
      const counts = [200, 412].map((status) => answers.filter((answer) => answer.status === status).length);
      expect([path, ...counts]).toEqual([path, 1, 19]);
    };
    const settings = await owner.ask('GET', '/api/v1/settings');
    await race(
      '/api/v1/settings',
      (n) => ({ maxBlocksPerMinute: 1000 + n, minPrefix4: 10 + n }),
      settings.headers.etag!,
    );
    await race(`/api/v1/sources/${source.id}`, (n) => ({ name: `PBX ${n}` }), '"1"');
    // Nobody has set it yet: version 0.
    await race(`/api/v1/rules/${rules[0].id}`, () => ({ mode: 'report-only' }), '"0"');
    const after = await owner.must<{ version: number }[]>('GET', '/api/v1/rules');
    await race(`/api/v1/rules/${rules[0].id}`, (n) => ({ mode: ['off', 'enforce'][n % 2] }), `"${after[0].version}"`);
  });

  test('what Belwacht itself notes is no change that anybody has to see', async () => {
    const wish = { kind: 'mail', address: 'noc@example.net', language: 'nl', minimumSeverity: 'high' };
    const made = await it.must<Recipient>('POST', '/api/v1/recipients', wish);
    await db.query(`update recipient set last_at = 1, last_ok = false, last_error = 'x' where id = '${made.id}'`);
    const [{ version }] = await it.get<Recipient[]>('/api/v1/recipients');
    expect(version).toBe(made.version);
    const stale = await owner.ask('DELETE', `/api/v1/recipients/${made.id}`, undefined, { 'if-match': '"77"' });
    expect(stale.status).toBe(412);
    const gone = await owner.ask('DELETE', `/api/v1/recipients/${made.id}`, undefined, { 'if-match': `"${version}"` });
    expect(gone.status).toBe(204);
  });
});

describe('an act with a key', () => {
  let n = 0;
  const wish = () => ({ value: `198.51.100.${++n}`, durationS: 3600, reason: 'key' });
  const keyed = (key: string, body: unknown, path = '/api/v1/decisions', token?: string) =>
    it.ask<{ id: string; type: string; done?: string[] }>('POST', path, {
      body,
      headers: { 'idempotency-key': key },
      ...(token && { token }),
    });
  const blocks = async (value: string) => (await it.get<{ total: number }>(`/api/v1/decisions?q=${value}`)).total;

  const taken = async (key: string) => (await db.query(`select 1 from idempotency where key = '${key}'`)).length > 0;

  test('is done once and answered the same again', async () => {
    const body = wish();
    const [first, again] = [await keyed('k-1', body), await keyed('k-1', body)];
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.json()).toEqual(first.json());
    expect([first.headers.get('idempotency-replayed'), again.headers.get('idempotency-replayed')]).toEqual([
      null,
      'true',
    ]);
    expect(await blocks(body.value)).toBe(1);
    // As a structured string it is the same key.
    expect((await keyed('"k-1"', body)).headers.get('idempotency-replayed')).toBe('true');
  });

  test('is done once when many ask at the same moment', async () => {
    const body = wish();
    const answers = await Promise.all(Array.from({ length: 12 }, () => keyed('k-2', body)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map((answer) => answer.json().id)).size).toBe(1);
    expect(await blocks(body.value)).toBe(1);
  });

  test('is another act for another caller, and refused for another request', async () => {
    const body = wish();
    await keyed('k-3', body);
    const other = await keyed('k-3', { ...body, reason: 'another' });
    expect([other.status, other.json().type]).toEqual([422, '/problems/key-reused']);
    const elsewhere = await keyed('k-3', body, '/api/v1/decisions/preview');
    expect(elsewhere.status).toBe(422);
    const token = (await make({})).secret;
    const second = await keyed('k-3', body, '/api/v1/decisions', token);
    expect(second.headers.get('idempotency-replayed')).toBeNull();
    for (const bad of ['a b', 'x'.repeat(129), '""']) expect((await keyed(bad, body)).status).toBe(400);
    // What is refused before it is looked at uses up no key.
    expect((await keyed('k-4', { nonsense: 1 })).status).toBe(400);
    expect((await keyed('k-4', wish())).status).toBe(200);
  });

  test('keeps no secret that is shown once', async () => {
    const made = await keyed('k-5', { kind: 'api', name: 'once' }, '/api/v1/tokens');
    expect(made.status).toBe(200);
    const again = await keyed('k-5', { kind: 'api', name: 'once' }, '/api/v1/tokens');
    expect([again.status, again.json().type]).toEqual([409, '/problems/answer-not-kept']);
    const tokens = await it.get<{ name: string }[]>('/api/v1/tokens');
    expect(tokens.filter(({ name }) => name === 'once')).toHaveLength(1);
    expect(await db.query(`select 1 from idempotency where body like '%bw_api_%'`)).toEqual([]);
  });

  test('counts over a restart', async () => {
    const body = wish();
    const token = (await make({ expiresInDays: null })).secret;
    const first = await keyed('k-6', body, '/api/v1/decisions', token);
    await it.server.stop();
    await it.start();
    const again = await keyed('k-6', body, '/api/v1/decisions', token);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.json()).toEqual(first.json());
    expect(await blocks(body.value)).toBe(1);
  });

  test('runs again when the server died before it was done', async () => {
    const token = (await make({ expiresInDays: null })).secret;
    const body = wish();
    const release = await db.lock('decision');
    const asked = keyed('crash-before', body, '/api/v1/decisions', token).catch(() => undefined);
    await until('the key to be taken', 20, () => taken('crash-before'));
    await it.server.stop('SIGKILL');
    await release();
    expect(await asked).toBeUndefined();
    await it.start();
    const again = await keyed('crash-before', body, '/api/v1/decisions', token);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, null]);
    expect(await blocks(body.value)).toBe(1);
  });

  test('is not done twice when the server died between the act and its answer, and says what was done', async () => {
    const token = (await make({ expiresInDays: null })).secret;
    const body = wish();
    const letAct = await db.lock('decision');
    const asked = keyed('crash-after', body, '/api/v1/decisions', token).catch(() => undefined);
    await until('the key to be taken', 20, () => taken('crash-after'));
    // The act goes on; its answer cannot be kept.
    const letAnswer = await db.lock('idempotency');
    await letAct();
    await until('the block to be stored', 20, async () => {
      const rows = await db.query(`select 1 from decision where value = '${body.value}'`);
      return rows.length > 0;
    });
    await it.server.stop('SIGKILL');
    await letAnswer();
    expect(await asked).toBeUndefined();
    await it.start();
    const again = await keyed('crash-after', body, '/api/v1/decisions', token);
    expect([again.status, again.json().type]).toEqual([409, '/problems/outcome-unknown']);
    expect(again.json().done!.join()).toMatch(/^decision\.created /);
    expect(await blocks(body.value)).toBe(1);
  });

  test('is done once wherever in between the server dies', async () => {
    const token = (await make({ expiresInDays: null })).secret;
    for (let round = 0; round < 3; round++) {
      const body = wish();
      const asked = keyed(`crash-${round}`, body, '/api/v1/decisions', token).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 5 + round * 15));
      await it.server.stop('SIGKILL');
      await asked;
      await it.start();
      const again = await keyed(`crash-${round}`, body, '/api/v1/decisions', token);
      expect([200, 409]).toContain(again.status);
      expect(await blocks(body.value)).toBe(1);
    }
  });

  test('leaves no key behind after its time', async () => {
    await keyed('k-7', wish());
    await db.query(`update idempotency set expires_at = 1 where key = 'k-7'`);
    const body = wish();
    const later = await keyed('k-7', body);
    expect([later.status, later.headers.get('idempotency-replayed')]).toEqual([200, null]);
  });
});

describe('the description', () => {
  test('is valid OpenAPI 3.1, and every schema in it valid JSON Schema 2020-12', async () => {
    const description = await it.get<Description & { info: object }>('/api/openapi.json');
    expect(description.openapi).toMatch(/^3\.1\.\d+$/);
    expect(description.info).toMatchObject({ title: 'Belwacht', version: expect.stringMatching(/./) });
    const ajv = new Ajv2020({ strict: false });
    const names = new Set<string>();
    for (const [path, item] of Object.entries(description.paths)) {
      for (const [method, given] of Object.entries(item)) {
        const name = `${method} ${path}`;
        const operation = given as unknown as {
          operationId: string;
          summary: string;
          tags: string[];
          security: Record<string, string[]>[];
          parameters?: unknown[];
          requestBody?: { content: Record<string, { schema: object }> };
          responses: Record<
            string,
            { $ref?: string; description?: string; content?: Record<string, { schema?: object }> }
          >;
          'x-belwacht-needs'?: string;
          'x-belwacht-access'?: string;
        };
        expect([name, ['get', 'post', 'put', 'patch', 'delete', 'head'].includes(method)]).toEqual([name, true]);
        expect([name, names.has(operation.operationId)]).toEqual([name, false]);
        names.add(operation.operationId);
        expect([name, typeof operation.summary, operation.tags?.length > 0]).toEqual([name, 'string', true]);
        expect([name, Boolean(operation['x-belwacht-needs']) !== Boolean(operation['x-belwacht-access'])]).toEqual([
          name,
          true,
        ]);
        for (const scheme of operation.security.flatMap((one) => Object.keys(one))) {
          expect([name, scheme in description.components.securitySchemes]).toEqual([name, true]);
        }
        if (operation['x-belwacht-needs']) expect([name, operation.security.length]).toEqual([name, 2]);
        expect([name, Object.keys(operation.responses)]).toEqual([name, expect.arrayContaining(['429', '500'])]);
        const schemas = [
          ...Object.values(operation.requestBody?.content ?? {}).map(({ schema }) => schema),
          ...Object.values(operation.responses).flatMap((response) => {
            const full = response.$ref ? (resolve(description, response.$ref) as typeof response) : response;
            expect([name, typeof full.description]).toEqual([name, 'string']);
            return Object.values(full.content ?? {}).flatMap(({ schema }) => (schema ? [schema] : []));
          }),
        ];
        for (const schema of schemas)
          expect([name, ajv.validateSchema(schema), ajv.errors]).toEqual([name, true, null]);
      }
    }
    for (const [, reference] of JSON.stringify(description).matchAll(/"\$ref":"(#\/components\/[^"]+)"/g)) {
      resolve(description, reference);
    }
    // What edits says so, and every act of somebody known takes a key.
    const operations = operationsOf(description);
    const header = (name: string) => (one: (typeof operations)[number]) =>
      one.parameters.some((given) => given.in === 'header' && given.name === name);
    for (const operation of operations.filter(({ method, needs }) => method === 'POST' && needs)) {
      expect([operation.path, header('Idempotency-Key')(operation)]).toEqual([operation.path, true]);
    }
    expect(operations.filter(header('If-Match')).length).toBeGreaterThan(4);
  });

  test('every type of problem has a section in docs/api.md', async () => {
    const { problemTypes } = await import('../src/api/problem.ts');
    const docs = readFileSync(new URL('../docs/api.md', import.meta.url), 'utf8');
    for (const name of Object.keys(problemTypes)) expect(docs).toContain(`### ${name}`);
  });
});
