import type { Event } from '../core/event.ts';
import { type Cell, GroupFields, type Keyspace } from './keyspace.ts';
import type { Run } from './run.ts';
import { type Getter, getters, isKnown } from './sigma/fields.ts';
import type { CorrelationPlan, Output, Plan } from './sigma/plan.ts';
import type { Entries, Group } from './windows/group.ts';
import { groupFactory } from './windows/group-factory.ts';

/** Shortest quiet after which an alert is over, ms. */
export const shortestQuietMs = 600_000;

/** One correlation, or one rule without correlation, at work. */
export class Correlator {
  readonly plan: Plan;
  readonly inputs: readonly Plan[];
  /** What it raises, when it raises alerts itself. */
  readonly output: Output | undefined;
  readonly rule: string;
  readonly quietMs: number;
  /** Correlations that build on this one: each with the input it feeds. */
  readonly outer: { readonly correlator: Correlator; readonly input: number }[] = [];
  /** Input correlations, by input; undefined where the input is a detection. */
  readonly inner: (Correlator | undefined)[] = [];
  readonly lone: boolean;
  readonly #run: Run;
  readonly space: Keyspace;
  readonly #shared: boolean;
  readonly slot: number;
  readonly #fields: readonly GroupFields[];
  readonly #values: readonly (readonly Getter[])[];
  readonly #spanMs: number;
  readonly #lateness: number;
  readonly #make: ReturnType<typeof groupFactory>;
  readonly #plan: CorrelationPlan | undefined;
  readonly #once: boolean;

  constructor(
    plan: Plan,
    output: Output | undefined,
    rule: string,
    run: Run,
    keyspace: (plan: Plan, output: Output | undefined) => Keyspace,
  ) {
    this.plan = plan;
    this.output = output;
    this.rule = rule;
    this.#run = run;
    this.#plan = plan.kind === 'correlation' ? plan : undefined;
    this.lone = plan.kind === 'base';
    this.inputs = this.#plan?.inputs ?? [plan];
    this.space = keyspace(plan, output);
    this.slot = this.space.slots++;
    const perInput = this.#plan?.groupKeys ?? [output!.groupKeys];
    this.#fields = perInput.map((keys) => new GroupFields(keys, this.lone));
    this.#shared = perInput.every((keys) => keys.join() === perInput[0].join());
    this.#values = (this.#plan?.valueKeys ?? [[]]).map((keys) => keys.map((key) => getters[key]));
    this.#spanMs = this.#plan?.spanMs ?? 0;
    this.#lateness = this.lone ? Infinity : run.options.latenessMs;
    this.quietMs = Math.max(this.#spanMs, shortestQuietMs);
    this.#make = groupFactory(plan, run);
    const type = this.#plan?.type;
    this.#once = type !== 'temporal' && type !== 'temporal_ordered';
  }

  /** Takes an event that matched one of the rules this correlation builds on. */
  feed(event: Event, input: number): void {
    const run = this.#run;
    const cell = this.#shared
      ? this.space.findOnce(event, this.#fields[0], run.push)
      : this.space.find(event, this.#fields[input]);
    if (!cell) return;
    let value: string | number = '';
    if (this.#values[input].length > 0) {
      const read = this.#readValue(event, input);
      if (read === undefined) return;
      value = read;
    }
    const { time } = event;
    let group = cell.groups[this.slot];
    if (!group) {
      group = this.#make(run.clock);
      cell.groups[this.slot] = group;
    } else if (group.newest !== -Infinity) {
      if (this.isOver(group) || (group.alert && time - group.newest >= this.quietMs)) this.forget(group);
      else if (time < group.newest - this.#lateness) {
        run.stats.lateInGroup++;
        return;
      } else if (this.#once && group.push === run.push) return;
    }
    group.push = run.push;
    group.clock = run.clock;
    if (time > group.newest) group.newest = time;
    if (group.alert) {
      run.join(group.alert, event);
      if (this.outer.length === 0) return;
    }
    if (time <= group.newest - this.#spanMs && !this.lone) return;
    if (!group.add(time, run.evidence(event), input, value)) return;
    for (const { correlator, input: outerInput } of this.outer) correlator.feed(event, outerInput);
    if (this.output && !group.alert) this.#open(group, cell);
  }

  #readValue(event: Event, input: number): string | number | undefined {
    const fields = this.#values[input];
    const keys = this.#plan!.valueKeys[input];
    if (fields.length === 1) {
      const value = fields[0](event);
      if (!isKnown(keys[0], value)) return undefined;
      return typeof value === 'number' && this.#plan!.type !== 'value_count' ? value : String(value);
    }
    const values: string[] = [];
    for (let i = 0; i < fields.length; i++) {
      const value = fields[i](event);
      if (!isKnown(keys[i], value)) return undefined;
      values.push(String(value));
    }
    return JSON.stringify(values);
  }

  /** Whether nothing of a group can matter any more, by the clock of the source that last touched it. */
  isOver(group: Group): boolean {
    const age = group.clock.now - group.newest;
    return group.clock.retired || age >= (group.alert ? this.quietMs : this.#spanMs + this.#run.options.latenessMs);
  }

  /** Ends the group's alert, if one is open, and starts over. */
  forget(group: Group): void {
    if (group.alert) this.#run.close(group.alert);
    group.reset();
  }

  /** The group an event belonged to as an input of this correlation, as it is now. */
  groupOf(event: Event): Group | undefined {
    for (const fields of this.#fields) {
      const group = this.space.peek(event, fields)?.groups[this.slot];
      if (group) return group;
    }
    return undefined;
  }

  /** Events of a group's window. What an inner correlation stands for is put in its place. */
  gather(group: Group): Map<number, number> {
    const entries: Entries = { times: [], refs: [], inputs: [] };
    group.collect(entries);
    const byRef = new Map<number, number>();
    for (const [i, ref] of entries.refs.entries()) {
      byRef.set(ref, entries.times[i]);
      const inner = this.inner[entries.inputs[i]];
      const event = inner && this.#run.ring.get(ref);
      const innerGroup = event && inner.groupOf(event);
      if (innerGroup) for (const [innerRef, time] of inner.gather(innerGroup)) byRef.set(innerRef, time);
    }
    return byRef;
  }

  #open(group: Group, cell: Cell): void {
    const found = [...this.gather(group)].sort(([refA, a], [refB, b]) => a - b || refA - refB);
    group.alert = this.#run.open(this, group, cell.values, found);
    if (this.outer.length === 0) group.clear();
  }
}
