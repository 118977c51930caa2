import { type Alert, maxEvidence } from '../../core/alert.ts';
import { derivedId } from '../../core/derived-id.ts';
import type { Event, EventKey } from '../../core/event.ts';
import { type Severity, severities } from '../../core/severity.ts';
import type { Rule } from '../rule.ts';
import { lowest, within } from '../sigma/bounds.ts';
import { answer } from '../sigma/correlation.ts';
import { type FieldValue, getters, isKnown } from '../sigma/fields.ts';
import { compile } from '../sigma/node.ts';
import type { CorrelationPlan, Output, Plan } from '../sigma/plan.ts';

/** What both engines must agree on about an alert. */
export type Outcome = Pick<Alert, 'id' | 'rule' | 'group' | 'start' | 'end' | 'count' | 'distinct' | 'severity'> & {
  readonly evidence: readonly number[];
};

interface Item {
  readonly time: number;
  readonly push: number;
  readonly input: number;
  readonly value: FieldValue;
  readonly event: Event;
}

interface OpenState {
  readonly output: Output;
  readonly id: string;
  readonly rule: string;
  readonly group: Record<string, string>;
  readonly start: number;
  end: number;
  count: number;
  severity: Severity;
  push: number;
  readonly events: Event[];
}

interface GroupState {
  items: Item[];
  newest: number;
  source: string;
  push: number;
  alert: OpenState | undefined;
}

/** One correlation of the reference: its groups are plain lists of every event. */
interface Part {
  readonly rule: string;
  readonly plan: Plan;
  readonly output: Output | undefined;
  readonly inputs: readonly Plan[];
  readonly spanMs: number;
  readonly quietMs: number;
  readonly outer: { readonly part: Part; readonly input: number }[];
  readonly inner: (Part | undefined)[];
  readonly groups: Map<string, GroupState>;
}

/**
 * The meaning of docs/rules.md written down as simply as possible: every window is a list that is searched whole on every
 * event. Slow on purpose; tests hold the engine against it.
 */
export class ReferenceEngine {
  readonly finished: Outcome[] = [];
  readonly #parts: Part[] = [];
  readonly #lateness: number;
  readonly #newest = new Map<string, number>();
  readonly #now = new Map<string, number>();
  #push = 0;
  #advanced: number | undefined;

  constructor(rules: readonly Rule[], latenessMs: number) {
    this.#lateness = latenessMs;
    for (const rule of rules) {
      const built = new Map<Plan, Part>();
      for (const output of rule.outputs) this.#build(rule, output.plan, built);
    }
  }

  #build(rule: Rule, plan: Plan, built: Map<Plan, Part>): Part {
    const known = built.get(plan);
    if (known) return known;
    const inputs = plan.kind === 'correlation' ? plan.inputs : [plan];
    const inner = inputs.map((each) =>
      plan.kind === 'correlation' && each.kind === 'correlation' ? this.#build(rule, each, built) : undefined,
    );
    const spanMs = plan.kind === 'correlation' ? plan.spanMs : 0;
    const output = rule.outputs.find((each) => each.plan === plan);
    const quietMs = Math.max(spanMs, 600_000);
    const part: Part = { rule: rule.id, plan, output, inputs, spanMs, quietMs, outer: [], inner, groups: new Map() };
    for (const [input, each] of inner.entries()) each?.outer.push({ part, input });
    built.set(plan, part);
    this.#parts.push(part);
    return part;
  }

  push(event: Event): void {
    this.#push++;
    const newest = this.#newest.get(event.source) ?? -Infinity;
    const late = event.time < newest - this.#lateness;
    if (!late) {
      this.#newest.set(event.source, Math.max(newest, event.time));
      this.#now.set(event.source, Math.max(this.#now.get(event.source) ?? -Infinity, event.time));
    }
    for (const part of this.#parts) {
      if (late && part.plan.kind !== 'base') continue;
      for (const [input, plan] of part.inputs.entries())
        if (plan.kind === 'base' && compile(plan.node)(event)) this.#feed(part, event, input);
    }
  }

  #feed(part: Part, event: Event, input: number): void {
    const { plan } = part;
    const key = groupKey(part, event, input);
    if (key === undefined) return;
    const value = plan.kind === 'correlation' ? readValue(plan, event, input) : '';
    if (value === undefined) return;
    const lone = plan.kind === 'base';
    const now = this.#now.get(event.source)!;
    let group = part.groups.get(key);
    const ordered = plan.kind === 'correlation' && plan.type === 'temporal_ordered';
    if (group) {
      const clocks = group.alert ? [now, event.time, this.#now.get(group.source)!] : [now];
      const over = Math.max(...clocks) - group.newest >= (group.alert ? part.quietMs : part.spanMs + this.#lateness);
      if (over) {
        this.#forget(part, key);
        group = undefined;
      } else if (!lone && event.time < group.newest - this.#lateness) return;
    }
    if (!group) {
      if (ordered && input > 0) return;
      group = { items: [], newest: -Infinity, source: event.source, push: -1, alert: undefined };
      part.groups.set(key, group);
    }
    const once = !ordered && !(plan.kind === 'correlation' && plan.type === 'temporal') && part.inputs.length > 1;
    if (once && group.push === this.#push) return;
    group.push = this.#push;
    group.source = event.source;
    group.newest = Math.max(group.newest, event.time);
    if (group.alert) {
      this.#join(group.alert, event);
      if (part.outer.length === 0) return;
    }
    if (!lone && event.time <= group.newest - part.spanMs) return;
    group.items.push({ time: event.time, push: this.#push, input, value, event });
    if (!holds(part, group)) return;
    for (const outer of part.outer) this.#feed(outer.part, event, outer.input);
    if (part.output && !group.alert) this.#open(part, group, key);
  }

  #open(part: Part, group: GroupState, key: string): void {
    const output = part.output!;
    const found = [...this.#gather(part, group).values()].sort((a, b) => a.time - b.time || a.push - b.push);
    const values = JSON.parse(key) as string[];
    const start = found[0].time;
    const alert: OpenState = {
      output,
      id: derivedId(part.rule, key, start),
      rule: part.rule,
      group: Object.fromEntries(output.groupNames.map((name, i) => [name, values[i]])),
      start,
      end: Math.max(...found.map(({ time }) => time)),
      count: found.length,
      severity: output.severity,
      push: this.#push,
      events: found.map(({ event }) => event),
    };
    worsen(alert);
    group.alert = alert;
    if (part.outer.length === 0) group.items = [];
  }

  /** Events that make up a group's window, each with the time it counts with. */
  #gather(part: Part, group: GroupState): Map<number, Item> {
    const gathered = new Map<number, Item>();
    for (const item of standing(part, group)) {
      gathered.set(item.push, item);
      const inner = part.inner[item.input];
      const key = inner && groupKey(inner, item.event, 0);
      const innerGroup = key === undefined ? undefined : inner!.groups.get(key);
      if (innerGroup) for (const [push, each] of this.#gather(inner!, innerGroup)) gathered.set(push, each);
    }
    return gathered;
  }

  #join(alert: OpenState, event: Event): void {
    if (alert.push === this.#push) return;
    alert.push = this.#push;
    alert.count++;
    alert.end = Math.max(alert.end, event.time);
    alert.events.push(event);
    worsen(alert);
  }

  #forget(part: Part, key: string): void {
    const alert = part.groups.get(key)?.alert;
    part.groups.delete(key);
    if (alert) this.finished.push(outcome(alert));
  }

  advance(time: number): void {
    const before = this.#advanced ?? Math.max(-Infinity, ...this.#newest.values());
    this.#advanced = Math.max(time, before);
    if (before === -Infinity || time <= before) return;
    for (const [source, now] of this.#now) this.#now.set(source, now + Math.max(0, time - Math.max(before, now)));
    for (const part of this.#parts)
      for (const [key, group] of part.groups)
        if (group.alert && this.#now.get(group.source)! - group.newest >= part.quietMs) this.#forget(part, key);
  }

  flush(): void {
    for (const part of this.#parts) for (const key of [...part.groups.keys()]) this.#forget(part, key);
  }
}

function groupKey(part: Part, event: Event, input: number): string | undefined {
  const lone = part.plan.kind === 'base';
  const keys = part.plan.kind === 'correlation' ? part.plan.groupKeys[input] : part.output!.groupKeys;
  const values = keys.map((key) => [key, getters[key](event)] as const);
  if (values.some(([key, value]) => !isKnown(key, value) && !lone && !mayMiss(key))) return undefined;
  return JSON.stringify(values.map(([key, value]) => (isKnown(key, value) ? String(value) : '')));
}

function mayMiss(key: EventKey): boolean {
  return key === 'tenant' || key === 'asset';
}

function readValue(plan: CorrelationPlan, event: Event, input: number): FieldValue | undefined {
  const keys = plan.valueKeys[input];
  const values = keys.map((key) => getters[key](event));
  if (keys.some((key, i) => !isKnown(key, values[i]))) return undefined;
  if (plan.type === 'value_count') return JSON.stringify(values.map(String));
  return values[0] ?? '';
}

function windowOf(part: Part, group: GroupState): readonly Item[] {
  if (part.plan.kind === 'base') return group.items.slice(-1);
  return group.items.filter(({ time }) => time > group.newest - part.spanMs);
}

function holds(part: Part, group: GroupState): boolean {
  const { plan } = part;
  if (plan.kind === 'base') return true;
  const items = windowOf(part, group);
  const numbers = items.map(({ value }) => value as number);
  switch (plan.type) {
    case 'event_count':
      return within(plan.bounds, items.length);
    case 'value_count':
      return within(plan.bounds, new Set(items.map(({ value }) => value)).size);
    case 'value_sum':
      return within(
        plan.bounds,
        numbers.reduce((sum, number) => sum + number, 0),
      );
    case 'value_avg':
      return within(plan.bounds, numbers.reduce((sum, number) => sum + number, 0) / numbers.length);
    case 'value_percentile': {
      const sorted = numbers.sort((a, b) => a - b);
      const least = sorted.find((number) => {
        const below = sorted.filter((each) => each <= number).length;
        return (below / sorted.length) * 100 >= plan.percentile - 1e-9;
      });
      return within(plan.bounds, least!);
    }
    case 'temporal': {
      const present = new Set(items.map(({ input }) => input));
      if (plan.expression) return answer(plan.expression, (name) => present.has(Number(name)));
      return within(plan.bounds, present.size);
    }
    case 'temporal_ordered':
      return inOrder(items, 0, plan.inputs.length, undefined);
  }
}

/** Whether events of inputs `from` … stand one after another: tries every choice. */
function inOrder(items: readonly Item[], from: number, inputs: number, after: Item | undefined): boolean {
  if (from === inputs) return true;
  return items.some(
    (item) => item.input === from && (!after || later(item, after)) && inOrder(items, from + 1, inputs, item),
  );
}

function later(a: Item, b: Item): boolean {
  return a.time > b.time || (a.time === b.time && a.push > b.push);
}

/** The events that stand for a window in its alert. */
function standing(part: Part, group: GroupState): readonly Item[] {
  const items = [...windowOf(part, group)];
  const { plan } = part;
  if (plan.kind === 'base') return items;
  const newestFirst = [...items].sort((a, b) => (later(a, b) ? -1 : 1));
  if (plan.type === 'event_count') return newestFirst.slice(0, lowest(plan.bounds));
  if (plan.type === 'value_count') {
    const byValue = new Map<FieldValue, Item>();
    const heldAt = new Map<FieldValue, number>();
    for (const item of group.items) {
      const known = byValue.get(item.value);
      if (!known) {
        byValue.set(item.value, item);
        heldAt.set(item.value, item.time);
      } else if (item.time >= known.time) {
        const renew = item.time - heldAt.get(item.value)! >= part.spanMs / 4;
        if (renew) heldAt.set(item.value, item.time);
        byValue.set(item.value, renew ? item : { ...known, time: item.time });
      }
    }
    return [...byValue.values()].filter(({ time }) => time > group.newest - part.spanMs);
  }
  if (plan.type === 'temporal')
    return plan.inputs.flatMap((_, input) => newestFirst.find((item) => item.input === input) ?? []);
  if (plan.type === 'temporal_ordered') {
    const chain: Item[] = [];
    for (let input = plan.inputs.length - 1; input >= 0; input--) {
      const before = chain.at(-1);
      chain.push(newestFirst.find((item) => item.input === input && (!before || later(before, item)))!);
    }
    return chain;
  }
  return items;
}

function worsen(alert: OpenState): void {
  for (const { from, severity } of alert.output.steps)
    if (alert.count >= from && severities.indexOf(severity) > severities.indexOf(alert.severity))
      alert.severity = severity;
}

function outcome({ id, rule, group, start, end, count, severity, events }: OpenState): Outcome {
  const distinct = (texts: readonly string[]) => new Set(texts.filter((text) => text !== '')).size;
  const dialled = events.filter(
    ({ action, sipMethod }) => action === 'sip-call' || action === 'iax-call' || sipMethod === 'INVITE',
  );
  return {
    id,
    rule,
    group,
    start,
    end,
    count,
    severity,
    distinct: {
      users: distinct(events.map(({ userName }) => userName)),
      addresses: distinct(events.map(({ sourceIp }) => sourceIp)),
      numbers: distinct(dialled.map(({ sipRequestUser }) => sipRequestUser)),
    },
    evidence: events.slice(0, maxEvidence).map(({ line }) => line),
  };
}
