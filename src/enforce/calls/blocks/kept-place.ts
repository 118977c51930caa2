import type { Decision } from '../../../core/decision.ts';
import { providerTenant } from '../../../core/tenant.ts';
import type { EnforcerReport } from '../../enforcer.ts';
import { Ledger } from '../../ledger.ts';
import type { BlockedAddress } from '../call-control.ts';
import type { BlockPlace } from './block-place.ts';

/** Addresses that one PBX keeps out at most; the newest go first. */
export const mostBlocks = 1000;

type Said = Pick<EnforcerReport, 'decision' | 'state' | 'error'>;

/** One PBX, and what was said of it last; it is brought in line once at a time. */
export class KeptPlace {
  readonly place: BlockPlace;
  /** Why it is not as it should be; '' when it is. */
  trouble = '';
  readonly #said = new Map<string, Said>();
  #working: Promise<void> | undefined;
  #again = false;

  constructor(place: BlockPlace) {
    this.place = place;
  }

  /** Whether it was seen to keep something out, and not seen to stop that. */
  get holds(): boolean {
    return [...this.#said.values()].some(({ state }) => state === 'in-force');
  }

  /** Whether a decision has to do with this PBX: of its own customer, of the provider, or of anybody when it is the provider's. */
  concerns({ tenant }: Pick<Decision, 'tenant'>): boolean {
    return this.place.tenant === providerTenant || tenant === this.place.tenant || tenant === providerTenant;
  }

  /** Brings it in line with what `wanted` gives by then; `tell` hears what is new. Never rejects. */
  align(wanted: () => readonly Decision[], tell: (news: readonly Said[]) => void, clock: () => number): Promise<void> {
    this.#again = true;
    this.#working ??= this.#work(wanted, tell, clock);
    return this.#working;
  }

  /** What to say when it goes on under another name, which says what it holds from now on. */
  renamed(): readonly Said[] {
    return [...this.#said.keys()].map((decision) => ({ decision, state: 'lifted', error: '' }));
  }

  /** What to say when nobody steers it any more: what it holds stays there until its end, and nobody can see when it goes. */
  abandoned(): readonly Said[] {
    const error = 'Nobody steers it any more; its entry ends by itself at its time.';
    return [...this.#said.values()]
      .filter(({ state }) => state === 'in-force')
      .map(({ decision }) => ({ decision, state: 'failed', error }));
  }

  async #work(
    wanted: () => readonly Decision[],
    tell: (news: readonly Said[]) => void,
    clock: () => number,
  ): Promise<void> {
    // Entered within `align`: what it sets last must not come before that is done.
    await undefined;
    while (this.#again) {
      this.#again = false;
      const decisions = wanted().filter((decision) => this.concerns(decision) && decision.until > clock());
      const outcome = await this.#try(decisions, clock());
      tell(this.#news(decisions, outcome));
    }
    // In the same breath as the last look at `again`: who asks from now on starts anew.
    this.#working = undefined;
  }

  /** What became of each value; a sentence for all when nobody knows. */
  async #try(decisions: readonly Decision[], now: number): Promise<ReadonlyMap<string, string> | string> {
    const ledger = new Ledger();
    for (const decision of decisions) ledger.add(decision);
    const newest = ledger
      .all(now)
      .map(({ value, until }) => ({ value, until, decision: latest(ledger.decisionsOf(value)) }))
      .sort((a, b) => b.decision.from - a.decision.from || (a.value < b.value ? -1 : 1));
    const full = `It keeps the ${mostBlocks} newest addresses out, and this is none of them.`;
    const outcome = new Map(newest.slice(mostBlocks).map(({ value }) => [value, full]));
    const ask = newest
      .slice(0, mostBlocks)
      .map(({ value, until, decision }): BlockedAddress => ({ address: value, until, reason: decision.reason.en }));
    try {
      const { held, refused } = await this.place.align(ask);
      for (const value of held) outcome.set(value, '');
      for (const { address, sentence } of refused) outcome.set(address, sentence);
      this.trouble = '';
      return outcome;
    } catch (error) {
      this.trouble = (error as Error).message;
      return this.trouble;
    }
  }

  /** What is to be said now that was not said before. */
  #news(decisions: readonly Decision[], outcome: ReadonlyMap<string, string> | string): readonly Said[] {
    const news: Said[] = [];
    const say = (decision: string, state: Said['state'], error: string) => {
      const before = this.#said.get(decision);
      if (before?.state === state && before.error === error) return;
      const said = { decision, state, error };
      this.#said.set(decision, said);
      news.push(said);
    };
    if (typeof outcome === 'string') {
      // Nobody knows: what it was seen to hold counts as held, also what is to go.
      for (const { id } of decisions) if (this.#said.get(id)?.state !== 'in-force') say(id, 'failed', outcome);
      return news;
    }
    const unsaid = 'It did not say whether it keeps this address out.';
    for (const decision of decisions) {
      const sentence = outcome.get(Ledger.valueOf(decision) ?? '') ?? unsaid;
      say(decision.id, sentence === '' ? 'in-force' : 'failed', sentence);
    }
    const wanted = new Set(decisions.map(({ id }) => id));
    for (const id of this.#said.keys()) {
      if (wanted.has(id)) continue;
      say(id, 'lifted', '');
      this.#said.delete(id);
    }
    return news;
  }
}

function latest(decisions: readonly Decision[]): Decision {
  return decisions.reduce((last, decision) => (decision.from > last.from ? decision : last));
}
