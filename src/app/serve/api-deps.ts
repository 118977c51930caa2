import { actingWork } from '../../api/access/acting.ts';
import type { SelfWatchPort } from '../../api/ports/self-watch.ts';
import type { ApiDeps } from '../../api/ports.ts';
import type { Listener as ApiListener } from '../../api/schema/overview.ts';
import type { Listener } from '../../core/source.ts';
import type { Work } from '../../core/work.ts';
import type { Rule } from '../../detect/rule.ts';
import type { Enrichers } from '../../enrich/enrichers.ts';
import type { Database } from '../../store/postgres.ts';
import { createStore, type Store } from '../../store/store.ts';
import type { Calls } from '../calls/start-calls.ts';
import type { Config } from '../config/schema.ts';
import type { Geo } from '../geo/start-geo.ts';
import type { Keeper } from '../keeping/keeper.ts';
import type { KeyFiles } from '../keys/key-files.ts';
import type { Respond } from '../respond/start-respond.ts';
import { version } from '../version.ts';
import { authSecrets } from './auth-secret.ts';
import { startBacktest } from './backtests.ts';
import { blockPort } from './blocks.ts';
import type { CustomerErasing } from './customer-erasing.ts';
import type { DemoReseller } from './demo-reseller.ts';
import type { Enforcing } from './enforcing.ts';
import { IngestDoor } from './ingest-door.ts';
import { publicUrl, tlsServer } from './listen.ts';
import type { LiveBus } from './live-bus.ts';
import type { Messenger } from './messenger.ts';
import { metricsText } from './metrics.ts';
import { oidcProviders } from './sign-in-settings.ts';
import type { StandingOrders } from './standing-orders.ts';
import type { Supervisor } from './supervisor.ts';
import { tellingAlerts } from './telling-alerts.ts';
import type { TlsCertificate } from './tls-certificate.ts';

/** The running parts that answer for the API. */
export interface ApiParts {
  readonly config: Config;
  readonly database: Database;
  readonly store: Store;
  readonly rules: readonly Rule[];
  readonly enrichers: Enrichers;
  readonly bus: LiveBus;
  readonly enforcing: Enforcing;
  readonly erasing: CustomerErasing;
  readonly messenger: Messenger;
  readonly supervisor: Supervisor;
  readonly orders: StandingOrders;
  readonly selfWatch: SelfWatchPort;
  readonly demo: DemoReseller;
  readonly listeners: readonly Listener[];
  readonly httpPort: () => number;
  /** How people reach this server. */
  readonly url: () => string;
  /** What needs attention, one sentence each. */
  readonly troubles: () => readonly string[];
  readonly keys: KeyFiles;
  readonly keeper: Keeper;
  readonly calls: Calls;
  readonly geo: Geo;
  readonly respond: Respond;
  readonly webDir: string;
  /** Of the web server; undefined when it speaks plain HTTP. */
  readonly certificate: TlsCertificate | undefined;
  readonly log: (line: string) => void;
}

/** Fills every port of the API with the part that answers it. */
export function apiDeps(parts: ApiParts): ApiDeps {
  const { config, database, store, rules, enrichers, bus, enforcing, messenger, supervisor, orders, demo, log } = parts;
  const { loop, enforcers, confirmations } = enforcing;
  const place = (address: string) => {
    const { country, asName } = enrichers.geo.find(address);
    return { country, asName };
  };
  const storeOf = (work: Work) =>
    createStore({ db: database.scoped(work), owner: database.owner, keyring: parts.keys }, Date.now, {
      mode: config.mode,
    });
  const people = publicUrl(config.http, parts.certificate);
  const geo = () => enrichers.geo.info(Date.now());
  return {
    system: store,
    keeping: parts.keeper,
    storeOf: (work) => {
      const limited = storeOf(work);
      return { ...limited, alerts: tellingAlerts(limited.alerts, (id) => bus.publish({ kind: 'alert', id })) };
    },
    blocks: blockPort({
      store,
      storeOf,
      loop,
      hot: () => supervisor.thread,
      policy: () => orders.policy,
      networks: orders.networks,
      place,
      changed: (id) => bus.publish({ kind: 'decision', id }),
      confirmed: () => confirmations.done(),
      clock: Date.now,
    }),
    erasing: parts.erasing,
    rules: {
      list: () => rules,
      backtest: (id, days, tenant, work) => {
        const rule = rules.find((candidate) => candidate.id === id);
        if (!rule) throw new RangeError(`there is no rule ${id}`);
        return startBacktest(storeOf(work), rule, days, tenant, Date.now);
      },
    },
    bouncer: enforcers.bouncer,
    lists: enforcers.list,
    notifier: messenger,
    ingest: new IngestDoor({
      sources: store.sources,
      thread: () => supervisor.thread,
      renewed: () => orders.renewSources(),
      timeZone: config.time_zone,
    }),
    calls: parts.calls.desk,
    live: bus,
    incidentDesk: parts.respond.incidents,
    measures: parts.respond.measures,
    onCall: parts.respond.onCall,
    plan: parts.respond.plan,
    playbooks: parts.respond.playbooks,
    geoDesk: parts.geo.desk,
    geoDoor: parts.geo.door,
    geoLists: parts.geo.lists,
    geoDecisions: parts.geo.decisions,
    geo: { lookup: place, state: () => ({ date: geo().date ?? undefined, stale: geo().stale }) },
    enforcers: (tenant) => loop.health(tenant),
    listeners: () => listenersNow(parts),
    sourceTail: async (id) =>
      (await supervisor.thread.tail(id)).map((line) => ({ ...line, at: new Date(line.at).toISOString() })),
    metrics: async () => {
      const { blocks, openAlerts } = await store.overview.counts(undefined, Date.now());
      return metricsText({
        stats: supervisor.thread.stats,
        sources: await store.sources.list(undefined),
        blocks,
        openAlerts,
        enforcers: loop.health(),
        geoAgeDays: geo().ageDays ?? undefined,
      });
    },
    health: async () => ({ ok: parts.troubles().length === 0, detail: parts.troubles().join(' ') }),
    changed: async (what) => {
      if (what === 'settings' || what === 'rules') await orders.renewPolicy();
      if (what === 'sources' || what === 'tenants') await orders.renewSources();
      if (what === 'tenants') await parts.calls.renewed();
      if (what === 'settings' || what === 'sources' || what === 'tenants') await parts.geo.renewed();
    },
    operatorSeen: (address) => orders.operators.seen(address, Date.now()),
    demo: () => demo.running,
    startDemo: () => void demo.start().catch((error: Error) => log(`the demo could not start: ${error.message}`)),
    // Stamped with whoever the library works for.
    authDatabase: database.scoped(actingWork),
    signIn: { providers: oidcProviders(config), mfaRoles: config.security.mfa_roles, url: parts.url },
    letters: messenger,
    selfWatch: parts.selfWatch,
    authSecrets: authSecrets(parts.keys),
    version,
    limits: limitsOf(config),
    clock: Date.now,
    log,
    http: {
      publicUrl: people,
      allowedHosts: parts.certificate?.names ?? [],
      // A proxy may pass its own Host on or ours; the page says where it came from all the same.
      allowedOrigins: people ? [people] : [],
      trustedProxies: config.http.trusted_proxies,
      webDir: parts.webDir,
      ...(parts.certificate && { makeServer: tlsServer(parts.certificate, log) }),
    },
  };
}

/** Where the listeners really listen, the one for HTTP events among them. */
export function listenersNow({
  config,
  listeners,
  supervisor,
  httpPort,
}: Pick<ApiParts, 'config' | 'listeners' | 'supervisor' | 'httpPort'>): readonly ApiListener[] {
  return [
    ...listeners.map((listener): ApiListener => {
      const { id } = listener;
      if (listener.kind === 'file')
        return { id, kind: 'file', transport: 'file', host: '', port: 0, path: listener.path };
      const { kind, transport, host, port } = listener;
      return { id, kind, transport, host, port: supervisor.ports.get(id) ?? port, path: '' };
    }),
    { id: 'http', kind: 'http', transport: 'http', host: config.http.host, port: httpPort(), path: '/api/v1/events' },
  ];
}

function limitsOf({ limits: { sign_in, ...limits } }: Config): ApiDeps['limits'] {
  return { ...limits, 'sign-in': sign_in };
}
