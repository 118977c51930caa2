import { emptyBook, type GeoBook } from '../../core/geo/geo-policy.ts';
import type { GeoFeatures, GeoWorld } from '../../core/geo/geo-world.ts';
import type { KernelPlan, LanePlan } from '../../core/geo/lane-plan.ts';
import { canonicalAddress } from '../../core/ip.ts';
import { emergencySpellings } from '../../core/phone/emergency.ts';
import { featuresOf } from '../../decide/geo/features.ts';
import { type LaneWish, planLanes } from '../../decide/geo/plan-lanes.ts';
import { runNft } from '../../enforce/enforcers/nftables/nft.ts';
import { GeoKernel } from '../../enforce/geo/kernel/geo-kernel.ts';
import { createGeo, type GeoEnricher } from '../../enrich/enrichers/geo/geo.ts';
import { makeWorld } from '../../enrich/enrichers/geo/world.ts';
import { judgeOf } from './book-keeper.ts';
import { coarsePlan } from './coarse-plan.ts';
import type { FromGeo, GeoAnswered, GeoStart, LaneSource, ToGeo } from './messages.ts';

/** Planned anew this often at least: what ends by itself has what follows put in front of it again. */
const planEveryMs = 60_000;
const againMs = 5_000;
/** A timer beyond this is one that fires at once. */
const longestTimer = 2_147_483_647;

/**
 * Keeps the kernel equal to the book. A change of lanes goes in over the world that is loaded, at once; only when the book
 * names ranges that world does not tell apart, or the data changed, a new world is made and loaded behind it.
 */
export class GeoServer {
  readonly #send: (message: FromGeo) => void;
  readonly #place: GeoStart['kernel'];
  readonly #kernel: GeoKernel | undefined;
  readonly #geo: GeoEnricher;
  #seq = 0;
  #book: GeoBook = emptyBook;
  #wishes: readonly LaneWish[] = [];
  /** What the kernel holds, and of which features and data. */
  #world: GeoWorld | undefined;
  #worldKey = '';
  #held: GeoBook = emptyBook;
  /** The world that is to be in force next. */
  #next: { readonly key: string; readonly world: GeoWorld } | undefined;
  #loading = false;
  /** What is in force tells apart only what policies do: the whole world is on its way. */
  #coarse = false;
  /** The kernel was seen to be otherwise than it should be. */
  #drifted = false;
  #dirty = false;
  #working: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(start: GeoStart, send: (message: FromGeo) => void) {
    this.#send = send;
    this.#geo = createGeo({ ...start.geo, corrections: start.corrections, remembered: 1 });
    this.#place = start.kernel;
    this.#kernel = start.kernel && new GeoKernel(start.kernel, Date.now);
  }

  hear(message: ToGeo): void {
    switch (message.type) {
      case 'book':
        this.#seq = message.seq;
        this.#book = message.book;
        this.#wishes = message.wishes;
        if (this.#loading) void this.#doors(message.seq, Date.now()).catch((error) => this.#failed(error));
        this.#soon();
        return;
      case 'data':
        this.#renew(message);
        return;
      case 'hits':
        void this.#answer(message.id, async () => this.#kernel?.readHits());
        return;
      case 'check':
        void this.#answer(message.id, () => this.#check());
        return;
      case 'verdict':
        void this.#answer(message.id, async () => this.#kernel?.verdictOf(message.address, message.lane));
        return;
      case 'source':
        void this.#answer(message.id, async () => this.#source(message.wish, message.known));
        return;
      case 'stop':
        void this.#stop(message.remove);
        return;
    }
  }

  /** What was there stays in use when the new data do not read. */
  #renew({ reload, corrections }: Extract<ToGeo, { type: 'data' }>): void {
    try {
      if (reload) this.#geo.reload();
      this.#geo.renew(corrections);
      this.#soon();
    } catch (error) {
      this.#failed(error);
    }
  }

  async #answer(id: number, ask: () => Promise<GeoAnswered>): Promise<void> {
    let value: GeoAnswered;
    try {
      value = await ask();
    } catch {
      // Who asked hears nothing and asks again; that the kernel does not work is told by what could not be applied.
      value = undefined;
    }
    this.#send({ type: 'answer', id, value });
  }

  /** What differs from the plan, '' for nothing; it is put right at once. */
  async #check(): Promise<string> {
    // While something is being put in, the kernel is not what it is to be yet.
    if (this.#working || !this.#kernel) return '';
    const drift = await this.#kernel.check();
    if (drift !== '') {
      this.#drifted = true;
      this.#soon();
    }
    return drift;
  }

  #soon(): void {
    this.#dirty = true;
    if (this.#stopped || !this.#kernel) return;
    this.#working ??= this.#work();
  }

  async #work(): Promise<void> {
    while (this.#dirty && !this.#stopped) {
      this.#dirty = false;
      try {
        await this.#apply();
      } catch (error) {
        this.#failed(error);
        this.#planAgain(againMs);
        break;
      }
    }
    // In the same breath as the last look at `dirty`: who asks from now on starts anew.
    this.#working = undefined;
  }

  async #apply(): Promise<void> {
    const seq = this.#seq;
    const began = Date.now();
    const book = this.#book;
    const { features, plan } = this.#planner(book, began);
    const key = JSON.stringify([this.#geo.database.key, features]);
    if (key !== this.#worldKey) await this.#doors(seq, began);
    const world = this.#worldFor(key, features);
    const wanted = plan(world);
    // An empty kernel, of a machine that was started anew: the policy first, the whole world behind it.
    const mayBeEmpty = !this.#world || this.#drifted;
    if (mayBeEmpty && (await this.#isEmpty())) this.#coarse = await this.#put(seq, false, coarsePlan(wanted), began);
    this.#loading = world !== this.#world;
    const inForce = await this.#put(seq, true, wanted, began).finally(() => {
      this.#loading = false;
    });
    // A change came while the world was loaded: with that one it goes in now.
    if (!inForce) {
      this.#dirty = true;
      return;
    }
    this.#world = world;
    this.#worldKey = key;
    this.#held = book;
    this.#coarse = false;
    this.#drifted = false;
    this.#planAgain(Math.min(planEveryMs, nextChange(wanted.lanes) - Date.now()));
  }

  /**
   * Modes under attack hold at once, over the world that is loaded: a new one takes seconds. Policies wait for theirs, since
   * one that makes an exception for a range would shut that range out until the world tells it apart.
   */
  async #doors(seq: number, began: number): Promise<void> {
    const { attacks, known } = this.#book;
    if (this.#coarse) return this.#coarsely(seq, began);
    if (!this.#world || JSON.stringify(attacks) === JSON.stringify(this.#held.attacks)) return;
    const held = { ...this.#held, attacks, known };
    if (await this.#put(seq, false, this.#planner(held, began).plan(this.#world), began)) this.#held = held;
  }

  /** While the first world is loaded all changes hold at once that it can tell apart. */
  async #coarsely(seq: number, began: number): Promise<void> {
    const { features, plan } = this.#planner(this.#book, began);
    const key = JSON.stringify([this.#geo.database.key, features]);
    if (this.#next?.key === key) await this.#put(seq, false, coarsePlan(plan(this.#next.world)), began);
  }

  /** Whether nothing of ours is in the kernel; when nobody can say, it is not. */
  async #isEmpty(): Promise<boolean> {
    const { table, netns } = this.#place!;
    // Without elements: to list the names of tables nft reads all there is in them, to list their rules it does not.
    const rules = await runNft(netns, ['-s', '-t', 'list', 'ruleset'], '').catch(() => undefined);
    return rules !== undefined && !rules.split('\n').includes(`table inet ${table} {`);
  }

  async #put(seq: number, whole: boolean, plan: KernelPlan, began: number): Promise<boolean> {
    const { inForce } = await this.#kernel!.apply(plan);
    if (inForce) this.#applied(seq, whole, plan, began);
    return inForce;
  }

  /** Made once, and kept while nothing asks for another one. */
  #worldFor(key: string, features: GeoFeatures): GeoWorld {
    if (this.#next?.key !== key) this.#next = { key, world: makeWorld(this.#geo.database, features) };
    return this.#next.world;
  }

  #source(wish: LaneWish, known: string): LaneSource {
    const { features, plan, judge } = this.#planner(this.#book, Date.now());
    const key = JSON.stringify([this.#geo.database.key, features]);
    const world = this.#worldFor(key, features);
    const [lane] = planLanes(judge, world, [wish], Date.now());
    return { key, world: key === known ? undefined : world, lane: lane!, guards: plan(world).guards };
  }

  #planner(book: GeoBook, now: number) {
    const { judge, taken } = judgeOf(book);
    const ranges = taken.guards.filter(({ range }) => canonicalAddress(range) === undefined);
    const features = featuresOf({ ...taken, guards: ranges }, now);
    // Single addresses that are spared come and go: they are no part of the world.
    const guards = lastOfEach(
      taken.guards.flatMap(({ range, until }) => {
        const address = canonicalAddress(range);
        return address === undefined || (until !== 0 && until <= now) ? [] : [{ address, until }];
      }),
    );
    const countries = [...new Set(taken.customers.map(({ country = '' }) => country))].sort();
    const emergency = emergencySpellings(countries, taken.emergency);
    const plan = (world: GeoWorld): KernelPlan => ({
      ...{ world, guards, emergency, lanes: planLanes(judge, world, this.#wishes, Date.now()) },
    });
    return { features, plan, judge };
  }

  #applied(seq: number, whole: boolean, { world, lanes }: KernelPlan, began: number): void {
    const at = Date.now();
    const prefixes = world.v4.starts.length + world.v6.starts.length;
    const state = { prefixes, classes: world.classes.length, lanes: lanes.length, at, tookMs: at - began };
    this.#send({ type: 'applied', seq, whole, state });
  }

  #failed(error: unknown): void {
    const { message, retryable = false } = error as Error & { retryable?: boolean };
    this.#send({ type: 'failed', seq: this.#seq, detail: message, retryable });
  }

  #planAgain(inMs: number): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#timer = setTimeout(() => this.#soon(), Math.min(Math.max(inMs, 100), longestTimer));
  }

  /** What is in the kernel stays there, as blocks do, unless it is to go. */
  async #stop(remove: boolean): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#working?.catch(() => {});
    if (remove) await this.#kernel?.remove().catch((error) => this.#failed(error));
    else await this.#kernel?.stop();
    this.#send({ type: 'stopped' });
  }
}

function nextChange(lanes: readonly LanePlan[]): number {
  return Math.min(Number.POSITIVE_INFINITY, ...lanes.flatMap(({ acts }) => acts.map(({ until }) => until)));
}

/** One entry for each address, the one that holds longest (0: for ever). */
function lastOfEach(guards: KernelPlan['guards']): KernelPlan['guards'] {
  const best = new Map<string, (typeof guards)[number]>();
  for (const guard of guards) {
    const known = best.get(guard.address);
    if (!known || (known.until !== 0 && (guard.until === 0 || guard.until > known.until)))
      best.set(guard.address, guard);
  }
  return [...best.values()];
}
