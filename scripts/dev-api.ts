/**
 * Database and API alone with sample rows, to work on screens without listeners or enforcers:
 * `node scripts/dev-api.ts [port] [data directory]`. Blocks are only noted in the store here.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiDeps } from '../src/api/ports.ts';
import { createServer } from '../src/api/server.ts';
import type { Alert } from '../src/core/alert.ts';
import type { Decision } from '../src/core/decision.ts';
import { Event } from '../src/core/event.ts';
import type { RollupDelta } from '../src/core/hot-batch.ts';
import { formatCidr, readCidr } from '../src/core/ip.ts';
import { severities } from '../src/core/severity.ts';
import { secretFile } from '../src/store/embedded/secret-file.ts';
import { openDatabase } from '../src/store/postgres.ts';
import { createSetupToken } from '../src/store/setup-token.ts';
import { createStore } from '../src/store/store.ts';

const port = Number(process.argv[2] ?? 8090);
const dataDir = process.argv[3] ?? join(import.meta.dirname, '..', '.cache', 'dev-api');
mkdirSync(dataDir, { recursive: true });
const log = (line: string) => console.error(line);
const database = await openDatabase({ dataDir, databaseUrl: process.env.BELWACHT_DATABASE_URL, log });
const store = createStore(database.db, Date.now);
await store.tenants.ensureOwn('Europe/Amsterdam');
if ((await store.tenants.list()).length === 2) await seed();

const listeners = new Set<Parameters<ApiDeps['live']['subscribe']>[0]>();
const tell: Parameters<ApiDeps['live']['subscribe']>[0] = (notice) => {
  for (const listener of listeners) listener(notice);
};
const enforcer = { id: 'dry', kind: 'dry', real: false, ok: true, detail: 'Notes only' };
const deps: ApiDeps = {
  store,
  blocks: {
    async preview({ value }) {
      const cidr = readCidr(value);
      if (!cidr) return undefined;
      const bits = (cidr.family === 4 ? 32 : 128) - cidr.prefix;
      return {
        value: formatCidr(cidr),
        addresses: bits <= 32 ? String(2 ** bits) : `2^${bits}`,
        guards: [{ guard: 'private-network', passed: true, detail: '' }],
        activeAccounts: await store.sites.activeAccounts(cidr, 50),
      };
    },
    async block({ value, durationS, reason, tenant, author }) {
      const cidr = readCidr(value);
      if (!cidr) return { ok: false, held: { guard: 'not-an-address', passed: false, detail: value } };
      const now = Date.now();
      const text = formatCidr(cidr);
      const decision: Decision = {
        id: randomUUID(),
        tenant,
        action: 'block',
        scope: text.includes('/') ? 'range' : 'ip',
        value: text,
        from: now,
        until: now + durationS * 1000,
        reason: { nl: reason, en: reason },
        author,
        alert: '',
        rule: '',
        offence: 1,
        state: 'asked',
        guards: [],
      };
      await store.decisions.insert(decision, { country: 'NL', asName: '' });
      await confirm(decision.id, 'in-force');
      return { ok: true, id: decision.id };
    },
    async undo(id, author, reason) {
      const lifted = await store.decisions.lift([id], author, reason);
      if (lifted.length > 0) await confirm(id, 'lifted');
      return lifted.length > 0;
    },
  },
  rules: {
    list: () =>
      ['sip-brute-force', 'sip-scanner', 'sip-success-after-failures'].map((id, i) => ({
        id,
        title: { nl: `Regel ${id}`, en: `Rule ${id}` },
        description: { nl: 'Voorbeeld', en: 'Sample' },
        severity: severities[2 + i],
        response: { action: 'block', durationS: 3600, ceilingS: 86_400 },
        source: `title: ${id}\n`,
        tags: ['attack.t1110'],
      })),
    async backtest(rule, days) {
      const id = randomUUID();
      const note = { nl: 'Voorbeeld', en: 'Sample' };
      await store.backtests.insert({ id, rule, days, note }, 'provider');
      const result = { progress: 1, events: 1234, alerts: [], wouldBlock: 2, seconds: 0.4, error: '', note };
      setTimeout(() => void store.backtests.update(id, { ...result, state: 'done' }), 3000);
      return id;
    },
  },
  bouncer: { handle: () => ({ status: 200, body: { new: null, deleted: null }, sent: () => {} }) },
  lists: { handle: () => ({ status: 200, contentType: 'text/plain', body: '', etag: '""', sent: () => {} }) },
  notifier: { test: async () => ({ ok: false, error: 'There is no mail server in this development server.' }) },
  ingest: { ingestNdjson: async () => ({ received: 0, recognised: 0, ignored: 0, malformed: 0 }) },
  live: {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  },
  geo: {
    lookup: () => ({ country: 'NL', asName: 'Example' }),
    state: () => ({ date: Date.now() - 40 * 86_400_000, stale: false }),
  },
  enforcers: () => [enforcer],
  listeners: () => [
    { id: 'syslog-udp', kind: 'syslog', transport: 'udp', host: '127.0.0.1', port: 5514, path: '' },
    { id: 'hep-udp', kind: 'hep', transport: 'udp', host: '127.0.0.1', port: 9060, path: '' },
  ],
  sourceTail: () => [
    { at: new Date().toISOString(), line: 'NOTICE[1] <b>hostile</b> =cmd()', reading: 'ignored', summary: 'sample' },
  ],
  metrics: async () => '# no metrics here\n',
  health: async () => ({ ok: true, detail: '' }),
  changed: () => {},
  operatorSeen: () => {},
  demo: () => false,
  startDemo: () => {},
  authDatabase: database.db,
  authSecret: secretFile(join(dataDir, 'auth.secret')),
  version: '0.0.0-dev',
  clock: Date.now,
  log,
  http: {
    publicUrl: '',
    allowedHosts: [],
    allowedOrigins: ['http://localhost:5173', 'http://127.0.0.1:5173'],
    trustedProxies: [],
    webDir: join(import.meta.dirname, '..', 'web', 'dist'),
  },
};
const server = await createServer(deps);
await server.listen({ host: '127.0.0.1', port });
const { port: real } = server.server.address() as { port: number };
const token = await createSetupToken(store.people, Date.now);
console.log(token ? `http://127.0.0.1:${real}/setup?token=${token}` : `http://127.0.0.1:${real}/`);

const pulse = setInterval(async () => {
  const countries = await store.overview.countries(undefined, Date.now());
  const figures = { failedPerMinute: 20 + Math.random() * 5, succeededPerMinute: 240, eventsPerSecond: 4 };
  tell({ kind: 'tick', tenant: '', tick: { at: new Date().toISOString(), ...figures, countries: [...countries] } });
}, 1000);
const attack = setInterval(async () => {
  const alert = sampleAlert(Math.floor(Date.now() / 15_000), Date.now());
  await store.batches.saveBatch({ ...nothing(), alerts: [alert] });
  tell({ kind: 'alert', id: alert.id });
}, 15_000);
const stop = async () => {
  clearInterval(pulse);
  clearInterval(attack);
  await server.close();
  await database.stop();
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);

async function confirm(decision: string, state: 'in-force' | 'lifted'): Promise<void> {
  await store.decisions.confirm([{ decision, enforcer: 'dry', real: false, state, at: Date.now(), error: '' }]);
  tell({ kind: 'decision', id: decision });
}

function nothing() {
  const empty = {
    events: [],
    rollups: [],
    alerts: [],
    decisions: [],
    discovered: [],
    tallies: [],
    cursors: [],
    sites: [],
  };
  return { instance: randomUUID(), seq: 1, ...empty };
}

function sampleAlert(i: number, at: number): Alert {
  const ip = `203.0.113.${1 + (i % 250)}`;
  const evidence = Array.from({ length: 20 }, (_, n) =>
    Object.assign(new Event(), {
      time: at - (20 - n) * 1000,
      dataset: 'asterisk',
      action: 'sip-auth',
      outcome: 'failure',
      reason: 'wrong-password',
      sourceIp: ip,
      sourcePort: 5060 + n,
      userName: `${100 + n}`,
      userAgent: 'friendly-scanner',
      country: 'FR',
      tenant: `customer-${1 + (i % 3)}`,
      asset: 'pbx-1',
      original: `NOTICE[1]: Registration from '"${100 + n}" <sip:${100 + n}@192.0.2.10>' failed for '${ip}' - Wrong password`,
    } satisfies Partial<Event>),
  );
  return {
    id: `sample-${i}`,
    rule: ['sip-brute-force', 'sip-scanner', 'sip-success-after-failures'][i % 3],
    severity: severities[1 + (i % 4)],
    tenant: `customer-${1 + (i % 3)}`,
    asset: 'pbx-1',
    group: { 'source.ip': ip },
    start: at - 20_000,
    end: at,
    count: 20 + (i % 77),
    distinct: { users: 20, addresses: 1, numbers: 0 },
    sourceIp: ip,
    userName: '',
    country: ['FR', 'US', 'CN', 'NL'][i % 4],
    asNumber: 64_500,
    asName: 'Example Hosting',
    sentence: {
      nl: `${ip} probeerde 20 keer een wachtwoord op pbx-1.`,
      en: `${ip} tried a password 20 times on pbx-1.`,
    },
    evidence,
    response: { action: 'block', durationS: 3600, ceilingS: 86_400 },
  };
}

async function seed(): Promise<void> {
  for (const [id, name] of [
    ['customer-1', 'Bakkerij Jansen'],
    ['customer-2', 'Garage De Vries'],
    ['customer-3', 'Tandarts Bakker & Zn <b>'],
  ]) {
    await store.tenants.insert({ id, name, timeZone: 'Europe/Amsterdam' });
  }
  const now = Date.now();
  const alerts = Array.from({ length: 60 }, (_, i) => sampleAlert(i, now - i * 600_000));
  const decisions = alerts.slice(0, 40).map(
    (alert, i): Decision => ({
      id: `decision-${i}`,
      tenant: alert.tenant,
      action: 'block',
      scope: 'ip',
      value: alert.sourceIp,
      from: alert.end,
      until: alert.end + 4 * 3_600_000,
      reason: alert.sentence,
      author: `rule:${alert.rule}`,
      alert: alert.id,
      rule: alert.rule,
      offence: 1,
      state: i % 10 === 9 ? 'held' : i % 10 === 8 ? 'reported' : 'asked',
      guards: [{ guard: 'allowlist', passed: true, detail: '' }],
    }),
  );
  const rollups: RollupDelta[] = [];
  const first = Math.floor((now - 2 * 86_400_000) / 60_000) * 60_000;
  for (let minute = first; minute < now; minute += 60_000) {
    for (const [outcome, country, count] of [
      ['success', 'NL', 200 + Math.round(50 * Math.sin(minute / 7e6))],
      ['failure', 'FR', 10 + Math.round(10 * Math.random())],
      ['failure', 'US', 5 + Math.round(5 * Math.random())],
    ] as const) {
      const where = { tenant: 'customer-1', source: 'pbx-1-syslog', asset: 'pbx-1', action: 'sip-auth' };
      rollups.push({ ...where, outcome, country, minute, count, shed: 0 });
    }
  }
  const source = { asset: '', format: 'auto', timeZone: 'Europe/Amsterdam', discovered: false } as const;
  await store.batches.saveBatch({
    ...nothing(),
    events: alerts.flatMap(({ evidence }) => evidence),
    rollups,
    alerts,
    decisions,
    discovered: [
      {
        ...source,
        id: 'pbx-1-syslog',
        tenant: 'customer-1',
        name: 'PBX Jansen',
        kind: 'syslog',
        match: { address: '192.0.2.10' },
      },
      { ...source, id: 'sbc-hep', tenant: 'customer-2', name: 'SBC De Vries', kind: 'hep', match: { captureId: 2001 } },
      {
        ...source,
        id: 'unknown-1',
        tenant: 'unassigned',
        name: '198.51.100.9',
        kind: 'syslog',
        match: { address: '198.51.100.9' },
        discovered: true,
      },
    ],
    tallies: [['pbx-1-syslog', { received: 5000, recognised: 4200, ignored: 790, malformed: 10, shed: 0 }]],
    sites: [
      {
        tenant: 'customer-1',
        address: '198.51.100.20',
        userName: '201',
        country: 'NL',
        lastSuccess: now - 60_000,
        successes: 12,
        proven: true,
      },
    ],
  });
  const confirmed = decisions.filter(({ state }) => state === 'asked').map(({ id }) => id);
  await store.decisions.confirm(
    confirmed.map((decision) => ({ decision, enforcer: 'dry', real: false, state: 'in-force', at: now, error: '' })),
  );
  await store.recipients.insert({ kind: 'mail', address: 'noc@example.net', language: 'nl', minimumSeverity: 'high' });
}
