import { maxEvidence } from '../../core/alert.ts';
import type { Run } from '../run.ts';
import { highest, lowest } from '../sigma/bounds.ts';
import type { Expression } from '../sigma/condition.ts';
import type { Plan } from '../sigma/plan.ts';
import type { SourceClock } from '../source-clock.ts';
import { type EventCountShape, EventGroup } from './event-group.ts';
import type { Group } from './group.ts';
import { LoneGroup } from './lone-group.ts';
import { NumberGroup, type NumberShape } from './number-group.ts';
import { OrderGroup } from './order-group.ts';
import { PresenceGroup } from './presence-group.ts';
import { ValueGroup } from './value-group.ts';

/** How the groups of one plan are made and kept small. */
export interface GroupMaker {
  readonly make: (clock: SourceClock) => Group;
  /** Per input: whether a group that saw only this input once (or one value, or only this unwanted input) needs no state of its own. */
  readonly lean: readonly ('event' | 'value' | 'absent' | undefined)[];
  /** Whether the contents of such a first event are kept. */
  readonly leanEvidence: boolean;
}

const heavy = { lean: [], leanEvidence: false };

/** What all groups of a plan share, worked out once. */
export function groupMaker(plan: Plan, run: Run): GroupMaker {
  if (plan.kind === 'base') return { ...heavy, make: (clock) => new LoneGroup(clock) };
  const { type, spanMs, bounds, expression, percentile } = plan;
  const inputs = plan.inputs.length;
  if (type === 'temporal_ordered') return { ...heavy, make: (clock) => new OrderGroup(clock, { spanMs, inputs }) };
  if (type === 'temporal') {
    const holds = expression && bitTest(expression);
    const wanted = expression ? wantedNames(expression, true) : undefined;
    const unwanted = plan.inputs.map((_, input) => wanted !== undefined && !wanted.has(String(input)));
    const shape = { spanMs, inputs, unwanted, bounds, holds };
    const lean = unwanted.map((each) => (each ? ('absent' as const) : undefined));
    return { make: (clock) => new PresenceGroup(clock, shape), lean, leanEvidence: false };
  }
  if (type === 'event_count' || type === 'value_count') {
    const least = lowest(bounds);
    const open = highest(bounds) === Infinity && bounds.neq === undefined;
    // One more than the upper bound tells whether it is passed; `neq` alone passes as soon as it is reached.
    const keep = open ? least : Math.max(least, Math.ceil(Math.min(highest(bounds), 1e9)), bounds.neq ?? 0) + 1;
    // Far below a high count, as normal traffic is, contents are not kept; the second half holds more than evidence shows.
    const evidenceFrom = least > 2 * maxEvidence ? Math.floor(least / 2) : 0;
    const shape: EventCountShape = { spanMs, bounds, least, keep: Math.min(keep, 1e6), evidenceFrom, simple: open };
    const counts = type === 'event_count';
    const lean = inputs === 1 && least > 1 ? [counts ? ('event' as const) : ('value' as const)] : [];
    const make = counts
      ? (clock: SourceClock) => new EventGroup(clock, shape)
      : (clock: SourceClock) => new ValueGroup(clock, shape);
    return { make, lean, leanEvidence: evidenceFrom === 0 };
  }
  const shape: NumberShape = {
    type,
    spanMs,
    bounds,
    percentile,
    maxEvents: run.options.maxWindowEvents,
    overflow: () => run.stats.windowOverflow++,
  };
  return { ...heavy, make: (clock) => new NumberGroup(clock, shape) };
}

/** An expression over inputs as a question about a number with a bit for each input that is present. */
function bitTest(expression: Expression): (present: number) => boolean {
  if (expression.kind === 'name') {
    const bit = 1 << Number(expression.name);
    return (present) => (present & bit) !== 0;
  }
  if (expression.kind === 'not') {
    const item = bitTest(expression.item);
    return (present) => !item(present);
  }
  const items = expression.items.map(bitTest);
  return expression.kind === 'all'
    ? (present) => items.every((item) => item(present))
    : (present) => items.some((item) => item(present));
}

/** Names that make an expression true by being there, under an even number of `not`. */
function wantedNames(expression: Expression, positive: boolean): Set<string> {
  if (expression.kind === 'name') return new Set(positive ? [expression.name] : []);
  if (expression.kind === 'not') return wantedNames(expression.item, !positive);
  return new Set(expression.items.flatMap((item) => [...wantedNames(item, positive)]));
}
