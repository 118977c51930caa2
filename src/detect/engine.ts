import type { AlertChange } from '../core/alert.ts';
import { derivedId } from '../core/derived-id.ts';
import type { Event } from '../core/event.ts';
import { providerTenant } from '../core/tenant.ts';
import { Candidates } from './candidates.ts';
import { Correlator } from './correlator.ts';
import { EvidenceRing } from './evidence-ring.ts';
import { type Cell, Keyspace } from './keyspace.ts';
import { OpenAlert } from './open-alert.ts';
import type { Rule } from './rule.ts';
import type { EngineOptions, EngineStats, Run } from './run.ts';
import type { Output, Plan } from './sigma/plan.ts';
import { lateRunLimit, SourceClock } from './source-clock.ts';
import { type Group, Moment } from './windows/group.ts';

/** Limits unless others are given. */
export const defaultEngineOptions: EngineOptions = {
  latenessMs: 60_000,
  maxGroups: 30_000,
  maxEvidenceEvents: 32_768,
  maxEvidenceBytes: 24 * 1024 * 1024,
  maxOpenAlerts: 5000,
  maxWindowEvents: 10_000,
  maxSources: 10_000,
  updateEveryMs: 60_000,
  mixedTenant: providerTenant,
};

/** Event time between two closings of what is quiet, ms. */
const closeEveryMs = 60_000;
/** `advance` tells a growing alert again at most so often, ms. */
const advanceUpdateMs = 5000;

/**
 * The streaming rule engine: events in, alert changes out. Time comes from events (and `advance`) only, ids are derived,
 * memory is bounded: the same input gives the same output, byte for byte. docs/rules.md states the meaning exactly.
 */
export class Engine {
  private readonly run: EngineRun;

  /**
   * @param rules run in this order; leave out those that are off
   * @param options limits; what is not given is `defaultEngineOptions`
   * @param out takes every change, during `push`, `advance` and `flush`
   */
  constructor(rules: readonly Rule[], options: Partial<EngineOptions>, out: (change: AlertChange) => void) {
    this.run = new EngineRun(rules, { ...defaultEngineOptions, ...options }, out);
  }

  /**
   * Takes an event. What it says is copied where it is kept: the caller may use the object again. `original` is asked for
   * the text of an event without one, once and only when the event is kept.
   */
  push(event: Event, original?: () => string): void {
    this.run.original = original;
    this.run.take(event);
  }

  /**
   * Says that time went on without events: alerts whose group went quiet are closed. Moves the clock of each source to
   * `timeMs`; the clock of a source that lags behind the last call by as much as passed since (the first call: since the
   * newest event), so that a machine with a wrong clock is not hurried.
   */
  advance(timeMs: number): void {
    this.run.advance(timeMs);
  }

  /** Closes every alert, says what was not said, and forgets all windows. */
  flush(): void {
    this.run.flush();
  }

  /** Counters since the engine was made, and its present size. */
  stats(): EngineStats {
    return this.run.count();
  }
}

class EngineRun implements Run {
  push = 0;
  clock = new SourceClock();
  /** Text of the event in hand, as long as nobody asked. */
  original: (() => string) | undefined;
  readonly options: EngineOptions;
  readonly moment = new Moment();
  readonly ring: EvidenceRing;
  readonly stats: EngineStats = {
    events: 0,
    matched: 0,
    late: 0,
    lateInGroup: 0,
    clockResets: 0,
    evictedGroups: 0,
    evictedAlerts: 0,
    evictedSources: 0,
    evidenceLost: 0,
    windowOverflow: 0,
    alerts: 0,
    changes: 0,
    openAlerts: 0,
    groups: 0,
  };
  private readonly out: (change: AlertChange) => void;
  private readonly candidates: Candidates;
  private readonly correlators: Correlator[] = [];
  private readonly spaces = new Map<string, Keyspace>();
  private readonly labelled = new Set<Output>();
  private readonly clocks = new Map<string, SourceClock>();
  private readonly opened = new Set<OpenAlert>();
  private source: string | undefined;
  private newest = -Infinity;
  private advanced = -Infinity;
  private kept = -1;
  private closedAtPush = 0;
  private sweptAtPush = 0;

  constructor(rules: readonly Rule[], options: EngineOptions, out: (change: AlertChange) => void) {
    this.options = options;
    this.out = out;
    this.ring = new EvidenceRing(options.maxEvidenceEvents, options.maxEvidenceBytes);
    for (const rule of rules) this.build(rule);
    this.candidates = new Candidates(this.correlators);
  }

  private build(rule: Rule): void {
    const outputs = new Map<Plan, Output>(rule.outputs.map((output) => [output.plan, output]));
    const built = new Map<Plan, Correlator>();
    const visit = (plan: Plan): Correlator => {
      let correlator = built.get(plan);
      if (correlator) return correlator;
      const inner =
        plan.kind === 'correlation' ? plan.inputs.map((p) => (p.kind === 'correlation' ? visit(p) : undefined)) : [];
      correlator = new Correlator(plan, outputs.get(plan), rule.id, this, (p, output) => this.space(p, output));
      for (const [input, each] of inner.entries()) {
        correlator.inner.push(each);
        each?.outer.push({ correlator, input });
      }
      built.set(plan, correlator);
      this.correlators.push(correlator);
      return correlator;
    };
    for (const output of rule.outputs) {
      if (rule.outputs.length > 1) this.labelled.add(output);
      visit(output.plan);
    }
  }

  /** Rules that group by the same fields share a keyspace; those with aliases have one of their own. */
  private space(plan: Plan, output: Output | undefined): Keyspace {
    const perInput = plan.kind === 'correlation' ? plan.groupKeys : [output!.groupKeys];
    const names = perInput.map((keys) => keys.join());
    const same = names.every((name) => name === names[0]);
    const id = same ? `${plan.kind === 'base' ? 'any' : 'known'}:${names[0]}` : `alias:${this.spaces.size}`;
    let space = this.spaces.get(id);
    if (!space) {
      space = new Keyspace(perInput[0].length, same, this.options.maxGroups, (cell) => {
        this.stats.evictedGroups++;
        cell.eachGroup((group) => {
          if (group.alert) this.close(group.alert);
        });
      });
      this.spaces.set(id, space);
    }
    return space;
  }

  take(event: Event): void {
    this.push++;
    this.stats.events++;
    const late = this.tick(event);
    const feeds = this.candidates.of(event);
    if (feeds.length === 0) return;
    let matched = false;
    for (let i = 0; i < feeds.length; i++) {
      const feed = feeds[i];
      if (late && !feed.correlator.lone) continue;
      if (feed.holds !== null && !feed.holds(event)) continue;
      matched = true;
      feed.correlator.feed(event, feed.input);
    }
    if (matched) this.stats.matched++;
    if (this.clock.now >= this.clock.sweptAt + closeEveryMs) this.clean();
  }

  /** Moves the clock of the event's source; returns whether the event is late. */
  private tick(event: Event): boolean {
    if (event.source !== this.source) {
      this.source = event.source;
      this.clock = this.clocks.get(event.source) ?? this.newClock(event.source);
    }
    const { clock } = this;
    const { time } = event;
    if (time > this.newest) this.newest = time;
    if (time >= clock.newest - this.options.latenessMs) {
      clock.lateRun = 0;
      if (time > clock.newest) clock.newest = time;
      if (time > clock.now) clock.now = time;
      return false;
    }
    this.stats.late++;
    if (++clock.lateRun < lateRunLimit) return true;
    clock.retired = true;
    this.stats.clockResets++;
    this.clock = this.newClock(event.source);
    this.clock.newest = time;
    this.clock.now = time;
    return true;
  }

  private newClock(source: string): SourceClock {
    if (!this.clocks.has(source) && this.clocks.size >= this.options.maxSources) {
      const [oldest] = this.clocks.keys();
      this.clocks.get(oldest)!.retired = true;
      this.clocks.delete(oldest);
      this.stats.evictedSources++;
    }
    const clock = new SourceClock();
    this.clocks.set(source, clock);
    return clock;
  }

  keep(event: Event): void {
    if (this.kept === this.push) return;
    this.kept = this.push;
    this.complete(event);
    this.ring.keep(this.push, event);
  }

  private complete(event: Event): void {
    if (this.original === undefined) return;
    event.original = this.original();
    this.original = undefined;
  }

  join(alert: OpenAlert, event: Event): void {
    if (alert.push === this.push) return;
    alert.push = this.push;
    alert.add(event.time);
    if (alert.wantsEvidence) this.complete(event);
    alert.learn(event);
    if (alert.count >= alert.tellAtCount || alert.end >= alert.tellAtEnd) {
      alert.worsen();
      this.say('updated', alert);
    }
  }

  open(correlator: Correlator, group: Group, cell: Cell, found: readonly (readonly [number, number])[]): OpenAlert {
    const output = correlator.output!;
    const [[, start]] = found;
    // As JSON, so that no value can pass for two.
    const key = JSON.stringify(cell.values);
    const id = this.labelled.has(output)
      ? derivedId(correlator.rule, key, start, output.label)
      : derivedId(correlator.rule, key, start);
    const alert = new OpenAlert(id, correlator, cell, group.clock, start);
    for (const [ref, time] of found) {
      const event = this.ring.get(ref);
      alert.add(time);
      if (event) alert.learn(event);
      else this.stats.evidenceLost++;
    }
    alert.push = this.push;
    alert.worsen();
    this.opened.add(alert);
    this.stats.alerts++;
    this.say('opened', alert);
    if (this.opened.size > this.options.maxOpenAlerts) {
      const [first] = this.opened;
      this.stats.evictedAlerts++;
      first.correlator.forget(first.cell);
    }
    return alert;
  }

  close(alert: OpenAlert): void {
    if (alert.count > alert.toldCount) this.say('updated', alert);
    this.opened.delete(alert);
  }

  private say(kind: AlertChange['kind'], alert: OpenAlert): void {
    alert.told(this.advanced, this.options.updateEveryMs);
    this.stats.changes++;
    this.out({ kind, alert: alert.toAlert(this.options.mixedTenant) });
  }

  /** Closes what is over and, less often, frees groups; each costs no more than the events since it was last done. */
  private clean(): void {
    this.clock.sweptAt = this.clock.now;
    if (this.push - this.closedAtPush >= this.opened.size / 4) {
      this.closedAtPush = this.push;
      this.closeQuiet();
    }
    let cells = 0;
    for (const space of this.spaces.values()) cells += space.size;
    if (this.push - this.sweptAtPush >= 8 * cells + 1000) {
      this.sweptAtPush = this.push;
      this.sweep();
    }
  }

  private closeQuiet(): void {
    for (const alert of this.opened) {
      const { clock } = alert;
      if (!clock.retired && clock.now < alert.quietAt) continue;
      alert.quietAt = alert.correlator.newestOf(alert.cell) + alert.quietMs;
      if (clock.retired || clock.now >= alert.quietAt) alert.correlator.forget(alert.cell);
    }
  }

  forgetCell(space: Keyspace, cell: Cell): void {
    for (const correlator of this.correlators) if (correlator.space === space) correlator.forget(cell);
  }

  private sweep(): void {
    const bySpace = new Map<Keyspace, Correlator[]>();
    for (const correlator of this.correlators) {
      bySpace.set(correlator.space, [...(bySpace.get(correlator.space) ?? []), correlator]);
    }
    for (const [space, correlators] of bySpace) {
      space.each((cell) => {
        let used = false;
        for (let i = 0; i < correlators.length; i++) {
          if (correlators[i].isOver(cell)) correlators[i].forget(cell);
          else used = true;
        }
        if (!used) space.remove(cell);
      });
    }
  }

  advance(timeMs: number): void {
    const before = this.advanced === -Infinity ? this.newest : this.advanced;
    this.advanced = Math.max(timeMs, before);
    if (before === -Infinity || timeMs <= before) return;
    // A source that keeps time is moved to `timeMs`; one that lags by as much as passed; one that is ahead waits.
    for (const clock of this.clocks.values()) clock.now += Math.max(0, timeMs - Math.max(before, clock.now));
    this.closeQuiet();
    for (const alert of this.opened)
      if (alert.count > alert.toldCount && this.advanced - alert.toldAt >= advanceUpdateMs) this.say('updated', alert);
  }

  flush(): void {
    for (const alert of this.opened) this.close(alert);
    for (const space of this.spaces.values()) space.clear();
  }

  count(): EngineStats {
    let groups = 0;
    for (const space of this.spaces.values()) groups += space.size;
    return { ...this.stats, openAlerts: this.opened.size, groups };
  }
}
