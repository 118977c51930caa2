import { createHash } from 'node:crypto';
import type { LaneAct, LanePlan } from '../../../core/geo/lane-plan.ts';
import { canonicalAddress } from '../../../core/ip.ts';
import { NftError } from '../../enforcers/nftables/nft.ts';
import { idText } from './class-ids.ts';
import type { ContentDraft, Entry } from './content.ts';
import { limitChain } from './limits.ts';
import { atTime, mildest, type Step } from './milder.ts';

const never = Number.POSITIVE_INFINITY;
const verdictMap = 'type classid : verdict; flags timeout; counter;';

/** Chains and maps of lanes, each made once. */
export class LaneWriter {
  readonly #draft: ContentDraft;
  readonly #ids: Uint32Array;
  readonly #now: number;
  readonly #made = new Map<string, string>();

  /** `ids`: the kernel's number of each class. */
  constructor(draft: ContentDraft, ids: Uint32Array, now: number) {
    this.#draft = draft;
    this.#ids = ids;
    this.#now = now;
  }

  /**
   * Name of the chain that does what the lanes say; of several, each class gets the mildest, since nobody can tell whose packet
   * it is and a wrong refusal costs more than a late one.
   */
  chainOf(lanes: readonly LanePlan[]): string {
    const sorted = [...lanes].sort((a, b) => (a.id < b.id ? -1 : 1));
    const key = sorted.map(({ id }) => id).join(' ');
    const name =
      lanes.length === 1 ? lanes[0].id : `mix_${createHash('sha256').update(key).digest('hex').slice(0, 24)}`;
    const known = this.#made.get(key);
    if (known) return known;
    for (const lane of sorted) this.#addOver(lane);
    this.#made.set(key, `c_${name}`);
    const known4 = this.#addKnown(name, sorted, 4);
    const known6 = this.#addKnown(name, sorted, 6);
    this.#addMaps(name, sorted, 't', 'b', false);
    const rules = ['jump classify'];
    if (known4 || known6) {
      // Known addresses get what they would without the mode: most pass, what is limited or watched stays so.
      this.#addMaps(name, sorted, 'u', 'n', true);
      this.#draft.chain(`n_${name}`, [`meta priority vmap @u_${name}`, `meta priority vmap @n_${name}`]);
      if (known4) rules.push(`ip saddr @${known4} goto n_${name}`);
      if (known6) rules.push(`ip6 saddr @${known6} goto n_${name}`);
    }
    this.#draft.chain(`c_${name}`, [...rules, `meta priority vmap @t_${name}`, `meta priority vmap @b_${name}`]);
    return `c_${name}`;
  }

  /** What ends stands in a map with timeouts, before the map of what holds afterwards. Who is in neither passes. */
  #addMaps(name: string, lanes: readonly LanePlan[], timed: string, base: string, known: boolean): void {
    const first = this.#draft.container(`${timed}_${name}`, 'map', verdictMap);
    const second = this.#draft.container(`${base}_${name}`, 'map', verdictMap);
    for (const [index, id] of this.#ids.entries()) {
      const { present, until, later } = together(lanes, index, known, this.#now);
      const key = idText(id);
      const entry = this.#entry(lanes[present.of], present.step, id, never);
      const afterwards = this.#entry(lanes[later.of], later.step, id, never);
      if (afterwards.value !== 'return' || later.step.verdict === 'watch') second.set(key, afterwards);
      if (until !== never && (entry.value !== afterwards.value || present.step.verdict !== later.step.verdict))
        first.set(key, { ...entry, until });
    }
  }

  #entry(lane: LanePlan, { verdict, limit }: Step, id: number, until: number): Entry {
    const meaning = { lane: lane.id, verdict, id };
    if (verdict === 'refuse') return { value: 'drop', until, meaning };
    if (verdict !== 'limit') return { value: 'return', until, meaning };
    if (!limit) throw new NftError(`lane ${lane.id} limits without saying how much`, false);
    // Passing a limited source counts as nothing: what is over the limit is counted there.
    return { value: `goto ${limitChain(this.#draft, lane, limit)}`, until, meaning: undefined };
  }

  /** What is over a limit of this lane is thrown away and counted by class. */
  #addOver(lane: LanePlan): void {
    const limited = lane.acts.some((act) => act.verdict === 'limit' || act.then?.verdict === 'limit');
    if (!limited) return;
    const over = this.#draft.container(`o_${lane.id}`, 'map', 'type classid : verdict; counter;');
    for (const [index, id] of this.#ids.entries()) {
      const limits = [actOf(lane, index, false), actOf(lane, index, true)].some(
        (act) => act.verdict === 'limit' || act.then?.verdict === 'limit',
      );
      if (!limits) continue;
      over.set(idText(id), { value: 'drop', until: never, meaning: { lane: lane.id, verdict: 'limit', id } });
    }
  }

  #addKnown(name: string, lanes: readonly LanePlan[], family: 4 | 6): string {
    const set = `k${family}_${name}`;
    let made: Map<string, Entry> | undefined;
    for (const lane of lanes) {
      if (!stillKnown(lane, this.#now)) continue;
      made ??= this.#draft.container(set, 'set', `type ipv${family}_addr; flags timeout;`);
      const until = lane.known?.until ?? 0;
      for (const text of lane.known?.addresses ?? []) {
        const address = exactAddress(text);
        if (address.includes(':') !== (family === 6)) continue;
        made.set(address, { value: '', until: Math.max(until, made.get(address)?.until ?? 0), meaning: undefined });
      }
    }
    return made ? set : '';
  }
}

/** Canonical text of an address of a plan. Throws an NftError for anything else: nothing unread goes to nft. */
export function exactAddress(text: string): string {
  const address = canonicalAddress(text);
  if (address === undefined)
    throw new NftError(`${JSON.stringify(text)} in the plan for the kernel is no address`, false);
  return address;
}

/** What a lane does with a class: with its known addresses, or with the others. */
function actOf(lane: LanePlan, index: number, known: boolean): LaneAct {
  const classes = known && lane.known ? lane.known.classes : lane.classes;
  const act = lane.acts[classes[index]];
  if (!act) throw new NftError(`lane ${lane.id} says nothing about class ${index}`, false);
  return act;
}

function stillKnown({ known }: LanePlan, now: number): boolean {
  return known !== undefined && known.until > now;
}

/** The mildest of what several lanes do with a class: now, and when the first of them changes. */
function together(lanes: readonly LanePlan[], index: number, known: boolean, now: number) {
  const views = lanes.map((lane) => atTime(actOf(lane, index, known && stillKnown(lane, now)), now));
  const until = Math.min(...views.map((view) => view.until));
  const steps = views.map((view) => view.present);
  const next = views.map((view) => (view.until <= until ? view.later : view.present));
  const present = mildest(steps);
  const later = mildest(next);
  return { present: { of: present, step: steps[present] }, until, later: { of: later, step: next[later] } };
}
