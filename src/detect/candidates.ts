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
/** Action, outcome, reason and dataset are closed lists; if hostile input ever grew them, the cache starts over. */
const mostCached = 4096;

/**
 * Which rules an event can concern, by its action, outcome, reason and dataset, and by which of the fields that rules ask
 * about most say nothing. For each combination the rules are simplified once with these known: most vanish, and of the rest
 * often no question remains.
 */
export class Candidates {
  readonly #correlators: readonly Correlator[];
  readonly #cache = new Map<string, Map<string, Map<string, Map<string, (readonly Feed[] | undefined)[]>>>>();
  #cached = 0;

  /** @param correlators inner ones before those that build on them */
  constructor(correlators: readonly Correlator[]) {
    this.#correlators = correlators;
  }

  /** The ways in for an event, in the order of the rules. */
  of(event: Event): readonly Feed[] {
    const { action, outcome, reason, dataset } = event;
    const shape =
      (event.hosting ? 1 : 0) |
      (event.userAgent === '' ? 2 : 0) |
      (event.sipMethod === '' ? 4 : 0) |
      (event.sipRequestUser === '' ? 8 : 0);
    const found = this.#cache.get(action)?.get(outcome)?.get(reason)?.get(dataset)?.[shape];
    return found ?? this.#find(event, shape);
  }

  #find(event: Event, shape: number): readonly Feed[] {
    const { action, outcome, reason, dataset, hosting } = event;
    const known = new Map<EventKey, FieldValue>([
      ['action', action],
      ['outcome', outcome],
      ['reason', reason],
      ['dataset', dataset],
      ['hosting', hosting],
    ]);
    for (const key of ['userAgent', 'sipMethod', 'sipRequestUser'] as const) if (event[key] === '') known.set(key, '');
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
    const datasets = inner(inner(inner(this.#cache, action), outcome), reason);
    const shapes = datasets.get(dataset) ?? new Array<readonly Feed[] | undefined>(16).fill(undefined);
    datasets.set(dataset, shapes);
    shapes[shape] = found;
    return found;
  }
}

/** The map under a key, made when it is not there. */
function inner<K, V>(maps: Map<string, Map<K, V>>, key: string): Map<K, V> {
  const map = maps.get(key) ?? new Map<K, V>();
  maps.set(key, map);
  return map;
}
