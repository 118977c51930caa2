import type { Event, EventKey } from '../core/event.ts';
import { type Cell, GroupFields, type Keyspace, numbersPerSlot } from './keyspace.ts';
import type { Run } from './run.ts';
import { type Getter, getters, isKnown } from './sigma/fields.ts';
import type { CorrelationPlan, Output, Plan } from './sigma/plan.ts';
import type { Entries, Group } from './windows/group.ts';
import { type GroupMaker, groupMaker } from './windows/group-factory.ts';

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
  private readonly run: Run;
  readonly space: Keyspace;
  readonly slot: number;
  private readonly fields: readonly GroupFields[];
  private readonly values: readonly (readonly Getter[])[];
  /** Per input what most rules count, as a number that is asked for at once; -1 when it counts no values, 0 for anything else. */
  private readonly usual: readonly number[];
  private readonly spanMs: number;
  private readonly lateness: number;
  private readonly maker: GroupMaker;
  /** Per input: unwanted, so that a group that saw only this needs no state of its own. */
  private readonly absent: readonly boolean[];
  private readonly keepMs: number;
  private readonly ordered: boolean;
  private readonly correlation: CorrelationPlan | undefined;
  private readonly once: boolean;

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
    this.run = run;
    this.correlation = plan.kind === 'correlation' ? plan : undefined;
    this.lone = plan.kind === 'base';
    this.inputs = this.correlation?.inputs ?? [plan];
    this.space = keyspace(plan, output);
    this.slot = this.space.slots++;
    const perInput = this.correlation?.groupKeys ?? [output!.groupKeys];
    this.fields = perInput.map((keys) => new GroupFields(keys, this.lone));
    this.values = (this.correlation?.valueKeys ?? [[]]).map((keys) => keys.map((key) => getters[key]));
    this.usual = (this.correlation?.valueKeys ?? [[]]).map(usualOf);
    this.spanMs = this.correlation?.spanMs ?? 0;
    this.lateness = this.lone ? Infinity : run.options.latenessMs;
    this.quietMs = Math.max(this.spanMs, shortestQuietMs);
    this.maker = groupMaker(plan, run);
    this.absent = this.inputs.map((_, input) => this.maker.lean[input] === 'absent');
    this.keepMs = this.spanMs + run.options.latenessMs;
    const type = this.correlation?.type;
    this.once = type !== 'temporal' && type !== 'temporal_ordered' && this.inputs.length > 1;
    this.ordered = type === 'temporal_ordered';
  }

  /** Takes an event that matched one of the rules this correlation builds on. */
  feed(event: Event, input: number): void {
    const run = this.run;
    const { space, slot } = this;
    // Without anything of its first rule a group has no use for the later ones.
    if (this.ordered && input > 0 && !this.begun(event, input)) return;
    const cell = space.findOnce(event, this.fields[input], run.push, run.clock);
    if (!cell) return;
    let value: string | number = '';
    const usual = this.usual[input];
    if (usual > 0) {
      value = usual === 1 ? event.userName : usual === 2 ? event.sourceIp : event.country;
      if (value === '') return;
    } else if (usual === 0) {
      const read = this.readValue(event, input);
      if (read === undefined) return;
      value = read;
    }
    if (cell.clock !== run.clock) {
      if (cell.clock.retired) this.run.forgetCell(space, cell);
      cell.clock = run.clock;
    }
    const { time } = event;
    const { numbers } = space;
    const at = cell.base + slot * numbersPerSlot;
    const newest = numbers[at];
    // What most of an attack is: an event in its order that joins what is open.
    const alert = cell.alert(slot);
    if (alert !== undefined && time >= newest && alert.clock === run.clock) {
      if (time - newest < this.quietMs && run.clock.now - newest < this.quietMs) {
        numbers[at] = time;
        run.join(alert, event);
        return;
      }
    }
    let group = cell.group(slot);
    if (group === undefined && time >= newest && this.absent[input]) {
      // What most of normal traffic is: an unwanted input where there was nothing else, now or in the timespan.
      if (newest <= time - this.spanMs || numbers[at + 1] === input) {
        numbers[at] = time;
        numbers[at + 1] = input;
        numbers[at + 2] = run.push;
        return;
      }
    }
    let fresh = newest === -Infinity;
    if (!fresh) {
      if (this.isOverFor(group, time, newest)) {
        this.forget(cell);
        if (this.ordered && input > 0) return;
        group = undefined;
        fresh = true;
      } else if (time < newest - this.lateness) {
        run.stats.lateInGroup++;
        return;
      }
    }
    if (!group) {
      if (this.stayLean(event, input, value as string, cell, at, fresh)) return;
      group = this.maker.make(run.clock);
      cell.setGroup(slot, group, space.slots);
      if (!fresh) {
        group.seed(newest, numbers[at + 2], this.leanInput(cell), cell.single(slot) ?? '', numbers[at + 1]);
      }
    } else if (this.once && group.push === run.push) return;
    if (fresh || time > newest) numbers[at] = time;
    this.count(event, input, value, cell, group);
  }

  /** Counts an event in its group, whose newest event time stands in the numbers of the cell already. */
  private count(event: Event, input: number, value: string | number, cell: Cell, group: Group): void {
    const run = this.run;
    const { time } = event;
    const now = this.newestOf(cell);
    group.push = run.push;
    if (group.clock !== run.clock) group.clock = run.clock;
    if (group.alert) {
      group.alert.clock = run.clock;
      run.join(group.alert, event);
      if (this.outer.length === 0) return;
    }
    if (time <= now - this.spanMs && !this.lone) return;
    const { moment } = run;
    moment.time = time;
    moment.newest = now;
    moment.ref = run.push;
    if (group.wants(moment, input, value)) run.keep(event);
    if (!group.add(moment, input, value)) return;
    for (const { correlator, input: outerInput } of this.outer) correlator.feed(event, outerInput);
    if (this.output && !group.alert) this.open(group, cell);
  }

  /** Whether an event finds its group over: by the clock of its own source, by itself, or by the clock that last moved an alert. */
  private isOverFor(group: Group | undefined, time: number, newest: number): boolean {
    const { now } = this.run.clock;
    if (!group?.alert) return now - newest >= this.keepMs;
    return Math.max(now, time, group.clock.now) - newest >= this.quietMs;
  }

  /** Whether the group of an event has seen the first of the ordered rules. */
  private begun(event: Event, input: number): boolean {
    const cell = this.space.peek(event, this.fields[input]);
    return cell?.group(this.slot) !== undefined;
  }

  /**
   * Notes an event without making a group for it, where one event, one value or one unwanted input is all there is:
   * numbers in place of objects, which is how most of normal traffic stays.
   */
  private stayLean(event: Event, input: number, value: string, cell: Cell, at: number, fresh: boolean): boolean {
    const lean = this.maker.lean[input];
    if (lean === undefined) return false;
    const { numbers } = this.space;
    const { time } = event;
    const run = this.run;
    const newest = numbers[at];
    if (!fresh && time < newest) return false;
    if (fresh || newest <= time - this.spanMs) {
      numbers[at] = time;
      numbers[at + 1] = lean === 'absent' ? input : time;
      numbers[at + 2] = run.push;
      if (lean === 'value') cell.setSingle(this.slot, value, this.space.slots);
      if (this.maker.leanEvidence) run.keep(event);
      return true;
    }
    if (lean === 'absent' && numbers[at + 1] === input) {
      numbers[at] = time;
      numbers[at + 2] = run.push;
      return true;
    }
    if (lean !== 'value' || cell.single(this.slot) !== value) return false;
    numbers[at] = time;
    if (time - numbers[at + 1] >= this.spanMs / 4) {
      numbers[at + 1] = time;
      numbers[at + 2] = run.push;
      if (this.maker.leanEvidence) run.keep(event);
    }
    return true;
  }

  private leanInput(cell: Cell): number {
    const at = cell.base + this.slot * numbersPerSlot;
    return this.correlation?.type === 'temporal' ? this.space.numbers[at + 1] : 0;
  }

  private readValue(event: Event, input: number): string | number | undefined {
    const fields = this.values[input];
    const keys = this.correlation!.valueKeys[input];
    if (fields.length === 1) {
      const value = fields[0](event);
      if (typeof value === 'string') return value === '' ? undefined : value;
      if (!isKnown(keys[0], value)) return undefined;
      return typeof value === 'number' && this.correlation!.type !== 'value_count' ? value : String(value);
    }
    const values: string[] = [];
    for (let i = 0; i < fields.length; i++) {
      const value = fields[i](event);
      if (!isKnown(keys[i], value)) return undefined;
      values.push(String(value));
    }
    return JSON.stringify(values);
  }

  /** Newest event time of a cell's group. */
  newestOf(cell: Cell): number {
    return this.space.numbers[cell.base + this.slot * numbersPerSlot];
  }

  /** Whether nothing of a cell's group can matter any more, by the clock of the source that last touched the cell. */
  isOver(cell: Cell): boolean {
    const newest = this.newestOf(cell);
    const open = cell.group(this.slot)?.alert;
    return cell.clock.retired || cell.clock.now - newest >= (open ? this.quietMs : this.keepMs);
  }

  /** Ends the alert of a cell's group, if one is open, and starts over. */
  forget(cell: Cell): void {
    const { slot, space } = this;
    const group = cell.group(slot);
    if (group?.alert) this.run.close(group.alert);
    cell.setGroup(slot, undefined, space.slots);
    cell.setSingle(slot, undefined, space.slots);
    cell.setAlert(slot, undefined, space.slots);
    space.numbers[cell.base + slot * numbersPerSlot] = -Infinity;
  }

  /** Events in the window of the group that an event belonged to as an input of this correlation, as it is now. */
  private gatherFor(event: Event): Map<number, number> {
    for (const fields of this.fields) {
      const cell = this.space.peek(event, fields);
      if (!cell) continue;
      const group = cell.group(this.slot);
      if (group) return this.gather(group, cell);
      const at = cell.base + this.slot * numbersPerSlot;
      const { numbers } = this.space;
      if (numbers[at] !== -Infinity) return new Map([[numbers[at + 2], numbers[at]]]);
    }
    return new Map();
  }

  /** Events of a group's window: push and time. What stands for a match of an inner correlation brings that one's events. */
  private gather(group: Group, cell: Cell): Map<number, number> {
    const entries: Entries = { times: [], refs: [], inputs: [] };
    group.collect(this.newestOf(cell), entries);
    const byRef = new Map<number, number>();
    const { times, refs, inputs } = entries;
    for (let i = 0; i < refs.length; i++) {
      byRef.set(refs[i], times[i]);
      const inner = this.inner[inputs[i]];
      if (inner) this.gatherInner(inner, refs[i], byRef);
    }
    return byRef;
  }

  private gatherInner(inner: Correlator, ref: number, into: Map<number, number>): void {
    const event = this.run.ring.get(ref);
    if (event) for (const [innerRef, time] of inner.gatherFor(event)) into.set(innerRef, time);
  }

  private open(group: Group, cell: Cell): void {
    const found = [...this.gather(group, cell)].sort(([refA, a], [refB, b]) => a - b || refA - refB);
    group.alert = this.run.open(this, group, cell, found);
    if (this.outer.length > 0) return;
    group.clear();
    // Too many open alerts may have closed this one at once.
    if (cell.group(this.slot) === group) cell.setAlert(this.slot, group.alert, this.space.slots);
  }
}

function usualOf(keys: readonly EventKey[]): number {
  if (keys.length === 0) return -1;
  return keys.length > 1 ? 0 : ['userName', 'sourceIp', 'country'].indexOf(keys[0]) + 1;
}
