import { createHash } from 'node:crypto';
import type { Clock } from '../../../core/clock.ts';
import type { GeoVerdict } from '../../../core/geo/geo-policy.ts';
import type { GeoHits, KernelPlan } from '../../../core/geo/lane-plan.ts';
import { formatAddress, readAddress } from '../../../core/ip.ts';
import { isNamespaceName, isTableName } from '../../enforcers/nftables/names.ts';
import { NftError } from '../../enforcers/nftables/nft.ts';
import type { Chain, Container, Content } from './content.ts';
import { contentChange, entryChanges, removeContent } from './content-change.ts';
import type { GeoApplied } from './geo-applied.ts';
import { countedMaps, HitCount } from './hit-count.ts';
import { KernelReader } from './kernel-reader.ts';
import { type KernelState, noState, noteState } from './kernel-state.ts';
import { KernelTable } from './kernel-table.ts';
import { generationOf, stateSet } from './listing.ts';
import { planContent } from './plan-content.ts';
import { WorldLoad } from './world-load.ts';
import { changeElements, searchChain } from './world-script.ts';
import { type WorldTable, worldHash, worldTable } from './world-table.ts';

export interface GeoKernelOptions {
  /** Name of the table, ours alone and another than that of the blocks. */
  readonly table: string;
  /** Network namespace in which the traffic arrives, '' for our own. */
  readonly netns: string;
}

/** Elements by which a world may differ and still be changed in place, as one transaction with the lanes. */
const mostChanges = 30_000;

/** Elements looked at in each map of the world when it is checked. */
const samples = 2;

const nothing: Content = { containers: new Map(), chains: new Map() };

/**
 * The policy in the kernel, in a table of its own. What is in force stays in force until what follows is complete: a change is one
 * transaction, and a whole new world is loaded beside the old one, which is removed after the switch. The kernel holds it
 * without us; a later process finds it and goes on from there.
 */
export class GeoKernel {
  readonly #own: string;
  readonly #netns: string;
  readonly #clock: Clock;
  readonly #kernel: KernelTable;
  readonly #reader: KernelReader;
  readonly #hits = new HitCount();
  #queue: Promise<unknown> = Promise.resolve();
  #latest = 0;
  /** What we noted in the table, and what the kernel holds of lanes; undefined until looked at, and after trouble. */
  #state: KernelState | undefined;
  #content: Content = nothing;
  /** The world in force as we compiled it, when we did. */
  #table: WorldTable | undefined;
  #load: WorldLoad | undefined;
  /** Maps of the world in force were seen to lack something. */
  #holed = false;
  #trouble = '';

  /** Throws a RangeError when the table's or the namespace's name cannot be one. */
  constructor({ table, netns }: GeoKernelOptions, clock: Clock) {
    if (!isTableName(table)) throw new RangeError(`"${table}" cannot be the name of an nftables table`);
    if (netns !== '' && !isNamespaceName(netns)) throw new RangeError(`"${netns}" cannot be a network namespace`);
    this.#netns = netns;
    this.#clock = clock;
    this.#kernel = new KernelTable(netns, table);
    this.#own = this.#kernel.own;
    this.#reader = new KernelReader(netns, this.#kernel);
  }

  /**
   * Brings the kernel in line with a plan. Of several at a time the one asked last holds: a plan with the world that is in
   * force takes a few milliseconds, also while another world is being loaded. Rejects with an NftError; the last good policy
   * stays in force then.
   */
  async apply(plan: KernelPlan): Promise<GeoApplied> {
    const started = performance.now();
    const turn = ++this.#latest;
    let loaded = 0;
    try {
      for (let attempt = 0; ; attempt++) {
        const outcome = await this.#inTurn(() => this.#commit(plan, turn)).catch((error) => {
          // Somebody changed the table under us: look again, once.
          if (attempt > 2 || !(error instanceof NftError && error.retryable)) throw error;
          // What was loaded may be gone as well.
          if (this.#load?.finished) this.#load = undefined;
          return undefined;
        });
        if (outcome === undefined) continue;
        if (outcome !== 'load') {
          this.#trouble = '';
          return {
            ...outcome,
            ...(loaded > 0 && outcome.inForce ? { world: 'loaded' as const, worldElements: loaded } : {}),
            tookMs: performance.now() - started,
            at: this.#clock(),
          };
        }
        const table = worldTable(plan.world);
        await this.#loadBeside(table);
        loaded = countElements(table);
      }
    } catch (error) {
      this.#trouble = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }

  /** Packets watched, thrown away by a limit, or refused since the last time. Rejects with an NftError. */
  readHits(): Promise<readonly GeoHits[]> {
    return this.#inTurn(async () => {
      for (const name of countedMaps(this.#content)) await this.#readCounts(name);
      return this.#hits.take();
    });
  }

  /** What in the kernel is not as it was put there; '' when all is. The next `apply` mends it. Rejects with an NftError. */
  check(): Promise<string> {
    return this.#inTurn(async () => {
      const drift = await this.#drift();
      if (drift !== '') this.#state = undefined;
      return drift;
    });
  }

  /**
   * What the kernel does with packets of an address in a lane, found by asking its maps step by step as a packet would. Of the
   * guards and the lane alone: which lane a packet belongs to is another question. Rejects with an NftError.
   */
  async verdictOf(address: string, lane: string): Promise<GeoVerdict> {
    return (await this.verdictsOf([address], lane))[0];
  }

  /** The same for many addresses, in hardly more time than for one. */
  verdictsOf(texts: readonly string[], lane: string): Promise<readonly GeoVerdict[]> {
    return this.#inTurn(async () => {
      const addresses = texts.map((text) => readAddress(text)).filter((address) => address !== undefined);
      if (addresses.length < texts.length || !this.#content.chains.has(`c_${lane}`))
        throw new NftError(
          `no verdict for ${JSON.stringify(texts.slice(0, 3))} in lane ${JSON.stringify(lane)}`,
          false,
        );
      if (!this.#state || !this.#table) throw new NftError('it is not certain what the kernel holds', true);
      const ids = await this.#reader.classesOf(this.#state.generation, this.#table, addresses);
      const packets = addresses.map((address, i) => ({ address, id: ids[i] }));
      const verdicts = await this.#reader.verdictsIn(this.#content, lane, packets);
      const guards = new Set<string>();
      for (const name of ['guard4', 'guard6'])
        for (const key of (await this.#reader.entries('set', name, 0))?.keys() ?? []) guards.add(key);
      return verdicts.map((verdict, i) => (guards.has(formatAddress(addresses[i])) ? 'allow' : verdict));
    });
  }

  health(): { readonly ok: boolean; readonly detail: string } {
    return { ok: this.#trouble === '', detail: this.#trouble };
  }

  /** Ends our conversation with the kernel. What is in force stays so. */
  async stop(): Promise<void> {
    this.#load?.abandon();
    await this.#load?.done.catch(() => {});
    await this.#queue.catch(() => {});
    this.#kernel.close();
  }

  /** Takes the table away with all that is in it. Rejects with an NftError. */
  async remove(): Promise<void> {
    this.#latest++;
    this.#load?.abandon();
    await this.#load?.done.catch(() => {});
    await this.#inTurn(async () => {
      await this.#kernel.run([`add table ${this.#own}`, `delete table ${this.#own}`]);
      this.#forget();
    });
    this.#kernel.close();
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(act, act);
    this.#queue = result.catch(() => {});
    return result;
  }

  /** One transaction with all of a plan; 'load' when its world has to come in first. */
  async #commit(plan: KernelPlan, turn: number): Promise<Omit<GeoApplied, 'tookMs' | 'at'> | 'load'> {
    const superseded = { inForce: false, world: 'kept', worldElements: 0, laneElements: 0 } as const;
    if (turn !== this.#latest) return superseded;
    const now = this.#clock();
    const wanted = planContent(plan, now);
    const hash = worldHash(plan.world);
    const state = this.#state ?? (await this.#adopt());
    if (state.world === hash) this.#table ??= worldTable(plan.world);
    const ready = this.#load?.finished && this.#load.table.hash === hash ? this.#load : undefined;
    const kept = state.world === hash && !ready;
    if (kept && this.#holed) return 'load';
    const delta = kept || ready || !this.#table ? undefined : this.#worldChange(state, worldTable(plan.world));
    if (!kept && !ready && !delta) return 'load';

    const generation = ready?.generation ?? state.generation;
    const content = withSearch(wanted, generation);
    const digest = structureDigest(content);
    const before = await this.#contentInForce(state, digest, content);
    const change = contentChange(this.#own, before.content, content, now);
    await this.#saveCounts(content);
    const next: KernelState = {
      world: hash,
      generation,
      lanes: digest,
      seenWorld: ready ? '' : state.seenWorld,
      seenLanes: change.structure || before.statements.length > 0 ? '' : state.seenLanes,
      receipt: state.receipt + 1,
    };
    this.#state = undefined;
    await this.#kernel.run([
      ...before.statements,
      ...(delta?.statements ?? []),
      ...change.statements,
      ...noteState(this.#own, next),
    ]);
    await this.#kernel.confirm(next.receipt);
    this.#hits.renew(before.content, content, now);
    this.#content = content;
    this.#hits.learn(plan.world);
    if (!kept) this.#table = worldTable(plan.world);
    if (ready) {
      this.#load = undefined;
      this.#holed = false;
    }
    this.#state = next.seenWorld === '' || next.seenLanes === '' ? await this.#noteSeen(next) : next;
    return {
      inForce: true,
      world: kept ? 'kept' : delta ? 'changed' : 'loaded',
      worldElements: delta?.count ?? 0,
      laneElements: change.elements,
    };
  }

  #worldChange({ generation }: KernelState, after: WorldTable) {
    return this.#table && !this.#holed
      ? changeElements(this.#own, generation, this.#table, after, mostChanges)
      : undefined;
  }

  /** What the kernel holds of lanes, and the statements that make it so where it is beyond mending. */
  async #contentInForce(state: KernelState, digest: string, wanted: Content) {
    if (this.#content !== nothing) return { content: this.#content, statements: [] };
    const listing = await this.#kernel.list();
    const chains = listing.chains.filter((name) => generationOf(name) === 0);
    const containers = listing.containers.filter(({ name }) => generationOf(name) === 0 && name !== stateSet);
    if (chains.length + containers.length === 0) return { content: nothing, statements: [] };
    if (state.seenLanes === '' || listing.lanes !== state.seenLanes || state.lanes !== digest)
      return { content: nothing, statements: removeContent(this.#own, chains, containers) };
    // The same chains as we want, as we made them: only elements can differ.
    const read = new Map<string, Container>();
    for (const [name, container] of wanted.containers) {
      const entries = container.entries && (await this.#reader.entries(container.kind, name, this.#clock()));
      if (container.entries && entries) this.#hits.begin(name, entries);
      read.set(name, { ...container, entries });
    }
    // Which world they search is not part of the digest.
    return { content: withSearch({ containers: read, chains: wanted.chains }, state.generation), statements: [] };
  }

  /** Finds out what an earlier process, or somebody else, left in the table. */
  async #adopt(): Promise<KernelState> {
    this.#kernel.close();
    this.#content = nothing;
    const listing = await this.#kernel.list();
    const state = await this.#kernel.state();
    const whole = state.world !== '' && state.seenWorld !== '' && listing.world(state.generation) === state.seenWorld;
    this.#state = whole
      ? state
      : { ...noState, receipt: state.receipt, seenLanes: state.seenLanes, lanes: state.lanes };
    if (this.#table?.hash !== state.world || !whole) this.#table = undefined;
    // A generation that still searches is left until another one is in force.
    const searching = state.generation;
    await this.#kernel.sweep(listing, new Set([searching, ...(this.#load ? [this.#load.generation] : [])]));
    return this.#state;
  }

  async #loadBeside(table: WorldTable): Promise<void> {
    let load = this.#load;
    if (load && load.table.hash !== table.hash) {
      load.abandon();
      await load.done.catch(() => {});
    }
    if (!load || load.table.hash !== table.hash) {
      const listing = await this.#kernel.list();
      const used = [...listing.chains, ...listing.containers.map(({ name }) => name)].map(generationOf);
      load = new WorldLoad(this.#netns, this.#own, Math.max(0, ...used) + 1, table);
      this.#load = load;
    }
    try {
      await load.done;
    } catch (error) {
      if (this.#load === load) this.#load = undefined;
      throw error;
    }
  }

  /** Looks at what we made, so that a change by somebody else can be told from it, and removes what is no longer in force. */
  async #noteSeen(state: KernelState): Promise<KernelState> {
    let listing = await this.#kernel.list();
    await this.#kernel.sweep(listing, new Set([state.generation, ...(this.#load ? [this.#load.generation] : [])]));
    listing = await this.#kernel.list();
    const noted = {
      ...state,
      seenWorld: listing.world(state.generation),
      seenLanes: listing.lanes,
      receipt: state.receipt + 1,
    };
    await this.#kernel.run(noteState(this.#own, noted));
    await this.#kernel.confirm(noted.receipt);
    return noted;
  }

  async #drift(): Promise<string> {
    const state = this.#state ?? (await this.#adopt());
    const listing = await this.#kernel.list();
    if (this.#content === nothing) return '';
    if (listing.world(state.generation) !== state.seenWorld)
      return 'chains or maps of the world were changed or removed';
    if (listing.lanes !== state.seenLanes) return 'chains, rules or sets of the lanes were changed or removed';
    for (const [name, { kind, entries }] of this.#content.containers) {
      if (!entries) continue;
      const now = this.#clock();
      const seen = await this.#reader.entries(kind, name, now);
      const { gone, come } = entryChanges(seen ?? new Map(), entries, now);
      if (gone.length + come.length > 0)
        return `${gone.length + come.length} elements of ${name} are not as they were put there`;
    }
    const whole = !this.#table || (await this.#reader.sample(state.generation, this.#table, samples));
    this.#holed ||= !whole;
    return whole ? '' : 'elements of the world are missing or changed';
  }

  /** Counts of elements that are about to be replaced would be lost with them. */
  async #saveCounts(next: Content): Promise<void> {
    for (const name of countedMaps(this.#content)) {
      const before = this.#content.containers.get(name)?.entries;
      const after = next.containers.get(name)?.entries;
      const stays = before && after && entryChanges(before, after, this.#clock()).gone.length === 0;
      if (!stays) await this.#readCounts(name);
    }
  }

  async #readCounts(name: string): Promise<void> {
    const seen = await this.#reader.entries('map', name, this.#clock());
    if (seen) this.#hits.add(this.#content, name, seen);
  }

  #forget(): void {
    this.#state = undefined;
    this.#content = nothing;
    this.#table = undefined;
    this.#load = undefined;
    this.#holed = false;
  }
}

function withSearch({ containers, chains }: Content, generation: number): Content {
  const classify: Chain = {
    hook: '',
    rules: [`meta nfproto ipv4 goto ${searchChain(generation, 4)}`, `goto ${searchChain(generation, 6)}`],
  };
  return { containers, chains: new Map([...chains, ['classify', classify]]) };
}

/** Digest of chains and containers, without the elements and without the generation. */
function structureDigest({ containers, chains }: Content): string {
  const texts = [
    ...[...containers].map(([name, { kind, spec }]) => `${kind} ${name} ${spec}`),
    ...[...chains]
      .filter(([name]) => name !== 'classify')
      .map(([name, { hook, rules }]) => [name, hook, ...rules].join('\n')),
  ];
  return createHash('sha256').update(texts.sort().join('\n\n')).digest('hex').slice(0, 24);
}

function countElements({ families }: WorldTable): number {
  return families.flatMap(({ levels }) => [...levels.values()]).reduce((sum, { values }) => sum + values.length, 0);
}
