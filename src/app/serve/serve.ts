import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { Listener as ApiListener } from '../../api/schema/overview.ts';
import { createServer } from '../../api/server.ts';
import type { Decision } from '../../core/decision.ts';
import { providerTenant } from '../../core/tenant.ts';
import { EnforcementLoop } from '../../enforce/loop.ts';
import { createEnrichers } from '../../enrich/enrichers.ts';
import { openDatabase } from '../../store/postgres.ts';
import { retain } from '../../store/retention.ts';
import { createSetupToken } from '../../store/setup-token.ts';
import { createStore } from '../../store/store.ts';
import type { Config } from '../config/schema.ts';
import { demoAssets, demoSources, demoTenants } from '../demo/customers.ts';
import { runDemo } from '../demo/run-demo.ts';
import type { HotStart } from '../hot/messages.ts';
import { rulesOf } from '../rule-files.ts';
import { StartError } from '../start-error.ts';
import { version } from '../version.ts';
import { builtWebApp } from '../web-app.ts';
import { startBacktest } from './backtests.ts';
import { BatchSaver } from './batch-saver.ts';
import { blockPort } from './blocks.ts';
import { openCliDoor } from './cli-door.ts';
import { Confirmations } from './confirmations.ts';
import { makeEnforcers } from './enforcement.ts';
import { IngestDoor } from './ingest-door.ts';
import { fileSources, listenersOf } from './listeners.ts';
import { LiveBus } from './live-bus.ts';
import { Messenger } from './messenger.ts';
import { metricsText } from './metrics.ts';
import { Operators } from './operators.ts';
import { policyOf } from './policy-of.ts';
import { Supervisor } from './supervisor.ts';
import { tellingAlerts } from './telling-alerts.ts';
import { Ticker } from './ticker.ts';

/** A running Belwacht. */
export interface Running {
  readonly url: string;
  /** One-time link of the first administrator, when there is none yet. */
  readonly setupLink: string | undefined;
  readonly notes: readonly string[];
  /** Stops in the reverse order of the start; `remove` also takes the blocks out of the enforcers. */
  stop(remove?: boolean): Promise<void>;
}

export interface ServeOptions {
  readonly config: Config;
  readonly log: (line: string) => void;
  /** Starts the simulated reseller at once. */
  readonly demo?: boolean;
}

const dayMs = 86_400_000;
/** Windows look back this far at most, and this many rows are read back at most. */
const rebuildMs = dayMs;
const rebuildRows = 500_000;
const historyMs = 30 * dayMs;
const retainEveryMs = 3_600_000;

/** Starts everything; see docs/architecture.md for the order. Throws StartError and what the parts throw, with sentences for people. */
export async function serve({ config, log, demo = false }: ServeOptions): Promise<Running> {
  const undo: (() => Promise<void> | void)[] = [];
  try {
    return await begin(config, log, demo, undo);
  } catch (error) {
    for (const step of undo.reverse()) await Promise.resolve(step()).catch(() => {});
    throw error;
  }
}

async function begin(
  config: Config,
  log: (line: string) => void,
  demo: boolean,
  undo: (() => Promise<void> | void)[],
): Promise<Running> {
  mkdirSync(config.data_dir, { recursive: true, mode: 0o700 });
  chmodSync(config.data_dir, 0o700);
  const { files: ruleTexts, rules } = rulesOf(config.rules_dir);
  const listeners = listenersOf(config);
  const enrichers = createEnrichers({
    geo: {
      countryMmdb: config.geo.country_mmdb || undefined,
      asnMmdb: config.geo.asn_mmdb || undefined,
      progress: log,
    },
  });
  const webDir = config.http.web_dir || (await builtWebApp(log));
  const database = await openDatabase({
    dataDir: config.data_dir,
    databaseUrl: config.database_url || undefined,
    log,
  }).catch((error: Error) => {
    const said = error.message || String((error as NodeJS.ErrnoException).code);
    throw new StartError(
      config.database_url
        ? `the database of database_url cannot be used: ${said}; ./belwacht doctor looks closer`
        : said,
    );
  });
  undo.push(() => database.stop());
  const store = createStore(database.db, Date.now, { mode: config.mode });
  await store.backtests.failInterrupted();
  await store.tenants.ensureOwn(config.time_zone);
  for (const source of fileSources(config)) await store.sources.put(source);

  const bus = new LiveBus();
  const ticker = new Ticker(bus, (tenant) => store.overview.countries(tenant || undefined, Date.now()));
  let policy = policyOf(await store.settings.get(), await store.ruleModes.modes(), [], config);
  const operators = new Operators(
    () => void renewPolicy().catch((error: Error) => log(`the guard of an operator waits: ${error.message}`)),
  );

  // Enforcement: what should be in force is in the store; what is, the enforcers confirm.
  const enforcers = makeEnforcers(config, store, (reports) => loop.report(reports), log);
  const realOf = new Map(enforcers.all.map(({ id, real }) => [id, real]));
  const confirmations = new Confirmations(
    store,
    (enforcer) => realOf.get(enforcer.split(':')[0]) ?? true,
    (ids) => {
      for (const id of ids) bus.publish({ kind: 'decision', id });
    },
  );
  const loop = new EnforcementLoop(
    enforcers.all,
    {
      inForce: () => store.decisions.inForce(Date.now()),
      onState: (decision, _at, error) => {
        if (decision.state === 'expired') confirmations.expired();
        if (error) log(`${decision.value}: ${decision.state}: ${error}`);
      },
      onReport: (report) => confirmations.report(report),
      onNote: (note) => log(note),
    },
    { clock: Date.now, random: Math.random },
  );
  undo.push(() => loop.stop(false));
  // What ended while nobody was here.
  await store.decisions.expire(Date.now());
  await loop.start();
  enforcers.bouncer.restoreEnded(await store.decisions.ended(Date.now() - dayMs));

  const url = () => config.http.public_url || `http://${host(config.http.host)}:${httpPort}`;
  let httpPort = config.http.port;
  const messenger = await Messenger.create(store, config, rules, url, log);
  undo.push(() => messenger.stop());

  const saver = new BatchSaver({
    batches: store.batches,
    log,
    stored: ({ batch, ingests }) => {
      supervisor.thread.send({ type: 'ack', seq: batch.seq });
      supervisor.thread.stored(ingests);
      confirmations.stored(batch.decisions.map(({ id }) => id));
      ticker.note(batch, Date.now());
      for (const { id } of batch.alerts) bus.publish({ kind: 'alert', id });
      for (const { id } of batch.decisions) bus.publish({ kind: 'decision', id });
      for (const { id } of batch.discovered) bus.publish({ kind: 'source', id });
      // What enforcers said about these decisions goes first, so that people read what was done and not what was asked.
      void confirmations.done().then(() => messenger.alerts(batch.alerts));
    },
  });

  const supervisor = new Supervisor({
    log,
    start: async (instance): Promise<HotStart> => {
      // Batches of a thread that died are stored first: cursors and sources are read after them, and no answer is mixed up.
      await saver.idle();
      return {
        instance,
        listeners,
        sources: (await store.sources.list(undefined)).map(({ source }) => source),
        tenants: await store.tenants.list(),
        cursors: await store.cursors.list(),
        fromStart: config.files.filter(({ from }) => from === 'start').map(({ id }) => id),
        rules: ruleTexts,
        policy,
        history: await store.decisions.since(Date.now() - historyMs),
        state: await store.learned.list(),
        timeZone: config.time_zone,
        geo: { countryMmdb: config.geo.country_mmdb, asnMmdb: config.geo.asn_mmdb },
      };
    },
    recent: (onEvents) => store.events.loadRecent(Date.now() - rebuildMs, rebuildRows, onEvents),
    events: {
      batch: (message) => saver.add(message),
      decisions: ({ decisions }) => void carryOut(decisions),
      alarm: ({ alarm, detail }) => alarmed(alarm, detail),
    },
  });
  const troubles = new Map<string, string>();

  function carryOut(decisions: readonly Decision[]): Promise<void> {
    confirmations.unstored(decisions.map(({ id }) => id));
    return loop.add(decisions);
  }

  function alarmed(alarm: string, detail: string): void {
    if (detail) troubles.set(alarm, detail);
    else troubles.delete(alarm);
    if (detail) log(`${alarm}: ${detail}`);
  }

  async function renewPolicy(): Promise<void> {
    policy = policyOf(await store.settings.get(), await store.ruleModes.modes(), operators.list(Date.now()), config);
    supervisor.thread.send({ type: 'policy', policy });
  }

  async function renewSources(): Promise<void> {
    const sources = (await store.sources.list(undefined)).map(({ source }) => source);
    supervisor.thread.send({ type: 'sources', sources, tenants: await store.tenants.list() });
  }

  const started = await supervisor.start();
  undo.push(() => supervisor.stop());
  if (started.troubles.length) throw new StartError(started.troubles.join('\n'));

  // The demo: a simulated reseller over the real sockets, on request or at start.
  const demoEnd = new AbortController();
  let demoRuns = false;
  async function startDemo(): Promise<void> {
    if (demoRuns) return;
    demoRuns = true;
    await store.settings.rememberFact('demo', true);
    for (const tenant of demoTenants) await store.tenants.insert(tenant);
    for (const asset of demoAssets) await store.tenants.putAsset(asset);
    for (const source of demoSources) await store.sources.put(source);
    await store.settings.change({ mode: 'enforce' });
    await renewPolicy();
    await renewSources();
    const blocked = new Set<string>();
    const refresh = setInterval(async () => {
      const inForce = await store.decisions.inForce(Date.now()).catch(() => []);
      blocked.clear();
      for (const { value } of inForce) blocked.add(value);
    }, 1000);
    demoEnd.signal.addEventListener('abort', () => clearInterval(refresh));
    const port = (id: string) => supervisor.ports.get(id) ?? 0;
    void runDemo({
      syslog: { host: reachable(config.syslog.host), port: port('syslog-udp') },
      hep: { host: reachable(config.hep.host), port: port('hep-udp'), authKey: config.hep.auth_key },
      signal: demoEnd.signal,
      isBlocked: (address) => blocked.has(address),
      log,
    }).catch((error: Error) => log(`the demo stopped: ${error.message}`));
  }
  undo.push(() => demoEnd.abort());

  const apiListeners = (): readonly ApiListener[] => [
    ...listeners.map(
      (listener): ApiListener =>
        listener.kind === 'file'
          ? { id: listener.id, kind: 'file', transport: 'file', host: '', port: 0, path: listener.path }
          : {
              id: listener.id,
              kind: listener.kind,
              transport: listener.transport,
              host: listener.host,
              port: supervisor.ports.get(listener.id) ?? listener.port,
              path: '',
            },
    ),
    { id: 'http', kind: 'http', transport: 'http', host: config.http.host, port: httpPort, path: '/api/v1/events' },
  ];
  const geoState = () => enrichers.geo.info(Date.now());
  const trouble = () =>
    [
      supervisor.trouble,
      saver.trouble,
      ...troubles.values(),
      ...loop
        .health()
        .filter(({ ok }) => !ok)
        .map(({ id, detail }) => `${id}: ${detail}`),
    ].filter(Boolean);

  const server = await createServer({
    store: { ...store, alerts: tellingAlerts(store.alerts, (id) => bus.publish({ kind: 'alert', id })) },
    blocks: blockPort({
      store,
      loop,
      hot: () => supervisor.thread,
      policy: () => policy,
      place: (address) => {
        const { country, asName } = enrichers.geo.find(address);
        return { country, asName };
      },
      changed: (id) => bus.publish({ kind: 'decision', id }),
      confirmed: () => confirmations.done(),
      clock: Date.now,
    }),
    rules: {
      list: () => rules,
      backtest: (id, days, tenant) => {
        const rule = rules.find((candidate) => candidate.id === id);
        if (!rule) throw new RangeError(`there is no rule ${id}`);
        return startBacktest(store, rule, days, tenant, Date.now);
      },
    },
    bouncer: enforcers.bouncer,
    lists: enforcers.list,
    notifier: messenger,
    ingest: new IngestDoor({
      sources: store.sources,
      thread: () => supervisor.thread,
      renewed: renewSources,
      timeZone: config.time_zone,
    }),
    live: bus,
    geo: {
      lookup: (address) => {
        const { country, asName } = enrichers.geo.find(address);
        return { country, asName };
      },
      state: () => ({ date: geoState().date ?? undefined, stale: geoState().stale }),
    },
    enforcers: () => loop.health(),
    listeners: apiListeners,
    sourceTail: async (id) =>
      (await supervisor.thread.tail(id)).map((line) => ({ ...line, at: new Date(line.at).toISOString() })),
    metrics: async () => {
      const counts = await store.overview.counts(undefined, Date.now());
      return metricsText({
        stats: supervisor.thread.stats,
        sources: await store.sources.list(undefined),
        blocks: counts.blocks,
        openAlerts: counts.openAlerts,
        enforcers: loop.health(),
        geoAgeDays: geoState().ageDays ?? undefined,
      });
    },
    health: async () => ({ ok: trouble().length === 0, detail: trouble().join(' ') }),
    changed: async (what) => {
      if (what === 'settings' || what === 'rules') await renewPolicy();
      if (what === 'sources' || what === 'tenants') await renewSources();
    },
    operatorSeen: (address) => operators.seen(address, Date.now()),
    demo: () => demoRuns,
    startDemo: () => void startDemo().catch((error: Error) => log(`the demo could not start: ${error.message}`)),
    authDatabase: database.db,
    authSecret: await authSecret(store),
    version,
    clock: Date.now,
    log,
    http: { publicUrl: config.http.public_url, allowedHosts: [], allowedOrigins: [], trustedProxies: [], webDir },
  });
  undo.push(() => server.close());
  try {
    await server.listen({ host: config.http.host, port: config.http.port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new StartError(
      `port ${config.http.port} on ${config.http.host} is in use; set http.port in belwacht.yaml or BELWACHT_HTTP_PORT`,
    );
  }
  httpPort = (server.server.address() as AddressInfo).port;
  const closeDoor = await openCliDoor(
    config.data_dir,
    `http://${host(reachable(config.http.host))}:${httpPort}`,
    store.tokens,
  );
  undo.push(closeDoor);

  const seconds = setInterval(() => void ticker.tick(Date.now()).catch(() => {}), 1000);
  const keeping = setInterval(
    () => void retain(database.db, Date.now()).catch((error: Error) => log(`retention: ${error.message}`)),
    retainEveryMs,
  );
  if (demo || (await store.settings.fact('demo')) === true) await startDemo();

  const token = await createSetupToken(store.people, Date.now);
  const listening = apiListeners()
    .filter(({ kind }) => kind !== 'http')
    .map(({ id, host: at, port, path }) => `${id} ${path || `${at}:${port}`}`);
  return {
    url: url(),
    setupLink: token && `${url()}/setup?token=${token}`,
    notes: [
      `listening: ${listening.join(', ')}`,
      `${rules.length} rules, mode ${policy.mode}, enforcers ${enforcers.all.map(({ id, real }) => (real ? id : `${id} (dry)`)).join(', ')}`,
    ],
    async stop(remove = false) {
      clearInterval(seconds);
      clearInterval(keeping);
      demoEnd.abort();
      await server.close();
      await supervisor.stop();
      saver.stop();
      await saver.idle();
      confirmations.stop();
      await confirmations.done();
      await messenger.stop();
      await loop.stop(remove);
      await confirmations.done();
      await closeDoor().catch(() => {});
      await database.stop();
    },
  };
}

/** 256 bits that sign session cookies, made at the first start. */
async function authSecret(store: ReturnType<typeof createStore>): Promise<string> {
  const kept = await store.settings.fact('auth-secret');
  if (typeof kept === 'string') return kept;
  const secret = randomBytes(32).toString('base64url');
  await store.settings.rememberFact('auth-secret', secret);
  return secret;
}

/** Where a listener on all addresses can be reached from here. */
function reachable(address: string): string {
  return address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
}

function host(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

export const owner = providerTenant;
