import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createServer } from '../../api/server.ts';
import { createEnrichers } from '../../enrich/enrichers.ts';
import { type Database, openDatabase } from '../../store/postgres.ts';
import { createSetupToken } from '../../store/setup-token.ts';
import { createStore } from '../../store/store.ts';
import { callRulesOf } from '../call-rule-files.ts';
import { type Calls, startCalls } from '../calls/start-calls.ts';
import { demandCustomers } from '../config/customer-checks.ts';
import type { Config } from '../config/schema.ts';
import { type Geo, type GeoParts, geoFiles, startGeo } from '../geo/start-geo.ts';
import { intakeOf } from '../hot/intake-of.ts';
import type { FromHot, HotStart } from '../hot/messages.ts';
import { BackupShelf } from '../keeping/backup-shelf.ts';
import { Keeper } from '../keeping/keeper.ts';
import { KeyFiles } from '../keys/key-files.ts';
import { settleSecrets } from '../keys/secrets.ts';
import { startRespond } from '../respond/start-respond.ts';
import { rulesOf } from '../rule-files.ts';
import { StartError } from '../start-error.ts';
import { builtWebApp } from '../web-app.ts';
import { httpUrl } from './addresses.ts';
import { apiDeps, listenersNow } from './api-deps.ts';
import { AuditExport } from './audit-export.ts';
import { BatchSaver } from './batch-saver.ts';
import { openCliDoor } from './cli-door.ts';
import { CustomerErasing } from './customer-erasing.ts';
import { DemoReseller } from './demo-reseller.ts';
import { startEnforcing } from './enforcing.ts';
import { openWeb, publicUrl, refuseOpenWeb } from './listen.ts';
import { fileSources, listenersOf, redirectOf } from './listeners.ts';
import { LiveBus } from './live-bus.ts';
import { Messenger } from './messenger.ts';
import { SelfWatch, selfSource } from './self-watch.ts';
import { StandingOrders } from './standing-orders.ts';
import { Supervisor } from './supervisor.ts';
import { Ticker } from './ticker.ts';
import { TlsCertificate } from './tls-certificate.ts';

/** A running Belwacht. */
export interface Running {
  readonly url: string;
  /** Where the web server listens. */
  readonly port: number;
  /** One-time link of the first administrator, when there is none yet. */
  readonly setupLink: string | undefined;
  readonly notes: readonly string[];
  /** Stops in order; `remove` also takes the blocks out of the enforcers. */
  stop(remove?: boolean): Promise<void>;
}

export interface ServeOptions {
  readonly config: Config;
  readonly log: (line: string) => void;
  /** Starts the simulated reseller at once. */
  readonly demo?: boolean;
  /** Called when all parts have to start anew: whoever started this stops it, and starts it again. */
  readonly restart?: (why: string) => void;
}

const dayMs = 86_400_000;
/** Windows look back this far at most, and this many rows are read back at most. */
const rebuildMs = dayMs;
const rebuildRows = 500_000;
const historyMs = 30 * dayMs;
/** What is being answered is answered before a restart. */
const restartAfterMs = 1_000;

/** Starts everything; see docs/architecture.md for the order. Throws StartError and what the parts throw, with sentences for people. */
export async function serve({ config, log, demo = false, restart }: ServeOptions): Promise<Running> {
  const undo: (() => Promise<void> | void)[] = [];
  try {
    return await begin(config, log, demo, undo, restart);
  } catch (error) {
    for (const step of undo.reverse()) await Promise.resolve(step()).catch(() => {});
    throw error;
  }
}

async function begin(
  config: Config,
  log: (line: string) => void,
  withDemo: boolean,
  undo: (() => Promise<void> | void)[],
  restart: ServeOptions['restart'],
): Promise<Running> {
  refuseOpenWeb(config.http);
  const certificate = config.http.tls.cert ? new TlsCertificate(config.http.tls) : undefined;
  // Said now and not after the database has started.
  publicUrl(config.http, certificate);
  mkdirSync(config.data_dir, { recursive: true, mode: 0o700 });
  chmodSync(config.data_dir, 0o700);
  const { files: ruleTexts, rules } = await rulesOf(config.rules_dir);
  const callRules = callRulesOf(config.rules_dir);
  const listeners = listenersOf(config);
  const enrichers = createEnrichers({
    geo: { ...geoFiles(config), progress: log },
  });
  const webDir = config.http.web_dir || (await builtWebApp(log));

  const keys = new KeyFiles(config.keys.dir || join(config.data_dir, 'keys'));
  const shelf = new BackupShelf(config.backups.dir || join(config.data_dir, 'backups'), log);
  const database = await open(config, shelf, log);
  undo.push(() => database.stop());
  await settleSecrets(database, keys, log);
  const store = createStore({ db: database.db, owner: database.owner, keyring: keys }, Date.now, { mode: config.mode });
  await store.backtests.failInterrupted();
  await store.tenants.ensureOwn(config.time_zone);
  demandCustomers(config, await store.tenants.list());
  const own = selfSource(config.time_zone);
  for (const source of [own, ...fileSources(config)]) await store.sources.put(source);

  const bus = new LiveBus();
  const ticker = new Ticker(bus, (tenant) => store.overview.countries(tenant || undefined, Date.now()));
  const enforcing = await startEnforcing(config, store, bus, log);
  const { loop, confirmations, enforcers } = enforcing;
  undo.push(() => loop.stop(false));

  let httpPort = config.http.port;
  const url = () => publicUrl(config.http, certificate) || httpUrl(config.http.host, httpPort);
  const messenger = await Messenger.create(store, config, [...rules, ...callRules], url, log);
  undo.push(() => messenger.stop());

  let geo: Geo | undefined;
  let newAlerts: (ids: readonly string[]) => void = () => {};
  const saver = new BatchSaver<Extract<FromHot, { type: 'batch' }>>({
    save: ({ batch }) => store.batches.saveBatch(batch),
    of: 'events',
    log,
    stored: ({ batch, ingests }) => {
      supervisor.thread.send({ type: 'ack', seq: batch.seq });
      supervisor.thread.stored(ingests);
      confirmations.stored(batch.decisions.map(({ id }) => id));
      ticker.note(batch, Date.now());
      geo?.stored(batch);
      for (const { id } of batch.alerts) bus.publish({ kind: 'alert', id });
      for (const { id } of batch.decisions) bus.publish({ kind: 'decision', id });
      for (const { id } of batch.discovered) bus.publish({ kind: 'source', id });
      // What enforcers said about these decisions goes first, so that people read what was done and not what was asked.
      void confirmations.done().then(() => messenger.alerts(batch.alerts));
      void confirmations.done().then(() => newAlerts(batch.alerts.map(({ id }) => id)));
    },
  });

  const alarms = new Map<string, string>();
  const orders = new StandingOrders(store, config, (message) => supervisor.thread.send(message), log);
  await orders.read();
  // It is born with what holds at its start.
  let hotData: GeoParts['followData'] = () => {};
  // Before the hot path: the kernel is to hold its policy as soon as may be.
  geo = await startGeo({
    ...{ config, store, bus, log, geo: enrichers.geo, firewall: enforcing.firewall },
    storeOf: (work) => createStore({ db: database.scoped(work), owner: database.owner, keyring: keys }, Date.now),
    policy: () => orders.policy,
    followData: (corrections, reload) => hotData(corrections, reload),
    alarm: (name, detail) => {
      if (detail) alarms.set(name, detail);
      else alarms.delete(name);
    },
  });
  const placed = geo;
  undo.push(() => placed.stop(false));
  orders.follow(() => void placed.renewed().catch((error: Error) => log(`policies by country wait: ${error.message}`)));

  // Calls start after the hot path: what it sees before that is not lost for detection, only for calls.
  let heard: Calls['heard'] = () => {};
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
        ownership: await orders.readOwnership(),
        cursors: await store.cursors.list(),
        fromStart: config.files.filter(({ from }) => from === 'start').map(({ id }) => id),
        rules: ruleTexts,
        policy: orders.policy,
        history: await store.decisions.since(Date.now() - historyMs),
        state: await store.learned.list(),
        timeZone: config.time_zone,
        sip: { linkers: config.hep.linkers, asserters: config.hep.asserters },
        geo: { files: geoFiles(config), corrections: placed.corrections },
      };
    },
    recent: (onEvents) => store.events.loadRecent(Date.now() - rebuildMs, rebuildRows, onEvents),
    events: {
      batch: (message) => saver.add(message),
      decisions: ({ decisions }) => void enforcing.carryOut(decisions),
      calls: ({ news }) => heard(news),
      alarm: ({ alarm, detail }) => {
        if (detail) log(`${alarm}: ${detail}`);
        if (detail) alarms.set(alarm, detail);
        else alarms.delete(alarm);
      },
    },
  });
  const { troubles } = await supervisor.start();
  hotData = (corrections, reload) => supervisor.thread.send({ type: 'geo', corrections, reload });
  undo.push(() => supervisor.stop());
  if (troubles.length) throw new StartError(troubles.join('\n'));

  const calls = await startCalls({
    store,
    storeOf: (work) => createStore({ db: database.scoped(work), owner: database.owner, keyring: keys }, Date.now),
    rules: callRules,
    redirect: redirectOf(config),
    timeZone: config.time_zone,
    bus,
    tell: (alerts) => {
      void messenger.alerts(alerts);
      newAlerts(alerts.map(({ id }) => id));
    },
    alarm: (name, detail) => {
      if (detail) alarms.set(name, detail);
      else alarms.delete(name);
    },
    blocks: enforcers.pbxs,
    log,
    geo: placed.keeper.book,
  });
  placed.follow((book) => calls.setGeo(book));
  heard = (news) => calls.heard(news);
  undo.push(() => calls.stop());
  if (calls.troubles.length) throw new StartError(calls.troubles.join('\n'));

  const selfWatch = new SelfWatch(own, () => supervisor.thread, log);
  const auditExport = config.audit_syslog.host
    ? new AuditExport({ audit: store.audit, target: config.audit_syslog, log })
    : undefined;
  auditExport?.start();
  undo.push(() => auditExport?.stop());

  // All parts are known only later.
  let troublesNow: () => readonly string[] = () => [];
  const respond = await startRespond({
    ...{ config, store, enforcing, messenger, orders, url, log },
    ruleTitle: (id) => [...rules, ...callRules].find((rule) => rule.id === id)?.title,
    storeOf: (work) => createStore({ db: database.scoped(work), owner: database.owner, keyring: keys }, Date.now),
    blocks: () => deps.blocks,
    calls: () => calls,
    geo: () => placed,
    tell: (news) => bus.publish({ kind: 'respond', ...news }),
    troubles: () => troublesNow(),
    news: bus,
    alarm: (name, detail) => {
      if (detail) alarms.set(name, detail);
      else alarms.delete(name);
    },
    clock: Date.now,
  });
  undo.push(() => respond.stop());
  newAlerts = (ids) => respond.incidents.alerts(ids);

  const demo = new DemoReseller(store, config, orders, (id) => supervisor.ports.get(id) ?? 0, log);
  undo.push(() => demo.stop());
  const erasing = new CustomerErasing({
    storeOf: (work) => createStore({ db: database.scoped(work), owner: database.owner }, Date.now),
    blocks: () => deps.blocks,
    release: (tenant) => calls.release(tenant),
    renewed: async () => {
      await orders.renewSources();
      await calls.renewed();
      await placed.renewed();
    },
    log,
  });
  const keeper: Keeper = new Keeper({
    ...{ database, store, keys, shelf, log, dataDir: config.data_dir, clock: Date.now },
    webhookKeyInFile: config.webhooks.secret !== '',
    storeOf: (work) => createStore({ db: database.scoped(work), owner: database.owner, keyring: keys }, Date.now),
    backupFailed: async (at) => {
      const event = { '@timestamp': at, 'event.action': 'other', 'event.outcome': 'failure' };
      const fact = { ...event, 'event.dataset': 'belwacht', 'service.name': 'belwacht-backup' };
      await supervisor.thread.ingest(Buffer.from(`${JSON.stringify(fact)}\n`), own);
    },
    restart: (why) => {
      log(`all parts start anew: ${why}`);
      setTimeout(() => restart?.(why), restartAfterMs);
    },
    system: () => ({
      batches: saver.waiting,
      enforcers: loop.health().map((enforcer) => ({ ...enforcer })),
      geo: geoState(enrichers),
      certificate: certificate
        ? { subject: certificate.names.join(', '), until: new Date(certificate.until).toISOString() }
        : null,
      intake: intakeOf(supervisor.thread.stats),
      troubles: parts.troubles(),
    }),
  });
  const parts = {
    ...{
      config,
      keeper,
      database,
      store,
      rules,
      enrichers,
      bus,
      enforcing,
      erasing,
      messenger,
      supervisor,
      orders,
      selfWatch,
      demo,
      listeners,
      calls,
      geo: placed,
      respond,
    },
    httpPort: () => httpPort,
    url,
    troubles: () => {
      const sick = loop.health().filter(({ ok }) => !ok);
      const all = [
        supervisor.trouble,
        saver.trouble,
        calls.trouble(),
        certificate?.trouble(Date.now()) ?? '',
        keeper.trouble,
        auditExport?.trouble ?? '',
        ...alarms.values(),
        ...sick.map(({ id, detail }) => `${id}: ${detail}`),
      ];
      return all.filter(Boolean);
    },
    keys,
    webDir,
    certificate,
    log,
  };
  troublesNow = parts.troubles;
  const deps = apiDeps(parts);
  const server = await createServer(deps);
  undo.push(() => server.close());
  const web = await openWeb(server, config.http, certificate);
  httpPort = web.port;
  const closeDoor = await openCliDoor(config.data_dir, web.doorUrl, store.tokens);
  undo.push(closeDoor);
  await respond.begin();
  await erasing.resume(store);
  undo.push(() => erasing.stop());

  const seconds = setInterval(() => void ticker.tick(Date.now()).catch(() => {}), 1000);
  keeper.start();
  undo.push(() => keeper.stop());
  if (withDemo || (await demo.ranBefore())) await demo.start();

  const token = await createSetupToken(store.people, Date.now);
  return {
    url: url(),
    port: httpPort,
    setupLink: token && `${url()}/setup?token=${token}`,
    notes: [
      `listening: ${listenersNow(parts)
        .flatMap(({ id, kind, host, port, path }) => (kind === 'http' ? [] : [`${id} ${path || `${host}:${port}`}`]))
        .join(', ')}`,
      `${rules.length} rules, mode ${orders.policy.mode}, enforcers ${loop
        .health()
        .map(({ id, real }) => (real ? id : `${id} (dry)`))
        .join(', ')}`,
    ],
    async stop(remove = false) {
      clearInterval(seconds);
      demo.stop();
      await server.close();
      await keeper.stop();
      await auditExport?.stop();
      await selfWatch.stop();
      await erasing.stop();
      await respond.stop();
      await calls.stop();
      await supervisor.stop();
      await placed.stop(remove);
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

/** Opens the database; what goes wrong becomes a sentence. */
async function open(config: Config, shelf: BackupShelf, log: (line: string) => void): Promise<Database> {
  const databaseUrl = config.database_url || undefined;
  try {
    return await openDatabase({
      dataDir: config.data_dir,
      databaseUrl,
      databaseAppUrl: config.database_app_url || undefined,
      beforeUpdate: async (connection) => {
        const { name } = await shelf.make(connection, 'before-update', 3);
        log(`The database is about to be updated; as it was it is in ${join(shelf.dir, name)}.`);
        return join(shelf.dir, name);
      },
      log,
    });
  } catch (error) {
    const said = (error as Error).message || String((error as NodeJS.ErrnoException).code);
    if (!databaseUrl) throw new StartError(said);
    throw new StartError(`the database of database_url cannot be used: ${said}; ./belwacht doctor looks closer`);
  }
}

function geoState({ geo }: ReturnType<typeof createEnrichers>): { date: string | null; stale: boolean } {
  const { date, stale } = geo.info(Date.now());
  return { date: date === undefined || date === null ? null : new Date(date).toISOString(), stale };
}
