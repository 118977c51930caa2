import { inDutch } from '../../api/dutch/in-dutch.ts';
import type { CallDeskPort } from '../../api/ports/calls.ts';
import type { Alert } from '../../core/alert.ts';
import type { CallStop } from '../../core/calls/call-stop.ts';
import type { GeoBook } from '../../core/geo/geo-policy.ts';
import type { Text } from '../../core/text.ts';
import type { Work } from '../../core/work.ts';
import type { CallRule } from '../../detect/calls/rule.ts';
import type { PbxEnforcer } from '../../enforce/calls/blocks/pbx-enforcer.ts';
import type { PeerPace } from '../../enforce/redirect/peer-silence.ts';
import type { RedirectOptions } from '../../enforce/redirect/redirect-options.ts';
import type { Store } from '../../store/store.ts';
import type { CallNewsBatch } from '../hot/call-news.ts';
import { BatchSaver } from '../serve/batch-saver.ts';
import type { LiveBus } from '../serve/live-bus.ts';
import { Askers } from './askers.ts';
import { CallDesk } from './call-desk.ts';
import { CallRunner } from './call-runner.ts';
import { Controls } from './controls.ts';
import type { CallsStats, FromCalls, RunningCall } from './messages.ts';
import { showNow } from './show-now.ts';

export interface CallsParts {
  readonly store: Store;
  readonly storeOf: (work: Work) => Store;
  readonly rules: readonly CallRule[];
  readonly redirect: RedirectOptions | undefined;
  readonly timeZone: string;
  /** Policies by country as they are at the start; undefined while none have been read. */
  readonly geo?: GeoBook;
  readonly bus: LiveBus;
  /** People hear of these; they are stored. */
  readonly tell: (alerts: readonly Alert[]) => void;
  /** Sentence while something needs attention, '' when it is over. */
  readonly alarm: (name: string, detail: string) => void;
  /** Blocks at PBXs that keep addresses out. */
  readonly blocks: Pick<PbxEnforcer, 'serve' | 'release' | 'resume'>;
  readonly log: (line: string) => void;
}

/** What people do to calls and PBXs besides stops. */
export interface CallSteering extends Pick<Controls, 'pbxs' | 'steer' | 'align'> {
  /** Calls that run now, of a customer or ('') of everybody; undefined while nobody knows. */
  running(tenant: string): Promise<readonly RunningCall[] | undefined>;
  /** Who asks before a call is made, over SIP and HTTP, and when last (ms). */
  askers(): readonly { readonly name: string; readonly lastAt: number; readonly silent: boolean }[];
}

export interface Calls {
  readonly desk: CallDeskPort;
  /** Ports of the redirect server. */
  readonly ports: () => ReadonlyMap<string, number>;
  /** What did not work at the start. */
  readonly troubles: readonly string[];
  /** Sentences of what needs attention. */
  trouble(): string;
  readonly steering: CallSteering;
  /** Policies by country from now on. */
  setGeo(book: GeoBook): void;
  /** Customers, their parts or their zones changed. */
  renewed(): Promise<void>;
  /** Takes back what is held at the PBXs of a customer that goes; a sentence when something may be left there. */
  release(tenant: string): Promise<string>;
  /** What the hot path saw of calls and accounts. */
  heard(news: CallNewsBatch): void;
  stop(): Promise<void>;
}

/** What earlier runs learned of who asks over HTTP. */
const pacesKey = 'live:askers';

type Batch = Extract<FromCalls, { type: 'batch' }>;

/** Starts everything about calls: the call thread, its batches on their way to the database, PBXs beside the path. */
export async function startCalls(parts: CallsParts): Promise<Calls> {
  const { store, storeOf, rules, redirect, timeZone, bus, tell, alarm, log } = parts;
  let stats: CallsStats | undefined;
  const names = new Map<string, string>();
  const modes = new Map<string, 'off' | 'report-only' | 'enforce'>();
  const readNames = async () => {
    const [tenants, settings] = await Promise.all([store.tenants.list(), store.callSettings.all()]);
    for (const { id, name } of tenants) names.set(id, name);
    for (const { tenant, mode } of settings) modes.set(tenant, mode);
  };
  const saver = new BatchSaver<Batch>({
    of: 'calls',
    log,
    save: ({ batch }) => store.callBatches.save(batch),
    stored: ({ batch, uploads }) => {
      runner.thread?.send({ type: 'ack', seq: batch.seq });
      runner.thread?.stored(uploads);
      for (const { id } of batch.alerts) bus.publish({ kind: 'alert', id });
      for (const { id } of batch.stops) bus.publish({ kind: 'stop', id });
      if (batch.alerts.length > 0) tell(batch.alerts);
    },
  });
  const controls = new Controls({
    ...{ store, log, alarm, blocks: parts.blocks },
    thread: () => runner.thread,
  });
  const alarms = new Map<string, string>();
  const runner: CallRunner = new CallRunner({
    store,
    rules,
    redirect,
    timeZone,
    log,
    settled: () => saver.idle(),
    events: {
      batch: (message) => saver.add(message),
      hangUps: ({ calls }) => void controls.hangUp(calls),
      stops: ({ stops }) => void controls.moved(stops),
      stats: (now) => {
        stats = now;
        publishNow(now, bus, names, modes);
      },
      alarm: ({ alarm: name, detail }) => said(name, detail),
    },
  });
  const said = (name: string, detail: string) => {
    if (detail) alarms.set(name, detail);
    else alarms.delete(name);
    if (detail) log(`${name}: ${detail}`);
    alarm(name, detail);
  };
  const askers = new Askers({ alarm: said });
  const readAskers = async () => {
    const tokens = await store.tokens.list();
    const names = new Map(
      tokens.flatMap(({ id, name, permissions }) => (permissions.includes('calls:authorise') ? [[id, name]] : [])),
    );
    askers.forget(new Set(names.keys()));
    return names as ReadonlyMap<string, string>;
  };
  const learned = await store.callLearned.list();
  const paces = learned.find(([key]) => key === pacesKey)?.[1] as readonly PeerPace[] | undefined;
  askers.restore(paces ?? [], await readAskers(), Date.now());
  const keepPaces = () => store.callLearned.put([[pacesKey, askers.paces()]], Date.now());
  const seconds = setInterval(() => askers.look(Date.now()), 1000);
  const minutes = setInterval(
    () => void Promise.all([readAskers(), keepPaces()]).catch((error: Error) => log(`paces wait: ${error.message}`)),
    60_000,
  );
  if (parts.geo) runner.setGeo(parts.geo);
  const { troubles } = await runner.start();
  await readNames();
  await controls.renew();
  controls.start();
  const changed = async () => {
    await runner.renew();
    await readNames();
    await controls.renew();
  };
  const text = (sentence: string): Text => ({ nl: inDutch(sentence), en: sentence });
  const desk = new CallDesk({
    ...{ store, storeOf, runner, rules, timeZone },
    stats: () => stats,
    troubles: () => [runner.trouble, saver.trouble, ...alarms.values()].filter(Boolean).map(text),
    testSource: (id) => controls.test(id, runner),
    releaseSource: (id) => controls.release(id),
    resumeSource: (id) => controls.resume(id),
    moved: (stop: CallStop) => {
      bus.publish({ kind: 'stop', id: stop.id });
      void controls.moved([stop]);
    },
    changed,
    askers,
  });
  const steering: CallSteering = {
    pbxs: (tenant) => controls.pbxs(tenant),
    steer: (source, act) => controls.steer(source, act),
    align: (tenant) => controls.align(tenant),
    running: async (tenant) => runner.thread?.running(tenant),
    askers: () => [...(stats?.peers ?? []).map(({ peer, ...rest }) => ({ name: peer, ...rest })), ...askers.known()],
  };
  return {
    desk,
    steering,
    troubles,
    ports: () => runner.ports,
    trouble: () => [runner.trouble, saver.trouble].filter(Boolean).join(' '),
    renewed: changed,
    release: (tenant) => controls.releaseAll(tenant),
    setGeo: (book) => runner.setGeo(book),
    heard({ calls, facts }) {
      if (calls.length > 0) runner.thread?.send({ type: 'sip', calls });
      if (facts.length > 0) runner.thread?.send({ type: 'facts', facts });
    },
    async stop() {
      clearInterval(seconds);
      clearInterval(minutes);
      await keepPaces().catch(() => {});
      await runner.stop();
      saver.stop();
      await saver.idle();
      await controls.stop();
    },
  };
}

/** Tells everybody who watches what goes on now: the provider, and each customer that has calls. */
function publishNow(
  stats: CallsStats,
  bus: LiveBus,
  names: ReadonlyMap<string, string>,
  modes: ReadonlyMap<string, 'off' | 'report-only' | 'enforce'>,
): void {
  if (!bus.watched) return;
  for (const tenant of ['', ...stats.tenants.map((one) => one.tenant)])
    bus.publish({ kind: 'calls', tenant, now: showNow(stats, { tenant, names, modes, troubles: [] }) });
}
