import type { Run } from '../run.ts';
import { highest, lowest } from '../sigma/bounds.ts';
import { answer } from '../sigma/correlation.ts';
import type { Plan } from '../sigma/plan.ts';
import type { SourceClock } from '../source-clock.ts';
import { type EventCountShape, EventGroup } from './event-group.ts';
import type { Group } from './group.ts';
import { LoneGroup } from './lone-group.ts';
import { NumberGroup, type NumberShape } from './number-group.ts';
import { OrderGroup } from './order-group.ts';
import { PresenceGroup, type PresenceShape } from './presence-group.ts';
import { ValueGroup } from './value-group.ts';

/** Makes the states of one plan's groups; what they share is worked out once. */
export function groupFactory(plan: Plan, run: Run): (clock: SourceClock) => Group {
  if (plan.kind === 'base') return (clock) => new LoneGroup(clock);
  const { type, spanMs, bounds, expression, percentile } = plan;
  const inputs = plan.inputs.length;
  if (type === 'temporal_ordered') return (clock) => new OrderGroup(clock, { spanMs, inputs });
  if (type === 'temporal') {
    const holds: PresenceShape['holds'] = expression
      ? (present) => answer(expression, (name) => present(Number(name)))
      : undefined;
    const shape = { spanMs, inputs, bounds, holds };
    return (clock) => new PresenceGroup(clock, shape);
  }
  if (type === 'event_count' || type === 'value_count') {
    const least = lowest(bounds);
    const open = highest(bounds) === Infinity && bounds.neq === undefined;
    // One more than the upper bound tells whether it is passed; `neq` alone passes as soon as it is reached.
    const keep = open ? least : Math.max(least, Math.ceil(Math.min(highest(bounds), 1e9)), bounds.neq ?? 0) + 1;
    const shape: EventCountShape = { spanMs, bounds, least, keep: Math.min(keep, 1e6), simple: open };
    return type === 'event_count' ? (clock) => new EventGroup(clock, shape) : (clock) => new ValueGroup(clock, shape);
  }
  const shape: NumberShape = {
    type,
    spanMs,
    bounds,
    percentile,
    maxEvents: run.options.maxWindowEvents,
    overflow: () => run.stats.windowOverflow++,
  };
  return (clock) => new NumberGroup(clock, shape);
}
