import { hash } from '@node-rs/argon2';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { permissionsOf, type Role, roles } from '../src/core/access.ts';
import { type Description, type Operation, operationsOf, placesOf, sampleOf, withAt } from './lab/api-walk.ts';
import { DebianDatabase } from './lab/database.ts';
import { Guest } from './lab/guest.ts';
import { type RawAnswer, RawHttp, type RawRequest } from './lab/raw-http.ts';
import { Serving } from './lab/serving.ts';
import { insertOf, readTables, syntheticRow, type Table } from './lab/synthetic-rows.ts';
import { tenantRows } from './lab/tenant-rows.ts';
import { until } from './lab/until.ts';

/**
 * Walks every route of the description as a customer's token and as a customer's people, with the ids and the name of
 * another customer whose every text is marked: no answer holds the mark, no row of that customer changes. Then every role
 * asks for every route. A new route is in the description, and so it is walked.
 */
const [a, b] = ['tenant-a', 'tenant-b'].map((tenant, i) => ({ tenant, mark: `mark-${'ab'[i]}`, n: i + 1 }));
const password = 'paars fietsbel tulp regen';

/** Where the ids in a path come from: the table whose row of the other customer is named. */
const tableOfPath: Readonly<Record<string, string>> = {
  '/api/v1/alerts/{id}': 'alert',
  '/api/v1/decisions/{id}': 'decision',
  '/api/v1/sources/{id}': 'source',
  '/api/v1/recipients/{id}': 'recipient',
  '/api/v1/tokens/{id}': 'token',
  '/api/v1/backtests/{id}': 'backtest',
  '/api/v1/people/{id}': 'auth_user',
  '/api/v1/people/{person}/sessions/{id}': 'auth_session',
  '/api/v1/profile/sessions/{id}': 'auth_session',
  '/api/v1/profile/passkeys/{id}': 'auth_passkey',
  '/api/v1/invitations/{id}': 'invitation',
  '/api/v1/holds/{id}': 'legal_hold',
  '/api/v1/erasures/{id}': 'customer_erasure',
  '/api/v1/call-stops/{id}': 'call_stop',
  '/api/v1/call-sources/{id}': 'call_source',
  '/api/v1/rate-decks/{id}': 'rate_deck',
  '/api/v1/number-lists/{id}': 'number_list',
  '/api/v1/geo/policies/{id}': 'geo_policy',
  '/api/v1/geo/attacks/{id}': 'geo_attack',
  '/api/v1/geo/corrections/{id}': 'geo_correction',
  '/api/v1/geo/reviews/{id}': 'geo_review',
  '/api/v1/geo/reviews/{id}/suggestions/{suggestion}': 'geo_suggestion',
  '/api/v1/incidents/{id}': 'incident',
  '/api/v1/incidents/{id}/attachments/{file}': 'incident_attachment',
  '/api/v1/on-call/rosters/{id}': 'on_call_roster',
  '/api/v1/on-call/people/{id}': 'on_call_person',
  '/api/v1/on-call/policies/{id}': 'on_call_policy',
  '/api/v1/on-call/push/{id}': 'push_device',
  '/api/v1/runs/{id}': 'playbook_run',
  '/api/v1/measures/{id}': 'measure',
  '/api/v1/incidents/{id}/measures/{measure}': 'measure',
  '/api/v1/customers/{tenant}/probe-targets/{asset}': 'asset',
};
/** Ids of what is no row of a customer. */
const plainIds: Readonly<Record<string, string>> = {
  '/api/v1/rules/{id}': 'sip-brute-force',
  '/api/v1/session/oidc/{provider}': 'none',
  '/api/v1/profile/providers/{provider}': 'none',
  '/api/auth/callback/{provider}': 'none',
  '/api/v1/backups/{name}': 'none',
  '/api/v1/enforcers/{id}': 'firewall',
  '/api/v1/customers/import/{id}': 'none',
  '/api/v1/geo/groups/{name}': 'none',
  '/api/v1/geo/proposals/{id}': 'none',
  '/api/v1/playbook-secrets/{name}': 'none',
  '/api/v1/plan/editions/{edition}': '1',
  '/api/v1/plan/reviews/{id}': 'none',
  '/api/v1/incidents/{id}/recovery/{phase}': 'one-phone',
  '/api/v1/on-call/rosters/{id}/overrides/{override}': 'none',
  '/api/v1/on-call/rosters/{id}/layers/{layer}': 'first',
  '/api/v1/playbooks/{id}': 'playbook--00000000-0000-4000-8000-000000000000',
  '/lists/{token}': 'none',
  '/lists/{token}/geo/{format}': 'nginx.conf',
};
/** Names of parameters that name a customer. */
const tenantNames = new Set(['tenant', 'customer']);
/** What ends the session that walks, or all of them. */
const ending = new Set(['POST /api/auth/sign-out', 'DELETE /api/v1/profile/sessions', 'POST /api/v1/password/reset']);

/** What the server itself writes for the provider while somebody asks for something: its own watch, and challenges of passkeys. */
const moving = new Set([
  ...['event', 'rollup_minute', 'rollup_hour', 'registration_minute', 'address_activity', 'source_tally', 'outbox'],
  ...['source_tally_minute', 'learned', 'applied_batch', 'audit_cursor', 'audit_head', 'sign_in_throttle'],
  ...['alert', 'alert_timeline', 'auth_verification', 'call', 'call_refusal', 'call_learned'],
  ...['geo_traffic', 'geo_traffic_hour', 'geo_hit', 'geo_recent'],
  ...['escalation', 'escalation_watch', 'on_call_message', 'on_call_task', 'mail_in_seen'],
]);

let db: DebianDatabase;
let it: Serving;
let http: RawHttp;
let client: pg.Client;
let tables: readonly Table[];
let operations: readonly Operation[];
let tokenOfA: string;
const cookies = new Map<Role, string>();

beforeAll(async () => {
  db = await DebianDatabase.make();
  const many = 1_000_000;
  const limits = {
    address: many,
    sign_in: many,
    reads: many,
    acts: many,
    exports: many,
    deliveries: many,
    feeds: many,
  };
  it = new Serving('walk', { database_url: db.url, limits, smtp: { host: '127.0.0.1', port: 1 } });
  await it.start();
  http = new RawHttp(it.server.url);
  client = await db.connect();
  tables = await readTables(client);
  for (const who of [a, b]) await fill(who);
  tokenOfA = (await it.token('api', 'walk', a.tenant)).secret;
  await people();
  // The first who looks finds the template there, and makes it by looking.
  await it.get('/api/v1/plan');
  // Alerts of Belwacht's own sign-ins come while it walks: they would open incidents by themselves.
  await it.must('PATCH', '/api/v1/incidents/settings', { openFrom: 'off', joinBelow: false });
  operations = operationsOf(await it.get<Description>('/api/openapi.json'));
}, 180_000);

afterAll(async () => {
  http?.close();
  await client?.end();
  await it?.close();
  await db?.remove();
});

test('the other customer is really there: the provider reads the mark on the same routes', async () => {
  const seen: string[] = [];
  for (const operation of reading()) {
    const path = pathOf(operation, b);
    const answer = await it.ask('GET', path);
    if (answer.text.includes(b.mark)) seen.push(operation.path);
  }
  for (const path of [
    '/api/v1/alerts',
    '/api/v1/alerts/{id}',
    '/api/v1/decisions',
    '/api/v1/events',
    '/api/v1/sources',
    '/api/v1/tokens',
  ]) {
    expect(seen).toContain(path);
  }
  expect(seen.length).toBeGreaterThan(15);
});

/** Whether second factors count as just shown. */
async function fresh(yes: boolean): Promise<void> {
  await client.query(`update auth_session set "freshUntil" = now() ${yes ? '+' : '-'} interval '1 hour'`);
}

describe.each(['token', 'customer-manager', 'customer-viewer'] as const)('a %s of one customer', (kind) => {
  const headers = (): Record<string, string> =>
    kind === 'token' ? { authorization: `Bearer ${tokenOfA}` } : { cookie: cookies.get(kind)!, origin: it.server.url };

  beforeAll(() => fresh(true));

  test('gets to see nothing of another on any route', { timeout: 120_000 }, async () => {
    const leaks: string[] = [];
    let own = 0;
    for (const operation of operations) {
      // Metrics are for who works on this machine, whoever that is.
      if (ending.has(`${operation.method} ${operation.path}`) || operation.path === '/metrics') continue;
      for (const request of requestsOf(operation)) {
        const answer = await send({ ...request, headers: { ...headers(), ...request.headers } });
        const whole = answer.text + JSON.stringify(answer.headers);
        if (whole.includes(b.mark))
          leaks.push(`${request.method} ${request.path}: ${answer.status} ${whole.slice(0, 300)}`);
        if (answer.status >= 500)
          leaks.push(`${request.method} ${request.path}: ${answer.status} ${answer.text.slice(0, 200)}`);
        if (answer.text.includes(a.mark)) own++;
      }
    }
    expect(leaks).toEqual([]);
    // It is no wonder that nothing is seen where nothing works.
    expect(own).toBeGreaterThan(3);
  });

  test('changes no row but its own on any route', { timeout: 120_000 }, async () => {
    const touched: string[] = [];
    let before = await rowsOfOthers();
    for (const operation of operations) {
      if (operation.method === 'GET' || operation.method === 'HEAD') continue;
      if (ending.has(`${operation.method} ${operation.path}`)) continue;
      // Who knocks where all may is noted for the provider, whoever it is.
      const open = operation.access === 'open';
      for (const request of requestsOf(operation)) {
        await send({ ...request, headers: { ...headers(), 'if-match': '*', ...request.headers } });
      }
      const after = await rowsOfOthers();
      for (const [name, hash] of before)
        if (after.get(name) !== hash && !(open && name.endsWith('of the provider')))
          touched.push(`${operation.method} ${operation.path}: ${name}`);
      before = after;
    }
    expect(touched).toEqual([]);
  });

  test('hears nothing of another on the stream of changes', async () => {
    const heard = { text: '' };
    const controller = new AbortController();
    const stream = await fetch(`${it.server.url}/api/v1/live`, { headers: headers(), signal: controller.signal });
    expect(stream.status).toBe(200);
    const reading = (async () => {
      for await (const chunk of stream.body!) heard.text += Buffer.from(chunk as Uint8Array).toString();
    })().catch(() => {});
    const mine = idOf('alert', a);
    for (const id of [idOf('alert', b), mine]) await it.must('POST', `/api/v1/alerts/${id}/acknowledge`);
    await until('the own change to be heard', 15, () => heard.text.includes(a.mark));
    controller.abort();
    await reading;
    expect(heard.text).not.toContain(b.mark);
    const other = await send({ method: 'GET', path: `/api/v1/live?tenant=${b.tenant}`, headers: headers() });
    expect(other.status).toBe(403);
  });
});

describe.each(roles)('as %s', (role) => {
  beforeAll(() => fresh(false));

  test('every route is open or closed as its permission says', { timeout: 120_000 }, async () => {
    const may = permissionsOf(role);
    const wrong: string[] = [];
    let open = 0;
    for (const operation of operations) {
      const name = `${operation.method} ${operation.path}`;
      if (ending.has(name) || operation.access === 'open') continue;
      // What is there is left alone: this asks who may, not what it does.
      const path = operation.path.replace(/\{\w+\}/g, 'nobody-has-this-id');
      const body =
        operation.method === 'GET' || operation.method === 'HEAD' || operation.method === 'DELETE'
          ? undefined
          : '{"no":"such field"}';
      const { status, text } = await send({
        method: operation.method,
        path,
        headers: {
          ...{ cookie: cookies.get(role)!, origin: it.server.url },
          ...(body && { 'content-type': operation.mediaType ?? 'application/json' }),
        },
        ...(body && { body }),
      });
      const { type } = (status >= 400 && text.startsWith('{') ? JSON.parse(text) : {}) as { type?: string };
      const denied = status === 403 && type === '/problems/not-permitted';
      // Tokens of one kind open these, sessions never.
      const closed = operation.access !== undefined;
      if (closed) {
        if (![401, 403, 404].includes(status)) wrong.push(`${name}: ${status} without its token`);
      } else if (may.has(operation.needs as never)) {
        open++;
        if (denied || status === 401)
          wrong.push(`${name} needs ${operation.needs}, which ${role} has: ${status} ${text.slice(0, 150)}`);
        if (operation.stepUp && type !== '/problems/step-up-required')
          wrong.push(`${name}: ${status} without a fresh second factor`);
      } else if (!denied)
        wrong.push(`${name} needs ${operation.needs}, which ${role} lacks: ${status} ${text.slice(0, 150)}`);
      if (status >= 500) wrong.push(`${name}: ${status} ${text.slice(0, 150)}`);
    }
    expect(wrong).toEqual([]);
    expect(open).toBeGreaterThan(10);
  });
});

test('nobody who is not signed in gets anywhere but where all may', async () => {
  const wrong: string[] = [];
  for (const operation of operations) {
    if (operation.access === 'open') continue;
    const path = operation.path.replace(/\{\w+\}/g, 'nobody-has-this-id');
    const { status } = await send({ method: operation.method, path });
    if (![401, 403, 404].includes(status)) wrong.push(`${operation.method} ${operation.path}: ${status}`);
  }
  expect(wrong).toEqual([]);
});

// What is sent.

/** With ids and name of the other customer, in every place where one fits. */
function requestsOf(operation: Operation): RawRequest[] {
  const { method } = operation;
  const path = pathOf(operation, b);
  const queries = operation.parameters.filter(({ in: place }) => place === 'query').map(({ name }) => name);
  const naming = queries.filter((name) => tenantNames.has(name)).map((name) => `?${name}=${b.tenant}`);
  const searching = queries.filter((name) => name === 'q').map(() => `?q=${b.mark}`);
  const bodies = bodiesOf(operation);
  return ['', ...naming, ...searching].flatMap((query) =>
    bodies.map(
      (body): RawRequest => ({
        method,
        path: path + query,
        ...(body !== undefined && { headers: { 'content-type': operation.mediaType ?? 'application/json' } }),
        ...(body !== undefined && { body }),
      }),
    ),
  );
}

const hints = {
  timeZone: 'Europe/Amsterdam',
  match: { address: '192.0.2.99' },
  value: '203.0.113.200',
  durationS: 3600,
  format: 'asterisk',
  tenant: b.tenant,
  customer: b.tenant,
};

/** A good body for oneself, and the same with the other customer in each place that could name one. */
function bodiesOf({ body, mediaType, method }: Operation): (string | undefined)[] {
  if (!body || method === 'GET') return [undefined];
  if ((mediaType ?? 'application/json') !== 'application/json') return ['x'];
  const full = sampleOf(body, hints, '', true);
  const least = sampleOf(body, { ...hints, tenant: a.tenant, customer: a.tenant });
  const naming = placesOf(body, full)
    .filter(({ schema, at }) => schema.type === 'string' && !schema.enum && !tenantNames.has(String(at.at(-1))))
    .map(({ at }) => withAt(full, at, idOfField(String(at.at(-1)))))
    .slice(0, 12);
  return [least, full, ...naming].map((value) => JSON.stringify(value));
}

/** A field named after a table may hold an id of it. */
function idOfField(name: string): string {
  const table = tables.find((candidate) => candidate.name === name || candidate.name === `customer_${name}`);
  return table ? idOf(table.name, b) : b.tenant;
}

/** The path with ids of that customer. */
function pathOf(operation: Operation, who: typeof a): string {
  return operation.path.replace(/\{(\w+)\}/g, (whole, name: string, at: number) => {
    const until = operation.path.slice(0, at + whole.length);
    if (tenantNames.has(name)) return who.tenant;
    const plain = Object.entries(plainIds).find(([prefix]) => until === prefix)?.[1];
    if (plain) return plain;
    const part = /^\/api\/v1\/customers\/\{tenant\}\/([a-z-]+)\/\{id\}$/.exec(until)?.[1];
    const table = part ? partTable(part) : tableOfPath[until];
    if (table) return encodeURIComponent(idOf(table, who));
    throw new Error(
      `The walk does not know what {${name}} in ${operation.method} ${operation.path} stands for. Add "${until}" to tableOfPath in test/isolation.test.ts with the table its ids are in, or to plainIds when it is nothing of a customer.`,
    );
  });
}

/** `number-ranges` → `customer_number_range`. */
function partTable(part: string): string {
  const name = part.replaceAll('-', '_').replace(/ies$/, 'y').replace(/s$/, '');
  const candidates = [name, `customer_${name}`, part.replaceAll('-', '_'), 'asset'];
  return candidates.find((candidate) => tables.some((table) => table.name === candidate))!;
}

function idOf(table: string, who: typeof a): string {
  const found = tables.find(({ name }) => name === table);
  if (!found) throw new Error(`there is no table ${table}`);
  return String(syntheticRow(tables, found, who, tenantRows).id);
}

function reading(): readonly Operation[] {
  return operations.filter(
    ({ method, path, needs }) => method === 'GET' && needs && path !== '/api/v1/live' && !path.includes('backup'),
  );
}

function send(request: RawRequest): Promise<RawAnswer> {
  return http.send(request, 30_000);
}

// What is stored.

/** One row of every table for a customer, each text marked. */
async function fill(who: typeof a): Promise<void> {
  for (const table of tables) {
    if (['audit_head', 'audit_entry', 'applied_batch'].includes(table.name)) continue;
    const { text, values } = insertOf(table.name, syntheticRow(tables, table, who, tenantRows));
    await client.query('set session_replication_role = replica');
    await client.query(text, values);
    await client.query('set session_replication_role = origin');
  }
  await client.query(`begin; select set_config('belwacht.tenant', '*', true);
    select belwacht_audit_add('walk.made', 'walk', '${who.mark}-audit', '{"mark": "${who.mark}"}', '${who.tenant}', null); commit`);
}

/** Somebody of every role, signed in: customers' people belong to A. */
async function people(): Promise<void> {
  const passwordHash = await hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  for (const [i, role] of roles.entries()) {
    const tenant = role.startsWith('customer') ? a.tenant : 'provider';
    const email = `${role}@walk.example.net`;
    await client.query(
      `insert into auth_user (id, tenant, name, email, "emailVerified", role, state) values ($1, $2, $3, $4, true, $5, 'active')`,
      [`walk-${role}`, tenant, `Walk ${role}`, email, role],
    );
    await client.query(
      `insert into auth_account (id, tenant, "accountId", "providerId", "userId", password) values ($1, $2, $3, 'credential', $3, $4)`,
      [`walk-account-${role}`, tenant, `walk-${role}`, passwordHash],
    );
    const guest = new Guest(it.server.url, `127.2.${i + 1}.1`);
    const entered = await guest.signIn(email, password);
    if (entered.status !== 200)
      throw new Error(`${role} cannot sign in: ${entered.status} ${JSON.stringify(entered.body)}`);
    cookies.set(role, [...guest.jar].map((pair) => pair.join('=')).join('; '));
  }
}

/** Hashes of all rows that are not A's: of the other customer, and of the provider as far as people move them. */
async function rowsOfOthers(): Promise<Map<string, string>> {
  const touched = `array['last_used_at', 'last_used_address', 'lastSeenAt', 'updatedAt', 'silent_since']`;
  const hashOf = (name: string, where: string) =>
    `(select count(*) || coalesce(md5(string_agg(line, ',' order by line)), '') from (select md5((to_jsonb(t) - ${touched})::text) as line from "${name}" t where ${where}) lines)`;
  const parts = tables.flatMap(({ name, tenantColumn: owner }) => [
    `select '${name} of ${b.tenant}' as name, ${hashOf(name, `"${owner}" = '${b.tenant}'`)} as hash`,
    ...(moving.has(name)
      ? []
      : [`select '${name} of the provider', ${hashOf(name, `"${owner}" not in ('${a.tenant}', '${b.tenant}')`)}`]),
  ]);
  // By a name: planning this for all tables takes longer than reading them.
  const { rows } = await client.query<{ name: string; hash: string }>({
    ...{ name: 'rows of others', text: parts.join(' union all ') },
  });
  return new Map(rows.map(({ name, hash }) => [name, hash]));
}
