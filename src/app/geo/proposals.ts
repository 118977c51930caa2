import type { GeoCuts } from '../../api/ports/geo-desk.ts';
import type { GeoProposal } from '../../api/schema/geo.ts';
import type { GeoAttack, GeoBook, GeoScope } from '../../core/geo/geo-policy.ts';
import { type RunningAlert, recentKeptMs, recentSlot, recentSlotMs } from '../../core/geo/recent.ts';
import { type Address, readAddress } from '../../core/ip.ts';
import {
  type AttackDoors,
  AttackEffect,
  attackDoors,
  doorsOf,
  type HostileSource,
  HostileTally,
  scopesOf,
} from '../../decide/geo/attack-doors.ts';
import { GeoJudge } from '../../decide/geo/geo-judge.ts';
import type { AttackCuts } from '../../decide/geo/proposal-sentence.ts';
import {
  type AttackProposal,
  type AttackWish,
  attackWishes,
  helps,
  proposalId,
  proposeAttack,
  wishedAttack,
} from '../../decide/geo/propose-attack.ts';
import type { Store } from '../../store/store.ts';
import type { AttackPlaces } from './attack-places.ts';
import { judgeOf } from './book-keeper.ts';
import { scopeName } from './scope-name.ts';

export interface ProposalsParts {
  readonly store: Store;
  readonly book: () => GeoBook;
  /** Where accounts worked in the last 30 days. */
  readonly known: () => Promise<GeoBook['known']>;
  /** Countries of the sites in a scope. */
  readonly home: (scope: GeoScope) => Promise<readonly string[]>;
  /** Whom a mode would cut off that works now. */
  readonly cuts: (attack: GeoAttack) => Promise<Pick<GeoCuts, 'cuts' | 'cutsTotal'>>;
  /** Systems of the customers that policies are about, and of one more. */
  readonly places: (book: GeoBook, tenant: string) => Promise<AttackPlaces>;
  /** A kernel carries modes out here. */
  readonly kernel: boolean;
  /** Other proposals than before. */
  readonly changed: () => void;
  readonly clock: () => number;
  readonly log: (line: string) => void;
}

/** What is looked at: alerts about some doors, and the minutes since. */
interface Looked {
  readonly doors: AttackDoors;
  readonly alerts: readonly RunningAlert[];
  /** ms UTC. */
  readonly from: number;
  readonly now: number;
}

const lookEveryMs = 30_000;
/** Counted are the five minutes of the clock that run and the two before them: ten to fifteen minutes. */
const slotsBefore = 2;
const dayMs = 86_400_000;
/** Waved away, the same advice is not given again for so long. */
const dismissedForMs = dayMs;
/** What customers do in a month changes slowly, and is much to add up. */
const slowForMs = 600_000;

/** Looks every half minute whether running alerts speak for shutting doors, and proposes which. */
export class Proposals {
  readonly #parts: ProposalsParts;
  readonly #slow = new Map<string, { readonly at: number; readonly value: Promise<unknown> }>();
  #now: readonly GeoProposal[] = [];
  #looking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: ProposalsParts) {
    this.#parts = parts;
  }

  get now(): readonly GeoProposal[] {
    return this.#now;
  }

  start(): void {
    this.#timer = setInterval(
      () => void this.look().catch((error: Error) => this.#parts.log(`proposals under attack wait: ${error.message}`)),
      lookEveryMs,
    );
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** False when there is no such proposal. */
  async dismiss(id: string, by: string): Promise<boolean> {
    const known = this.#now.some((one) => one.id === id);
    if (!known) return false;
    await this.#parts.store.geo.settings.dismissProposal(id, by);
    this.taken(id);
    return true;
  }

  /** Somebody followed it: it is proposed again only when the mode is over and the attack is not. */
  taken(id: string): void {
    this.#become(this.#now.filter((one) => one.id !== id));
  }

  /** Looks now; who asks while it looks waits for the same. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { store, clock } = this.#parts;
    const now = clock();
    const from = recentSlot(now) - slotsBefore * recentSlotMs;
    await store.geo.recent.forget(now - recentKeptMs);
    const running = await store.geo.recent.running(from);
    const dismissed = await store.geo.settings.dismissedProposals(now - dismissedForMs);
    const found: GeoProposal[] = [];
    for (const doors of Object.keys(attackDoors) as AttackDoors[]) {
      const alerts = running.filter(({ service }) => service !== undefined && doorsOf(service) === doors);
      if (alerts.length === 0) continue;
      const proposal = await this.#propose({ doors, alerts, from, now }, dismissed);
      if (proposal) found.push(shown(proposal, this.#seenAt(proposal.id, now)));
    }
    this.#become(found);
  }

  async #propose(looked: Looked, dismissed: ReadonlySet<string>): Promise<AttackProposal | undefined> {
    const { store, book, known, places: placesOf, kernel } = this.#parts;
    const { doors, alerts, now, from } = looked;
    const before = judgeOf({ ...book(), known: await known() }).taken;
    const places = await placesOf(before, alerts[0]!.tenant);
    // Where the kernel cannot tell whose packets they are, a mode of somebody would shut nothing.
    const scope = scopesOf(alerts, (tenant, asset) => places.siteOf(tenant, asset)).find(
      (one) => !kernel || places.addressesOf(one) !== 0,
    )!;
    const judge = new GeoJudge(before);
    const hostile = new HostileTally(judge, scope, doors, now);
    await this.#sources(looked, scope, places, (source, address) => void hostile.add(source, address));
    const signs = {
      ...{ doors, scope, time: now, name: await scopeName(store, scope), alerts: alerts.map(({ id }) => id) },
      ...{ minutes: Math.max(1, Math.ceil((now - from) / 60_000)), needed: await this.#needed(scope, doors, now) },
    };
    const wishes = attackWishes(signs, hostile);
    if (wishes.length === 0) return undefined;
    const effects = wishes.map((wish) => {
      const of = new HostileTally(judge, scope, doors, now);
      return new AttackEffect(before, wishedAttack(wish, now), of, now);
    });
    await this.#sources(looked, scope, places, (source, address) => {
      for (const effect of effects) effect.add(source, address);
    });
    const best = effects.findIndex((effect) => helps(effect, doors));
    const wish = wishes[best];
    if (!wish || dismissed.has(proposalId(wish))) return undefined;
    return proposeAttack(wish, signs, effects[best]!, await this.#cuts(wish, now));
  }

  /** Hands over who came in the minutes looked at, as the judge asks about them. */
  async #sources(
    { from }: Looked,
    { tenant }: GeoScope,
    places: AttackPlaces,
    take: (source: HostileSource, address: Address | undefined) => void,
  ): Promise<void> {
    await this.#parts.store.geo.recent.sources({ from, ...(tenant && { tenant }) }, (rows) => {
      for (const row of rows) {
        const hostile = row.failed + (row.attack ? row.other : 0);
        const site = places.siteOf(row.tenant, row.asset);
        if (hostile > 0) take({ ...row, site, hostile }, row.address === '' ? undefined : readAddress(row.address));
      }
    });
  }

  /** Countries where somebody in scope succeeds, and those of its sites. */
  #needed(scope: GeoScope, doors: AttackDoors, now: number): Promise<ReadonlySet<string>> {
    const { store, home } = this.#parts;
    const { tenant } = scope;
    return this.#slowly(`needed ${doors} ${JSON.stringify(scope)}`, now, async () => {
      const services = attackDoors[doors];
      const sums = await store.geo.traffic.countries({ from: now - 30 * dayMs, services, ...(tenant && { tenant }) });
      return new Set([...(await home(scope)), ...sums.filter(({ good }) => good > 0).map(({ country }) => country)]);
    });
  }

  #cuts(wish: AttackWish, now: number): Promise<AttackCuts> {
    return this.#slowly(`cuts ${proposalId(wish)}`, now, async () => {
      const { cuts, cutsTotal } = await this.#parts.cuts(wishedAttack(wish, now));
      const bitten = cuts.filter(({ guarded }) => !guarded);
      const of = (kind: string) => bitten.filter((cut) => cut.kind === kind).length;
      return {
        ...{ phone: of('phone'), session: of('session'), trunk: of('trunk'), token: of('token') },
        ...{ 'customer-network': of('customer-network'), more: cutsTotal - cuts.length },
      };
    });
  }

  async #slowly<T>(key: string, now: number, find: () => Promise<T>): Promise<T> {
    for (const [old, { at }] of this.#slow) if (at < now - slowForMs) this.#slow.delete(old);
    const known = this.#slow.get(key) ?? { at: now, value: find() };
    this.#slow.set(key, known);
    try {
      return (await known.value) as T;
    } catch (error) {
      this.#slow.delete(key);
      throw error;
    }
  }

  #seenAt(id: string, now: number): string {
    return this.#now.find((one) => one.id === id)?.at ?? new Date(now).toISOString();
  }

  #become(proposals: readonly GeoProposal[]): void {
    const text = (all: readonly GeoProposal[]) => JSON.stringify(all);
    if (text(proposals) === text(this.#now)) return;
    this.#now = proposals;
    this.#parts.changed();
  }
}

function shown(proposal: AttackProposal, at: string): GeoProposal {
  const { id, kind, scope, services, countries, durationS, share, alerts, sentence } = proposal;
  const of = { services: [...services], countries: [...countries], durationS, alert: alerts[0] ?? '', proposal: id };
  return {
    ...{ id, at, sentence: { ...sentence }, share, alerts: [...alerts] },
    attack: { kind, scope: { ...scope }, ...of, reason: sentence.en.slice(0, 500), acknowledgeCuts: false },
  };
}
