import type { Decision } from '../core/decision.ts';
import { formatCidr, readCidr } from '../core/ip.ts';

/** A value that must be blocked, and until when (ms): the longest of the decisions that name it. */
export interface Wanted {
  readonly value: string;
  readonly family: 4 | 6;
  readonly scope: 'ip' | 'range';
  readonly until: number;
}

interface Entry {
  readonly family: 4 | 6;
  readonly scope: 'ip' | 'range';
  readonly decisions: Map<string, Decision>;
}

/**
 * What should be in force in one place: decisions by value. Two decisions may name one value; it stays blocked as long as
 * one of them stands. Values are canonical, whatever the decision says.
 */
export class Ledger {
  readonly #entries = new Map<string, Entry>();

  get size(): number {
    return this.#entries.size;
  }

  /** Canonical form of a decision's value, or undefined when it is no address or range: such a one never goes anywhere. */
  static valueOf(decision: Pick<Decision, 'value'>): string | undefined {
    const cidr = readCidr(decision.value);
    return cidr && formatCidr(cidr);
  }

  /** Adds or replaces a decision. Returns its canonical value, or undefined when it was refused. */
  add(decision: Decision): string | undefined {
    const cidr = readCidr(decision.value);
    if (!cidr) return undefined;
    const value = formatCidr(cidr);
    let entry = this.#entries.get(value);
    if (!entry) {
      entry = { family: cidr.family, scope: value.includes('/') ? 'range' : 'ip', decisions: new Map() };
      this.#entries.set(value, entry);
    }
    entry.decisions.set(decision.id, decision);
    return value;
  }

  /** Takes a decision away. Returns its canonical value, or undefined when it is no address. */
  remove(decision: Pick<Decision, 'id' | 'value'>): string | undefined {
    const value = Ledger.valueOf(decision);
    if (value === undefined) return undefined;
    const entry = this.#entries.get(value);
    if (entry?.decisions.delete(decision.id) && entry.decisions.size === 0) this.#entries.delete(value);
    return value;
  }

  /** Empties it and takes `decisions` instead. */
  replace(decisions: readonly Decision[]): void {
    this.#entries.clear();
    for (const decision of decisions) this.add(decision);
  }

  /** What is wanted for a value at `now`; undefined when nothing is or it has ended. */
  wanted(value: string, now: number): Wanted | undefined {
    const entry = this.#entries.get(value);
    if (!entry) return undefined;
    let until = 0;
    for (const decision of entry.decisions.values()) until = Math.max(until, decision.until);
    return until > now ? { value, family: entry.family, scope: entry.scope, until } : undefined;
  }

  /** Everything wanted at `now`. */
  all(now: number): readonly Wanted[] {
    const all: Wanted[] = [];
    for (const value of this.#entries.keys()) {
      const wanted = this.wanted(value, now);
      if (wanted) all.push(wanted);
    }
    return all;
  }

  /** Decisions that name a canonical value. */
  decisionsOf(value: string): readonly Decision[] {
    return [...(this.#entries.get(value)?.decisions.values() ?? [])];
  }

  /** All decisions. */
  decisions(): readonly Decision[] {
    return [...this.#entries.values()].flatMap(({ decisions }) => [...decisions.values()]);
  }
}
