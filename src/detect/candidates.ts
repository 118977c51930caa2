import type { Event, EventKey } from '../core/event.ts';
import type { Correlator } from './correlator.ts';
import type { FieldValue } from './sigma/fields.ts';
import { compile, type Predicate, simplify } from './sigma/node.ts';
import type { BasePlan } from './sigma/plan.ts';

/** One way an event can enter a rule: what is left to ask, and where it goes. */
export interface Feed {
  /** null: nothing is left to ask. */
  readonly holds: Predicate | null;
  readonly correlator: Correlator;
  readonly input: number;
}

const none: readonly Feed[] = [];
/** Action, outcome and reason are closed lists; if hostile input ever grew them, the cache starts over. */
const mostCached = 4096;

/**
 * Which rules an event can concern, by its action, outcome and reason. For each combination the rules are simplified once
 * with these three known: most vanish, and of the rest often no question remains.
 */
export class Candidates {
  readonly #correlators: readonly Correlator[];
  readonly #cache = new Map<string, Map<string, Map<string, readonly Feed[]>>>();
  #cached = 0;

  /** @param correlators inner ones before those that build on them */
  constructor(correlators: readonly Correlator[]) {
    this.#correlators = correlators;
  }

  /** The ways in for an event, in the order of the rules. */
  of(event: Event): readonly Feed[] {
    return this.#cache.get(event.action)?.get(event.outcome)?.get(event.reason) ?? this.#find(event);
  }

  #find({ action, outcome, reason }: Event): readonly Feed[] {
    const known = new Map<EventKey, FieldValue>([
      ['action', action],
      ['outcome', outcome],
      ['reason', reason],
    ]);
    const compiled = new Map<BasePlan, Predicate | null | false>();
    const feeds: Feed[] = [];
    for (const correlator of this.#correlators) {
      for (const [input, plan] of correlator.inputs.entries()) {
        if (plan.kind !== 'base') continue;
        let holds = compiled.get(plan);
        if (holds === undefined) {
          const node = simplify(plan.node, known);
          holds = node.kind !== 'constant' ? compile(node) : node.value ? null : false;
          compiled.set(plan, holds);
        }
        if (holds !== false) feeds.push({ holds, correlator, input });
      }
    }
    const found = feeds.length === 0 ? none : feeds;
    if (++this.#cached > mostCached) {
      this.#cache.clear();
      this.#cached = 0;
    }
    const outcomes = this.#cache.get(action) ?? new Map<string, Map<string, readonly Feed[]>>();
    this.#cache.set(action, outcomes);
    const reasons = outcomes.get(outcome) ?? new Map<string, readonly Feed[]>();
    outcomes.set(outcome, reasons);
    reasons.set(reason, found);
    return found;
  }
}
