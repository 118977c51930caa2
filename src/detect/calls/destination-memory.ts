import type { Call } from '../../core/calls/call.ts';
import { microPerEuro } from '../../core/rates/rate.ts';

export const dayMs = 86_400_000;
/** Days after which what was learned counts half. */
const halfLife = 45;
/** How long a call waits before it counts as normal. */
const lagMs = 20 * 3_600_000;
/** What a day inside an alert is worth that led to no stop: so a wrong alert does not come back for ever. One that led to a stop is worth nothing. */
const alertedShare = 0.3;

const ownKinds: ReadonlySet<string> = new Set(['premium', 'personal', 'satellite', 'international-network', 'paging']);

/**
 * What a call leads to as far as habits go: a country at an order of magnitude of price, or a kind of paid number. A
 * customer who calls Austria every day is not used to Austria at 80 cents.
 */
export function destinationKey({ country, destinationKind, rate }: Call): string {
  if (ownKinds.has(destinationKind)) return joined(country, `:${destinationKind}`);
  const cents = rate.perMinute / (microPerEuro / 100);
  return cents < 25 ? country : joined(country, cents < 100 ? '+' : '++');
}

/** Countries are few: the same key is always the same string. */
const keys = new Map<string, Map<string, string>>();

function joined(country: string, rest: string): string {
  let ofRest = keys.get(rest);
  if (!ofRest) {
    ofRest = new Map();
    keys.set(rest, ofRest);
  }
  let key = ofRest.get(country);
  if (key === undefined) {
    key = country + rest;
    ofRest.set(country, key);
  }
  return key;
}

interface Pending {
  readonly day: number;
  last: number;
  calls: number;
  off: boolean;
  /** What the day is worth. */
  share: number;
}

/** How usual a destination is for somebody: on how many days it was called, how often a day. Learned a day late. */
export class DestinationMemory {
  /** Days with calls, forgetting; those with calls at unusual hours apart. */
  days = 0;
  offDays = 0;
  /** Days as far as they count for the peers. */
  shared = 0;
  /** Days that were learned, whatever they were worth. */
  learned = 0;
  /** Usual calls on a day that has any. */
  perDay = 0;
  #day = 0;
  readonly #pending: Pending[] = [];

  /** A call at `at` ms UTC. */
  add(at: number, off: boolean): void {
    const day = Math.floor(at / dayMs);
    let pending = this.#pending.at(-1);
    if (!pending || pending.day < day) {
      pending = { day, last: at, calls: 0, off: false, share: 1 };
      this.#pending.push(pending);
    }
    pending.last = Math.max(at, pending.last);
    pending.calls++;
    if (off) pending.off = true;
  }

  /** Calls of the present day. */
  today(at: number): number {
    const pending = this.#pending.at(-1);
    return pending?.day === Math.floor(at / dayMs) ? pending.calls : 0;
  }

  /** What waits to be learned is inside an alert, one that stopped calls or not. */
  alerted(stopped: boolean): void {
    for (const pending of this.#pending) pending.share = Math.min(pending.share, stopped ? 0 : alertedShare);
  }

  /** Learns what has waited long enough. Returns days that are new to the peers, rarely more than 0. */
  learn(now: number): number {
    let shared = 0;
    while (this.#pending.length > 0) {
      const pending = this.#pending[0]!;
      if (now - pending.last < lagMs && Math.floor(now / dayMs) - pending.day < 2) break;
      this.#pending.shift();
      this.#forget(pending.day);
      this.learned++;
      const { share } = pending;
      if (share === 0) continue;
      this.days += share;
      if (pending.off) this.offDays += share;
      const calls = this.perDay === 0 ? Math.min(pending.calls, 20) : Math.min(pending.calls, 3 * this.perDay + 5);
      this.perDay += (share < 1 ? 0.05 : 0.2) * (calls - this.perDay);
      if (this.shared < 3 && share === 1) {
        this.shared++;
        shared++;
      }
    }
    return shared;
  }

  /** Days as they count now. */
  daysAt(now: number): number {
    return this.days * 2 ** (-Math.max(0, Math.floor(now / dayMs) - this.#day) / halfLife);
  }

  offDaysAt(now: number): number {
    return this.days === 0 ? 0 : (this.daysAt(now) * this.offDays) / this.days;
  }

  save(): readonly number[] {
    return [this.days, this.offDays, this.shared, this.perDay, this.#day];
  }

  restore(saved: readonly number[]): void {
    [this.days, this.offDays, this.shared, this.perDay, this.#day] = saved as [number, number, number, number, number];
  }

  #forget(day: number): void {
    const by = 2 ** (-Math.max(0, day - this.#day) / halfLife);
    this.days *= by;
    this.offDays *= by;
    this.#day = Math.max(day, this.#day);
  }
}
