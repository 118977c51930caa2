import type { Decision } from '../../../core/decision.ts';
import { Ledger } from '../../ledger.ts';

/** One decision as a bouncer gets it. */
export interface FeedItem {
  readonly decision: Decision;
  readonly value: string;
  readonly scope: 'ip' | 'range';
  /** ms; in the past for one that was taken away. */
  readonly until: number;
}

/** Filter of a client. */
export type Accept = (item: FeedItem) => boolean;

/** What one client gets, and what to call when it has got it. */
export interface Pull {
  readonly added: readonly FeedItem[];
  readonly deleted: readonly FeedItem[];
  /** Decisions that this client has from now on, and no longer has. */
  readonly inForce: readonly string[];
  readonly lifted: readonly string[];
  /** Moves the client's position; call once the answer is on its way. */
  readonly sent: () => void;
}

interface Change {
  readonly sequence: number;
  readonly kind: 'added' | 'removed';
  readonly value: string;
  readonly decision: Decision;
  /** The value was in force before this change: clients must drop it first to take the new end over. */
  readonly replaces: boolean;
  readonly at: number;
}

/**
 * Decisions in force and the changes to them in order, so that each client gets what changed since it last asked. A client
 * that is new, or was away for longer than the changes go back, gets everything. Bounded: `keep` changes.
 */
export class BouncerFeed {
  readonly #keep: number;
  readonly #ledger = new Ledger();
  readonly #positions = new Map<string, number>();
  #changes: Change[] = [];
  #sequence = 0;
  /** Sequence of the newest change that was forgotten. */
  #floor = 0;

  constructor(keep = 100_000) {
    this.#keep = keep;
  }

  get size(): number {
    return this.#ledger.size;
  }

  /** Puts a decision in force from `now` (ms). False when its value is no address or range. */
  add(decision: Decision, now: number): boolean {
    const value = Ledger.valueOf(decision);
    if (value === undefined) return false;
    const before = this.#ledger.decisionsOf(value);
    if (before.some(({ id, until }) => id === decision.id && until === decision.until)) return true;
    const replaces = this.#ledger.wanted(value, now) !== undefined;
    this.#ledger.add(decision);
    this.#note({ kind: 'added', value, decision, replaces, at: now });
    return true;
  }

  /** Takes a decision away. */
  remove(decision: Decision, now: number): void {
    const value = Ledger.valueOf(decision);
    if (value === undefined) return;
    this.#ledger.remove(decision);
    this.#note({ kind: 'removed', value, decision, replaces: true, at: now });
  }

  /** Makes what is in force equal to `decisions`. */
  replace(decisions: readonly Decision[], now: number): void {
    const wanted = new Set(decisions.map(({ id }) => id));
    for (const decision of this.#ledger.decisions()) if (!wanted.has(decision.id)) this.remove(decision, now);
    for (const decision of decisions) this.add(decision, now);
  }

  /** What is in force at `now` and passes `accept`, one item per value: the longest of its decisions that pass. */
  inForce(now: number, accept: Accept): readonly FeedItem[] {
    return this.#ledger.all(now).flatMap(({ value }) => this.#item(value, now, accept) ?? []);
  }

  /** What `client` gets at `now`; `accept` is its filter. */
  pull(client: string, startup: boolean, now: number, accept: Accept): Pull {
    const position = this.#positions.get(client);
    const all = startup || position === undefined || position < this.#floor;
    const changes = all ? this.#changes : this.#changes.slice(this.#after(position));
    const added = new Map<string, FeedItem>();
    const deleted = new Map<string, FeedItem>();
    const first = new Set<string>();
    const inForce = new Set<string>();
    const lifted = new Set<string>();
    if (all) for (const item of this.inForce(now, accept)) added.set(item.value, item);
    for (const { kind, value, decision, replaces, at } of changes) {
      const gone = { decision, value, scope: scopeOf(value), until: Math.min(at, decision.until) };
      if (!accept(gone)) continue;
      const current = this.#item(value, now, accept);
      if (current) added.set(value, current);
      // Its first change says whether a client had it by then, if the client's place is known; one that starts has nothing.
      const had = all ? replaces || !current : replaces && !first.has(value);
      if (had && !startup) deleted.set(value, gone);
      first.add(value);
      if (kind === 'removed') lifted.add(decision.id);
    }
    for (const { value } of added.values()) {
      for (const { decision } of this.#items(value, now, accept)) inForce.add(decision.id);
    }
    for (const id of inForce) lifted.delete(id);
    const upTo = this.#sequence;
    return {
      added: [...added.values()],
      deleted: [...deleted.values()],
      inForce: [...inForce],
      lifted: [...lifted],
      sent: () => this.#positions.set(client, Math.max(upTo, this.#positions.get(client) ?? 0)),
    };
  }

  #item(value: string, now: number, accept: Accept): FeedItem | undefined {
    return this.#items(value, now, accept).reduce<FeedItem | undefined>(
      (longest, item) => (longest && longest.until >= item.until ? longest : item),
      undefined,
    );
  }

  #items(value: string, now: number, accept: Accept): readonly FeedItem[] {
    return this.#ledger
      .decisionsOf(value)
      .map((decision) => ({ decision, value, scope: scopeOf(value), until: decision.until }))
      .filter((item) => item.until > now && accept(item));
  }

  #note(change: Omit<Change, 'sequence'>): void {
    this.#sequence++;
    this.#changes.push({ ...change, sequence: this.#sequence });
    if (this.#changes.length < this.#keep * 1.25) return;
    this.#changes = this.#changes.slice(-this.#keep);
    this.#floor = this.#changes[0].sequence - 1;
  }

  /** Index of the first change after `position`: sequences have no gaps. */
  #after(position: number): number {
    return this.#changes.length - (this.#sequence - position);
  }
}

function scopeOf(value: string): 'ip' | 'range' {
  return value.includes('/') ? 'range' : 'ip';
}
