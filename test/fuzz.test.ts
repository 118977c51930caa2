import { existsSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Description,
  type Operation,
  operationsOf,
  type Place,
  placesOf,
  type Schema,
  sampleOf,
  withAt,
} from './lab/api-walk.ts';
import { DebianDatabase } from './lab/database.ts';
import {
  brokenBodies,
  harmfulSegments,
  harmfulTexts,
  otherTypes,
  packedBomb,
  randomOf,
  zipBytes,
} from './lab/payloads.ts';
import { type RawAnswer, RawHttp, type RawRequest } from './lab/raw-http.ts';
import { changedTables, rowHashes } from './lab/row-hashes.ts';
import { Serving } from './lab/serving.ts';

/**
 * Every route of the description gets what no client should send. Whatever it is: a problem document that is the caller's
 * fault, or a success where the value is odd but fine; never a 5xx, never silence, and no row changed by what was refused.
 */

/** What goes through there starts all parts anew, with another token for this machine: only what must be refused is sent. */
const restarting = new Set([
  ...['/api/v1/secrets/rotate', '/api/v1/restore', '/api/v1/webhook-key', '/api/v1/enforcers/{id}/secret'],
  // And what would go out to the internet for country data.
  '/api/v1/geo/data/update',
]);
/** What people type on a form or a script sends; which of the texts a field gets is drawn from this. */
const seed = 20_260_520;
const textsPerField = 3;
const atOnce = 6;
/** Written by what happens inside, whoever asks for what: events of Belwacht's own watch, and what the hot path learns. */
const moving = [
  ...['event', 'rollup_minute', 'rollup_hour', 'registration_minute', 'address_activity', 'source_tally'],
  ...['source_tally_minute', 'learned', 'applied_batch', 'audit_cursor', 'outbox'],
  ...['geo_traffic', 'geo_traffic_hour', 'geo_hit', 'geo_recent'],
  // Calls that were asked about are kept a moment after the answer.
  ...['call', 'call_refusal', 'call_learned'],
  // Who is asked, and what incidents are told of it, follows after the answer.
  ...['escalation', 'escalation_watch', 'on_call_message', 'on_call_task', 'mail_in_seen'],
  ...['incident', 'incident_alert', 'incident_mark', 'incident_entry', 'incident_words', 'measure'],
  // What Belwacht's own watch makes of the events of this walk.
  ...['alert', 'alert_timeline'],
  // A run or a trial that was started goes on by itself.
  ...['playbook_run', 'playbook_effect', 'backtest'],
];
/** Who knocks without being known is on record: refused sign-ins count, slow down and are entries. */
const movedBySignIn = /^(audit_|sign_in|auth_|known_|alert|decision|outbox|site$|source$)/;
const marker = '/tmp/belwacht-fuzz';
const token = { ingest: '', bouncer: '', list: '' };

let db: DebianDatabase;
let it: Serving;
let http: RawHttp;
let local: string;
let operations: readonly Operation[];
let ids: Map<string, string>;
const random = randomOf(seed);
const found: string[] = [];
let sent = 0;
let refused = 0;
let checked = 0;
/** Hashes of all rows as they are now; undefined when something went through since. */
let known: Map<string, string> | undefined;
let slowest = { name: '', ms: 0 };

beforeAll(async () => {
  rmSync(marker, { force: true });
  db = await DebianDatabase.make();
  const many = 1_000_000;
  // Mail goes nowhere: letters wait.
  const smtp = { host: '127.0.0.1', port: 1 };
  const limits = {
    address: many,
    sign_in: many,
    reads: many,
    acts: many,
    exports: many,
    deliveries: many,
    feeds: many,
  };
  it = new Serving('fuzz', { database_url: db.url, limits, smtp });
  await it.start();
  http = new RawHttp(it.server.url);
  local = (JSON.parse(readFileSync(it.inside('cli.json'), 'utf8')) as { token: string }).token;
  await it.must('POST', '/api/v1/tenants', { id: 'fuzz-a', name: 'Fuzz A', timeZone: 'Europe/Amsterdam' });
  for (const kind of ['ingest', 'bouncer', 'list'] as const)
    token[kind] = (await it.token(kind, `fuzz ${kind}`)).secret;
  await it.must('POST', '/api/v1/sources', sampleSource);
  await it.must('POST', '/api/v1/decisions', { value: '203.0.113.99', durationS: 3600, reason: 'fuzz' });
  // Who knocks is told of as high: a message that cannot be delivered would be noted beside the recipient, whatever is asked.
  const recipient = { kind: 'mail', address: 'noc@example.net', language: 'nl', minimumSeverity: 'critical' };
  await it.must('POST', '/api/v1/recipients', recipient);
  // The first who looks finds the template there, and makes it by looking.
  await it.get('/api/v1/plan');
  // Alerts of Belwacht's own watch come while it walks: they would open incidents by themselves.
  await it.must('PATCH', '/api/v1/incidents/settings', { openFrom: 'off', joinBelow: false });
  operations = operationsOf(await it.get<Description>('/api/openapi.json'));
  ids = await knownIds();
}, 180_000);

afterAll(async () => {
  http?.close();
  await it?.close();
  await db?.remove();
});

const sampleSource = {
  ...{ tenant: 'fuzz-a', name: 'Fuzz', kind: 'syslog', match: { address: '192.0.2.77' }, format: 'asterisk' },
  ...{ timeZone: 'Europe/Amsterdam', asset: '' },
};
/** Values that get a request past the first look, so that the odd one among them is what is judged. */
const hints = {
  tenant: 'fuzz-a',
  timeZone: 'Europe/Amsterdam',
  match: { address: '192.0.2.78' },
  value: '203.0.113.98',
  durationS: 3600,
  format: 'asterisk',
};

test('one changed row is noticed, in whatever table', async () => {
  for (const change of [
    `update tenant set notes = notes || '.' where id = 'fuzz-a'`,
    `insert into setting (tenant, key, value, updated_at) values ('fuzz-a', 'fact:fuzz', '1', 0)`,
    `delete from setting where key = 'fact:fuzz'`,
  ]) {
    const before = await rowHashes(db, moving);
    await db.query(change);
    expect(changedTables(before, await rowHashes(db, moving)), change).toContain(
      change.match(/(?:update|into|from) (\w+)/)![1],
    );
  }
});

test('wrong types, missing and unknown fields are refused and change nothing', { timeout: 180_000 }, async () => {
  for (const operation of operations) {
    await group(operation, [...wrongBodies(operation), ...wrongQueries(operation)], true);
  }
  report();
});

test('harmful texts are refused, or are only text', { timeout: 180_000 }, async () => {
  for (const operation of operations) {
    const requests = [...textBodies(operation), ...textQueries(operation), ...textPaths(operation)];
    await group(operation, requests, false);
  }
  report();
  expect(existsSync(marker), 'a shell ran what was sent').toBe(false);
});

test('bodies that are none are refused: broken, deep, packed, too large, of another type', {
  timeout: 180_000,
}, async () => {
  for (const operation of operations) await group(operation, brokenRequests(operation), true);
  report();
});

test('methods that a path does not know, and headers that cannot be read, are refused', {
  timeout: 120_000,
}, async () => {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of operations) methods.set(path, (methods.get(path) ?? new Set()).add(method));
  for (const operation of operations) {
    const known = methods.get(operation.path)!;
    const requests: Case[] = [];
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']) {
      if (known.has(method) || (method === 'GET' && known.has('HEAD'))) continue;
      // A page people open: any path that no machine asks for gives the web app.
      if (method === 'GET' && !/^\/(api|v1|lists|metrics|healthz)/.test(operation.path)) continue;
      requests.push({ what: `method ${method}`, request: { ...base(operation), method }, certain: true });
    }
    for (const [name, value] of some(oddHeaders)) {
      const { headers, ...rest } = base(operation);
      requests.push({
        what: `${name}: ${value.slice(0, 30)}`,
        request: { ...rest, headers: { ...headers, [name]: value } },
      });
    }
    // Without a body what needs one is refused, and what needs none was asked before.
    await group(operation, requests, false);
  }
  report();
});

test('what is no HTTP is answered and closed', async () => {
  const host = new URL(it.server.url).host;
  const before = await rowHashes(db, moving);
  const bytes: readonly (readonly [string, Buffer | string])[] = [
    ['noise', Buffer.from(Array.from({ length: 2000 }, () => Math.floor(random() * 256)))],
    ['TLS', Buffer.from('16030100a5010000a10303', 'hex')],
    ['HTTP/0.9', 'GET /\r\n\r\n'],
    ['no host', 'GET /api/v1/alerts HTTP/1.1\r\n\r\n'],
    [
      'two lengths',
      `POST /api/v1/tenants HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{"a":1}`,
    ],
    [
      'length and chunks',
      `POST /api/v1/tenants HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n`,
    ],
    ['a bad chunk', `POST /api/v1/tenants HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\na\r\n`],
    ['a folded header', `GET / HTTP/1.1\r\nHost: ${host}\r\nX-A: 1\r\n\tb\r\nX B: c\r\n\r\n`],
    ['a long header', `GET / HTTP/1.1\r\nHost: ${host}\r\nX-A: ${'a'.repeat(100_000)}\r\n\r\n`],
    ['a long line', `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`],
    ['a NUL in a header', `GET / HTTP/1.1\r\nHost: ${host}\r\nX-A: a\0b\r\n\r\n`],
  ];
  for (const [name, content] of bytes) {
    const answer = await http.sendBytes(content);
    expect(answer, name).toMatch(/^HTTP\/1\.1 4\d\d /);
    // Without a Host the HTTP layer itself refuses, with nothing to say.
    if (name !== 'no host') expect(answer, name).toContain('application/problem+json');
  }
  expect(changedTables(before, await rowHashes(db, moving))).toEqual([]);
  expect((await it.ask('GET', '/healthz')).status).toBe(200);
});

test('every route was reached, and nothing was left standing', async () => {
  console.log(
    `fuzz: ${operations.length} operations, ${sent} requests, ${refused} refused, ${checked} checks of all rows`,
  );
  expect(operations.length).toBeGreaterThan(30);
  expect(sent).toBeGreaterThan(operations.length * 20);
  expect(refused).toBeGreaterThan(sent / 3);
  expect(it.server.output).not.toMatch(/ failed: /);
  expect(it.server.output.match(/is ready/g), 'it started once').toHaveLength(1);
});

interface Case {
  readonly what: string;
  readonly request: RawRequest;
  /** It can only be refused. */
  readonly certain?: boolean;
}

/** Sends all of them; what was refused may have changed nothing. */
async function group(operation: Operation, all: readonly Case[], certain: boolean): Promise<void> {
  const cases = restarting.has(operation.path) ? all.filter((one) => one.certain ?? certain) : all;
  for (let from = 0; from < cases.length; from += 60) {
    const part = cases.slice(from, from + 60);
    const passed = await round(operation, part, certain);
    // Where some went through, those that did not are sent again alone: they are refused again and the rows tell.
    if (passed.size > 0 && passed.size < part.length) {
      await round(
        operation,
        part.filter((_, i) => !passed.has(i)),
        certain,
      );
    }
  }
}

/** Gives which of them went through. */
async function round(operation: Operation, cases: readonly Case[], certain: boolean): Promise<Set<number>> {
  const reads = operation.method === 'GET' || operation.method === 'HEAD';
  const before = known ?? (await rows());
  const passed = new Set<number>();
  for (let from = 0; from < cases.length; from += atOnce) {
    await Promise.all(
      cases.slice(from, from + atOnce).map(async ({ what, request, certain: sure = certain }, i) => {
        sent++;
        const name = `${request.method} ${operation.path}: ${what}`;
        let answer: RawAnswer;
        const began = performance.now();
        try {
          answer = await http.send(request);
          const took = performance.now() - began;
          if (took > slowest.ms) slowest = { name, ms: took };
        } catch (error) {
          // Who sends on and on is cut off, and may not live to read why.
          const cut = /^(EPIPE|ECONNRESET)$/.test((error as NodeJS.ErrnoException).code ?? '');
          if (cut && (request.body?.length ?? 0) > 200_000) {
            refused++;
            return;
          }
          found.push(`${name}: ${(error as Error).message}`);
          return;
        }
        if (answer.status < 400) {
          passed.add(from + i);
          if (sure) found.push(`${name}: went through with ${answer.status} ${answer.text.slice(0, 200)}`);
        } else {
          refused++;
          const fault = faultOf(operation, answer);
          if (fault) found.push(`${name}: ${fault}`);
        }
      }),
    );
  }
  if (passed.size === 0 || reads) {
    known = await rows();
    const changed = changedTables(before, known).filter(
      (name) =>
        // What was taken out stands on record, and so does who knocks.
        !((passed.size > 0 || (takesOut(operation) && !certain)) && name.startsWith('audit_')) &&
        !(operation.access && movedBySignIn.test(name)),
    );
    if (changed.length > 0) {
      found.push(
        `${operation.method} ${operation.path}: ${cases.map(({ what }) => what).join('; ')} changed rows of ${changed.join(', ')}`,
      );
    }
  }
  // What knocked may be noted a moment later.
  if ((passed.size > 0 && !reads) || operation.access) known = undefined;
  return passed;
}

async function rows(): Promise<Map<string, string>> {
  checked++;
  return rowHashes(db, moving);
}

/** Its answer is a file, and its entry on record comes when that was sent. */
function takesOut({ method, needs = '' }: Operation): boolean {
  return method === 'GET' && ['backup:make', 'data:export', 'audit:export'].includes(needs);
}

/** What is wrong with a refusal. */
function faultOf({ path, method }: Operation, { status, headers, text }: RawAnswer): string | undefined {
  if (status === 503 && path === '/healthz') return undefined;
  if (status >= 500) return `${status} ${text.slice(0, 200)}`;
  if (!String(headers['content-type']).startsWith('application/problem+json'))
    return `${status} as ${headers['content-type']}`;
  // The head of an answer has no body.
  if (method === 'HEAD') return undefined;
  try {
    const { type, title, detail, status: said } = JSON.parse(text) as Record<string, unknown>;
    const whole =
      said === status && [type, title, detail].every((member) => typeof member === 'string' && member !== '');
    return whole ? undefined : `${status} with ${text.slice(0, 200)}`;
  } catch {
    return `${status} with no JSON: ${text.slice(0, 200)}`;
  }
}

function report(): void {
  const all = found.splice(0);
  expect(all.slice(0, 40), `${all.length} faults`).toEqual([]);
}

// What is sent.

/** A request that the route takes, as far as the description tells. */
function base(
  operation: Operation,
  body: unknown = sampleOf(operation.body, hints),
): RawRequest & { headers: Record<string, string> } {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(idOf(operation, name)));
  const query = operation.parameters
    .filter(({ in: place, required }) => place === 'query' && required)
    .map(({ name, schema }) => `${name}=${encodeURIComponent(String(sampleOf(schema, hints, name)))}`);
  const hasBody = operation.body !== undefined && operation.method !== 'GET';
  const json = operation.mediaType === undefined || operation.mediaType === 'application/json';
  return {
    method: operation.method,
    path: query.length > 0 ? `${path}?${query.join('&')}` : path,
    headers: {
      ...credentials(operation),
      ...(hasBody && { 'content-type': operation.mediaType ?? 'application/json' }),
    },
    ...(hasBody && { body: json ? JSON.stringify(body) : 'x' }),
  };
}

function credentials({ needs, access }: Operation): Record<string, string> {
  if (needs) return { authorization: `Bearer ${local}` };
  if (access === 'ingest') return { authorization: `Bearer ${token.ingest}` };
  if (access === 'bouncer') return { 'x-api-key': token.bouncer };
  return {};
}

/** Something that is there, so that the rest of a request is looked at. */
function idOf({ path }: Operation, name: string): string {
  if (name === 'token') return token.list;
  const list = path.slice(0, path.indexOf(`/{${name}}`));
  return ids.get(list) ?? (name === 'tenant' ? 'fuzz-a' : 'none');
}

/** The first of every list. */
async function knownIds(): Promise<Map<string, string>> {
  const known = new Map<string, string>();
  for (const { method, path } of operations) {
    if (method !== 'GET' || path.includes('{') || path === '/api/v1/live') continue;
    const answer = await it.ask('GET', path).catch(() => undefined);
    if (answer?.status !== 200 || !String(answer.headers.get('content-type')).includes('json')) continue;
    const body = answer.json() as { items?: { id?: string }[] } | { id?: string }[];
    const [first] = Array.isArray(body) ? body : (body.items ?? []);
    if (first?.id) known.set(path, first.id);
  }
  return known;
}

const isJson = ({ body, mediaType }: Operation) =>
  body !== undefined && (mediaType ?? 'application/json') === 'application/json';

function wrongBodies(operation: Operation): Case[] {
  const { body: schema } = operation;
  if (!schema || !isJson(operation)) return [];
  const good = sampleOf(schema, hints, '', true);
  const cases: Case[] = [];
  const add = (what: string, body: unknown, certain: boolean) => {
    if (certain) cases.push({ what, request: base(operation, body), certain });
  };
  for (const { at, schema: own } of placesOf(schema, good)) {
    const name = at.join('.');
    for (const value of otherTypes) {
      add(`${name} = ${JSON.stringify(value)}`, withAt(good, at, value), !accepts(schemaAt(schema, at) ?? own, value));
    }
    if (isRequired(schema, at)) add(`without ${name}`, withAt(good, at, undefined), true);
  }
  const objects: Place[] = [
    [],
    ...placesOf(schema, good)
      .filter(({ schema: own }) => own.properties)
      .map(({ at }) => at),
  ];
  for (const at of objects) {
    const inner = schemaAt(schema, at);
    if (inner?.additionalProperties !== false) continue;
    add(`unknown at ${at.join('.') || 'the top'}`, withAt(good, [...at, 'nobodyKnowsThis'], 1), true);
  }
  return cases;
}

function wrongQueries(operation: Operation): Case[] {
  const cases: Case[] = [];
  const { path, ...rest } = base(operation);
  const join = path.includes('?') ? '&' : '?';
  const add = (query: string) => cases.push({ what: query, request: { ...rest, path: `${path}${join}${query}` } });
  if (path.startsWith('/api/v1/') && operation.access !== 'ingest') add('nobodyKnowsThis=1');
  for (const { name, schema, in: place } of operation.parameters) {
    if (place !== 'query') continue;
    const kinds = [schema.type].flat();
    if (schema.enum) add(`${name}=nobodyKnowsThis`);
    if (kinds.includes('integer') || kinds.includes('number')) {
      for (const value of ['x', '1.5', '-1', '1e99', '99999999999999999999', '%00', 'NaN']) add(`${name}=${value}`);
    }
    if (schema.maxLength && schema.maxLength < 10_000) add(`${name}=${'x'.repeat(schema.maxLength + 1)}`);
  }
  return cases;
}

function textBodies(operation: Operation): Case[] {
  const { body: schema } = operation;
  if (!schema || !isJson(operation)) return [];
  const good = sampleOf(schema, hints, '', true);
  return placesOf(schema, good)
    .filter(({ schema: own }) => own.type === 'string' && !own.enum)
    .flatMap(({ at }) =>
      some(harmfulTexts).map((text) => ({
        what: `${at.join('.')} = ${shown(text)}`,
        request: base(operation, withAt(good, at, text)),
      })),
    );
}

function textQueries(operation: Operation): Case[] {
  const { path, ...rest } = base(operation);
  const join = path.includes('?') ? '&' : '?';
  return operation.parameters
    .filter(({ in: place }) => place === 'query')
    .flatMap(({ name }) => [
      ...some(harmfulTexts).map((text) => `${name}=${encodeURIComponent(text.toWellFormed().slice(0, 3000))}`),
      ...some(harmfulSegments)
        .slice(0, 2)
        .map((text) => `${name}=${text}`),
      `${name}=1&${name}=2`,
      `${name}[]=1`,
      `${name}[a]=1`,
    ])
    .map((query) => ({ what: query.slice(0, 80), request: { ...rest, path: `${path}${join}${query}` } }));
}

function textPaths(operation: Operation): Case[] {
  const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const { path: _, ...rest } = base(operation);
  return names.flatMap((name) =>
    some(harmfulSegments, 10).map((segment) => {
      const path = operation.path.replace(/\{(\w+)\}/g, (_, other: string) =>
        other === name ? segment : encodeURIComponent(idOf(operation, other)),
      );
      return { what: `${name} = ${segment.slice(0, 40)}`, request: { ...rest, path } };
    }),
  );
}

function brokenRequests(operation: Operation): Case[] {
  if (operation.method === 'GET') return [];
  if (!isJson(operation)) return brokenFiles(operation);
  const { headers, ...rest } = base(operation);
  const good = String(rest.body);
  const typed = (type: string) => ({ ...headers, 'content-type': type });
  return [
    ...brokenBodies(operation.path.includes('import') ? 12_000_000 : 300_000).map(([what, body]) => ({
      what,
      request: { ...rest, headers, body },
      certain: true,
    })),
    ...['gzip', 'deflate', 'br', 'zstd', 'gzip, gzip'].map((encoding) => ({
      what: `packed as ${encoding}`,
      request: { ...rest, headers: { ...headers, 'content-encoding': encoding }, body: packedBomb },
    })),
    { what: 'a zip archive', request: { ...rest, headers, body: zipBytes } },
    ...[
      'text/plain',
      'application/xml',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      'x',
      'application/octet-stream',
    ].map((type) => ({ what: `as ${type}`, request: { ...rest, headers: typed(type), body: good } })),
    { what: 'an empty body', request: { ...rest, headers, body: '' }, certain: false },
  ];
}

/** Files that are none: packed, cut, of other bytes, with paths of this machine in them. Lines that deliver events may be odd. */
function brokenFiles(operation: Operation): Case[] {
  const { headers, ...rest } = base(operation);
  const certain = operation.access !== 'ingest' && operation.access !== 'bouncer';
  const files: readonly (readonly [string, Buffer | string])[] = [
    ['a zip archive', zipBytes],
    ['packed inside', packedBomb],
    ['half of a pack', packedBomb.subarray(0, 1000)],
    ['bytes of zero', Buffer.alloc(100_000)],
    ['invalid UTF-8', Buffer.from([0xff, 0xfe, 0x61, 0x0a, 0xc3, 0x28])],
    ['paths', '../../../../etc/passwd\n/etc/shadow\n..\\..\\x\n'],
    ['formulas', `=cmd|' /C calc'!A0,@SUM(1+1),+1,-1\n`],
    ['one long line', 'x'.repeat(1_000_000)],
    ['quotes that never end', `"${'a,"'.repeat(10_000)}`],
    ['more than may be', Buffer.alloc(17 * 1024 * 1024, 'a,b\n')],
  ];
  return [
    ...files.map(([what, body]) => ({ what, request: { ...rest, headers, body }, certain })),
    {
      what: 'packed on the way',
      request: { ...rest, headers: { ...headers, 'content-encoding': 'gzip' }, body: packedBomb },
      certain: true,
    },
  ];
}

const oddHeaders: readonly (readonly [string, string])[] = [
  ['if-match', 'no tag'],
  ['if-match', '"'.repeat(2000)],
  ['if-match', 'W/"1"'],
  ['idempotency-key', 'a b'],
  ['idempotency-key', 'x'.repeat(129)],
  ['idempotency-key', '""'],
  ['belwacht-reason', '%zz'],
  ['belwacht-reason', encodeURIComponent('\\u0000"}\u2400'.repeat(100))],
  ['authorization', `Bearer ${'x'.repeat(5000)}`],
  ['authorization', `Basic ${Buffer.from('a:b').toString('base64')}`],
  ['cookie', `belwacht.session_token=${'%00'.repeat(100)}`],
  ['origin', 'null'],
  ['origin', 'http://attacker.example'],
  ['host', 'attacker.example'],
  ['x-forwarded-for', '203.0.113.1, \u00ff'],
  ['content-length', '-1'],
  ['expect', '100-continue-or-else'],
  ['accept', 'application/xml;q=x'],
  ['range', 'bytes=0-0,-1,9-'],
];

/** A few of them, other ones each time and the same in each run. */
function some<T>(all: readonly T[], most = textsPerField): T[] {
  const left = [...all];
  return Array.from(
    { length: Math.min(most, left.length) },
    () => left.splice(Math.floor(random() * left.length), 1)[0],
  );
}

function shown(text: string): string {
  return text.length > 40 ? `${JSON.stringify(text.slice(0, 40))}… (${text.length})` : JSON.stringify(text);
}

function schemaAt(schema: Schema, at: Place): Schema | undefined {
  let own: Schema | undefined = schema;
  for (const step of at) {
    own = (own?.anyOf ?? own?.oneOf)?.find(({ type }) => type === 'object' || type === 'array') ?? own;
    own = typeof step === 'number' ? own?.items : own?.properties?.[step];
  }
  if (at.length === 0 && (own?.anyOf ?? own?.oneOf))
    own = (own.anyOf ?? own.oneOf)!.find(({ type }) => type === 'object') ?? own;
  return own;
}

function isRequired(schema: Schema, at: Place): boolean {
  const last = at.at(-1);
  if (typeof last !== 'string') return false;
  return schemaAt(schema, at.slice(0, -1))?.required?.includes(last) === true;
}

/** Whether a value of another type might be taken after all; in doubt, yes. */
function accepts(schema: Schema, value: unknown): boolean {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.some((choice) => accepts(choice, value));
  if (schema.const !== undefined) return schema.const === value;
  if (schema.enum) return schema.enum.includes(value);
  const types = [schema.type].flat().filter(Boolean) as string[];
  if (types.length === 0) return true;
  const own = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  if (own === 'number') {
    const number = value as number;
    if (!types.includes('number') && !(types.includes('integer') && Number.isSafeInteger(number))) return false;
    return number >= (schema.minimum ?? -Infinity) && number <= (schema.maximum ?? Infinity);
  }
  if (!types.includes(own)) return false;
  if (own === 'null' || own === 'boolean') return true;
  if (own === 'string') {
    const text = value as string;
    if (schema.pattern && !new RegExp(schema.pattern, 'u').test(text)) return false;
    return text.length >= (schema.minLength ?? 0) && !schema.format;
  }
  // Lists may be empty and objects may say nothing: only what is inside decides.
  if (own === 'array')
    return (value as unknown[]).length === 0 ? !schema.minItems : accepts(schema.items ?? {}, (value as unknown[])[0]);
  const { required = [], additionalProperties } = schema;
  const names = Object.keys(value as object);
  return required.every((name) => names.includes(name)) && (names.length === 0 || additionalProperties !== false);
}
