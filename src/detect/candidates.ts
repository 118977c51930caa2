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
/** Methods that rules may be simplified for. Any other is asked about each time, or inventing methods would cost us. */
const usualMethods: ReadonlySet<string> = new Set(
  ' REGISTER INVITE OPTIONS SUBSCRIBE NOTIFY PUBLISH MESSAGE INFO UPDATE REFER'.split(' '),
);

/** Places in the table of the latest answers. */
const places = 256;
/** Action, outcome, reason and dataset are closed lists; if hostile input ever grew them, the answers start over. */
const mostAnswers = 4096;

/** An answer, and what it holds for. */
interface Answer {
  readonly action: string;
  readonly outcome: string;
  readonly reason: string;
  readonly dataset: string;
  /** '?' stands for methods that are not usual. */
  readonly method: string;
  readonly shape: number;
  readonly feeds: readonly Feed[];
}

/**
 * Which rules an event can concern, by its action, outcome, reason, dataset and method, and by which of the fields that rules
 * ask about most say nothing. For each combination the rules are simplified once with these known: most vanish, and of the rest
 * often no question remains.
 */
export class Candidates {
  private readonly correlators: readonly Correlator[];
  private readonly answers = new Map<string, Answer>();
  /** The latest answers, found without hashing a text. When two want one place, the last one has it. */
  private readonly latest: (Answer | undefined)[] = new Array<Answer | undefined>(places).fill(undefined);

  /** @param correlators inner ones before those that build on them */
  constructor(correlators: readonly Correlator[]) {
    this.correlators = correlators;
  }

  /** The ways in for an event, in the order of the rules. */
  of(event: Event): readonly Feed[] {
    const { action, outcome, reason, dataset, sipMethod } = event;
    const shape = (event.hosting ? 1 : 0) | (event.userAgent === '' ? 2 : 0) | (event.sipRequestUser === '' ? 4 : 0);
    const place =
      (shape +
        16 * (reason.length + outcome.length) +
        7 * (reason.charCodeAt(0) | 0) +
        5 * sipMethod.length +
        action.length) &
      (places - 1);
    const known = this.latest[place];
    if (
      known !== undefined &&
      known.shape === shape &&
      known.method === sipMethod &&
      known.reason === reason &&
      known.outcome === outcome &&
      known.action === action &&
      known.dataset === dataset
    )
      return known.feeds;
    const answer = this.answer(event, shape);
    this.latest[place] = answer;
    return answer.feeds;
  }

  private answer(event: Event, shape: number): Answer {
    const { action, outcome, reason, dataset, sipMethod } = event;
    const method = usualMethods.has(sipMethod) ? sipMethod : '?';
    const key = JSON.stringify([action, outcome, reason, dataset, method, shape]);
    let answer = this.answers.get(key);
    if (answer === undefined) {
      if (this.answers.size >= mostAnswers) this.answers.clear();
      answer = { action, outcome, reason, dataset, method, shape, feeds: this.find(event) };
      this.answers.set(key, answer);
    }
    return answer;
  }

  private find(event: Event): readonly Feed[] {
    const { action, outcome, reason, dataset, hosting } = event;
    const known = new Map<EventKey, FieldValue>([
      ['action', action],
      ['outcome', outcome],
      ['reason', reason],
      ['dataset', dataset],
      ['hosting', hosting],
    ]);
    if (usualMethods.has(event.sipMethod)) known.set('sipMethod', event.sipMethod);
    for (const key of ['userAgent', 'sipRequestUser'] as const) if (event[key] === '') known.set(key, '');
    const compiled = new Map<BasePlan, Predicate | null | false>();
    const feeds: Feed[] = [];
    for (const correlator of this.correlators) {
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
    return feeds.length === 0 ? none : feeds;
  }
}
