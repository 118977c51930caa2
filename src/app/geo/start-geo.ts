import { join } from 'node:path';
import type { GeoDecisionPort } from '../../api/ports/feeds.ts';
import type { GeoDeskPort, GeoNews } from '../../api/ports/geo-desk.ts';
import type { GeoDoorPort, GeoListPort } from '../../api/ports/geo-doors.ts';
import type { GeoBook } from '../../core/geo/geo-policy.ts';
import type { GeoCorrection } from '../../core/geo/records.ts';
import type { HotBatch } from '../../core/hot-batch.ts';
import type { Work } from '../../core/work.ts';
import type { Policy } from '../../decide/policy.ts';
import { GeoDecisions } from '../../enforce/enforcers/bouncer/geo-decisions.ts';
import { GeoLists } from '../../enforce/geo/files/geo-lists.ts';
import type { GeoEnricher } from '../../enrich/enrichers/geo/geo.ts';
import type { OpenOptions } from '../../enrich/enrichers/geo/open-database.ts';
import { defaultCacheDirectory } from '../../enrich/enrichers.ts';
import type { Store } from '../../store/store.ts';
import type { Config } from '../config/schema.ts';
import type { LiveBus } from '../serve/live-bus.ts';
import { AttackKeeper } from './attack-keeper.ts';
import { attackPlaces } from './attack-places.ts';
import { GeoBookKeeper } from './book-keeper.ts';
import { GeoDataStore } from './data/geo-data-store.ts';
import { DataDesk } from './data-desk.ts';
import { doorVerdict } from './door-verdict.ts';
import { FileLanes } from './file-lanes.ts';
import { GeoDesk } from './geo-desk.ts';
import { GeoThread } from './geo-thread.ts';
import { kernelHits, refusedByModes } from './hits.ts';
import { followedKamailios, KamailioDesk } from './kamailio-desk.ts';
import { KernelDesk } from './kernel-desk.ts';
import { laneWishes } from './lane-wishes.ts';
import { Proposals } from './proposals.ts';
import { portsOf, reachedAssets } from './reached-assets.ts';
import { BookReader } from './read-book.ts';
import { Reviews } from './reviews.ts';
import { takeOutKernel } from './take-out-kernel.ts';
import { TrafficFill } from './traffic-fill.ts';
import { trafficHits } from './traffic-hits.ts';

export interface GeoParts {
  readonly config: Config;
  readonly store: Store;
  readonly storeOf: (work: Work) => Store;
  /** Allowlist, own networks and operators as they hold now. */
  readonly policy: () => Policy;
  readonly geo: GeoEnricher;
  /** The firewall that carries blocks out, where there is a real one. */
  readonly firewall: { readonly table: string; readonly netns: string } | undefined;
  readonly bus: LiveBus;
  /** Others that have the country data open follow. */
  readonly followData: (corrections: readonly GeoCorrection[], reload: boolean) => void;
  /** Sentence while something needs attention, '' when it is over. */
  readonly alarm: (name: string, detail: string) => void;
  readonly log: (line: string) => void;
}

export interface Geo {
  readonly desk: GeoDeskPort;
  readonly keeper: GeoBookKeeper;
  readonly door: GeoDoorPort;
  readonly lists: GeoListPort;
  readonly decisions: GeoDecisionPort;
  /** Called with each book from now on, and with the one there is. */
  follow(follower: (book: GeoBook) => void): void;
  /** Corrections as they hold. */
  readonly corrections: readonly GeoCorrection[];
  /** Something changed that policies hang on: settings, customers, sources, operators. */
  renewed(): Promise<void>;
  /** A batch was stored: what policies say of it is counted. */
  stored(batch: HotBatch): void;
  stop(remove: boolean): Promise<void>;
}

/** How the country data are opened, everywhere alike. */
export function geoFiles({ data_dir, geo }: Config): OpenOptions & { readonly dataDirectory: string } {
  return {
    ...{ cacheDirectory: defaultCacheDirectory, dataDirectory: join(data_dir, 'geo') },
    ...{ countryMmdb: geo.country_mmdb || undefined, asnMmdb: geo.asn_mmdb || undefined },
  };
}

/** Starts everything about geo-blocking: the book, the kernel that follows it, what the API asks. */
export async function startGeo(parts: GeoParts): Promise<Geo> {
  const { config, store, storeOf, geo, firewall, bus, alarm, log } = parts;
  const clock = Date.now;
  const publish = (what: GeoNews) => bus.publish({ kind: 'geo', what });
  const peers = config.redirect.peers.map(({ id, networks }) => ({ id, networks }));
  const reader = new BookReader({ store, policy: parts.policy, peers, clock });
  const keeper = new GeoBookKeeper({ read: () => reader.read(), clock, alarm, log });
  const data: DataDesk = new DataDesk({
    ...{ store, geo, alarm, log, clock, files: new GeoDataStore(geoFiles(config)) },
    follow: (corrections, reload) => {
      parts.followData(corrections, reload);
      thread.renewData(corrections, reload);
      lanes.forget();
      kamailios.follow();
    },
    changed: () => publish('data'),
  });
  const own = firewall && { table: `${firewall.table}_geo`, netns: firewall.netns };
  const table = config.geo.kernel === 'auto' ? own : undefined;
  const thread = new GeoThread({
    start: () => ({ kernel: table, geo: geoFiles(config), corrections: data.corrections }),
    moved: () => {
      kernel.moved();
      void attacks.settle().catch((error: Error) => log(`attack modes wait: ${error.message}`));
    },
    log,
  });
  const kernel: KernelDesk = new KernelDesk({
    ...{ thread, present: table !== undefined, alarm, clock, log },
    changed: () => publish('standing'),
    wishes: async (book) => laneWishes(book, portsOf(config), await reachedAssets(store, book)),
    hits: async (hits, wishes) => {
      const now = clock();
      await store.geo.traffic.addHits(kernelHits(hits, wishes, now));
      for (const [id, count] of refusedByModes(hits, wishes, keeper.book, now))
        await store.geo.attacks.addRefused(id, count);
    },
  });
  let following: Promise<void> = Promise.resolve();
  keeper.follow((book) => {
    // One after another: what was told last is what the kernel is to hold.
    following = following
      .then(() => kernel.follow(book))
      .catch((error: Error) => log(`the kernel follows later: ${error.message}`));
  });
  const renewed = async () => {
    await keeper.renew();
    await following;
  };
  const attacks: AttackKeeper = new AttackKeeper({
    ...{ attacks: store.geo.attacks, clock },
    carryOut: async () => {
      await renewed();
      return kernel.confirmed();
    },
    holds: () => kernel.holds(),
    trouble: () => kernel.trouble,
    changed: () => {
      publish('attacks');
      publish('standing');
    },
  });
  const places = (book: GeoBook, tenant: string) => attackPlaces(store, portsOf(config), book, tenant);
  const proposals: Proposals = new Proposals({
    ...{ store, places, clock, log, kernel: table !== undefined },
    book: () => keeper.book,
    known: () => reader.known(),
    home: (scope) => desk.homeOf({ scope }),
    cuts: (attack) => desk.attackCuts(attack, { address: '', name: '' }),
    changed: () => publish('proposals'),
  });
  const reviews = new Reviews({
    ...{ store, geo, alarm, log, clock },
    book: () => keeper.book,
    drift: () => kernel.check(),
    changed: () => publish('reviews'),
  });
  const desk: GeoDesk = new GeoDesk({
    ...{ store, storeOf, keeper, reader, attacks, proposals, reviews, data, geo, renewed, publish, clock },
    ...{ kernel, places },
    followers: config.geo.kamailio.map(({ id, service, customer }) => ({ id, service, customer })),
    home: () => 'NL',
  });

  const lanes = new FileLanes({ thread, keeper, ports: portsOf(config), clock });
  const kamailios = new KamailioDesk({ followed: followedKamailios(config), lanes: lanes.of, alarm, clock, log });
  await data.start();
  await keeper.start();
  if (table) thread.start();
  else if (own) await takeOutKernel(own, { alarm, log });
  await following;
  kernel.start();
  keeper.follow(() => kamailios.follow());
  kamailios.start();
  proposals.start();
  reviews.start();
  await attacks.settle();
  let counting: Promise<void> = Promise.resolve();
  const filling = new TrafficFill(store.geo.traffic, log);
  filling.start();
  return {
    desk,
    keeper,
    renewed,
    get corrections() {
      return data.corrections;
    },
    lists: new GeoLists(lanes.of, clock),
    decisions: new GeoDecisions(lanes.of, clock),
    door: (address) => doorVerdict(keeper, geo, address, clock()),
    follow: (follower) => {
      keeper.follow(follower);
      follower(keeper.book);
    },
    stored: ({ traffic = [] }) => {
      const now = clock();
      const hits = trafficHits(traffic, keeper.book, keeper.judge, now);
      if (hits.length === 0) return;
      counting = counting
        .then(() => store.geo.traffic.addHits(hits))
        .catch((error: Error) => log(`what policies by country say is not counted: ${error.message}`));
    },
    async stop(remove) {
      keeper.stop();
      attacks.stop();
      proposals.stop();
      reviews.stop();
      kernel.stop();
      await kamailios.stop();
      await filling.stop();
      await data.stop();
      await kernel.count().catch(() => {});
      await thread.stop(remove);
      await counting;
    },
  };
}
