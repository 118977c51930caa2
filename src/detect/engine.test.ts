import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert, AlertChange } from '../core/alert.ts';
import { Event } from '../core/event.ts';
import { Engine } from './engine.ts';
import type { Rule } from './rule.ts';
import { loadRules } from './sigma/load.ts';
import { type Outcome, ReferenceEngine } from './testing/reference-engine.ts';

const start = Date.UTC(2026, 2, 2, 12);

function detection(name: string, fields: string): string {
  return `title: ${name}\nname: ${name}\nlogsource: {category: telecom}\ndetection:\n  a:\n    ${fields}\n  condition: a\n`;
}
const failed = detection('failed', 'event.outcome: failure');
const accepted = detection('accepted', 'event.outcome: success');
const other = detection('other', 'event.outcome: unknown');
const called = detection('called', 'event.action: sip-call');

function correlation(type: string, rules: string, group: string, span: string, condition: string, more = ''): string {
  const line = condition ? `  condition: ${condition}\n` : '';
  return `title: c\nlevel: low\ncorrelation:\n  type: ${type}\n  rules: [${rules}]\n  group-by: [${group}]\n  timespan: ${span}\n${line}${more}`;
}

const texts: Record<string, string> = {
  count: `${failed}---\n${correlation('event_count', 'failed', 'source.ip', '30s', '{gte: 3}')}belwacht: {severity-steps: {5: high, 9: critical}}\n`,
  'count-two': `${failed}---\n${called}---\n${correlation('event_count', 'failed, called', 'source.ip, user.name', '2m', '{gt: 2}')}`,
  'count-exact': `${failed}---\n${correlation('event_count', 'failed', 'user.name', '20s', '{eq: 4}')}`,
  'count-range': `${failed}---\n${correlation('event_count', 'failed', 'user.name', '50s', '{gte: 2, lte: 3}')}`,
  'count-all': `${failed}---\n${correlation('event_count', 'failed', '', '10s', '{gte: 6}')}`,
  values: `${failed}---\n${correlation('value_count', 'failed', 'source.ip', '1m', '{field: user.name, gte: 3}')}`,
  'values-many': `${failed}---\n${correlation('value_count', 'failed', 'organization.id', '2m', '{field: sip.uri.username, gte: 13}')}`,
  'values-two': `${failed}---\n${called}---\n${correlation('value_count', 'failed, called', 'user.name', '40s', '{field: [source.ip, sip.uri.username], gte: 4}')}`,
  sum: `${failed}---\n${correlation('value_sum', 'failed', 'source.ip', '30s', '{field: source.port, gte: 12}')}`,
  average: `${failed}---\n${correlation('value_avg', 'failed', 'source.ip', '30s', '{field: source.port, gt: 4}')}`,
  percentile: `${failed}---\n${correlation('value_percentile', 'failed', 'source.ip', '45s', '{field: source.port, percentile: 40, gte: 4}')}`,
  both: `${failed}---\n${accepted}---\n${correlation('temporal', 'failed, accepted', 'source.ip', '15s', '')}`,
  'two-of-three': `${failed}---\n${accepted}---\n${called}---\n${correlation('temporal', 'failed, accepted, called', 'source.ip, user.name', '25s', '{gte: 2}')}`,
  without: `${failed}---\n${accepted}---\n${correlation('temporal', 'failed, accepted', 'source.ip', '45s', 'failed and not accepted')}`,
  ordered: `${failed}---\n${accepted}---\n${called}---\n${correlation('temporal_ordered', 'failed, accepted, called', 'source.ip', '20s', '')}`,
  cracked: `${failed}---\n${accepted}---\n${correlation('event_count', 'failed', 'source.ip, user.name', '30s', '{gte: 2}').replace('title: c', 'title: many\nname: many')}---\n${correlation('temporal_ordered', 'many, accepted', 'source.ip', '1m', '')}`,
  quiet: `${failed}---\n${accepted}---\n${correlation('event_count', 'failed', 'source.ip', '30s', '{gte: 3}').replace('title: c', 'title: many\nname: many')}---\n${correlation('temporal', 'many, accepted', 'source.ip', '1m', 'many and not accepted')}`,
  crossed: `${failed}---\n${accepted}---\n${correlation('temporal', 'failed, accepted', 'who', '30s', '', '  aliases: {who: {failed: user.name, accepted: sip.uri.username}}\n')}`,
  lone: other,
};
const rules = load(texts);

function load(files: Record<string, string>): readonly Rule[] {
  return Object.entries(files).map(([id, text]) => {
    const [result] = loadRules([{ id, text }]);
    if (!result.ok) throw new Error(`${id}: ${result.reason}`);
    return result.value;
  });
}

type Step = { event: Event } | { advance: number };

const step = fc.record({
  gap: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(0, 0, 1000, 2000, 5000, 10_000) },
    { weight: 3, arbitrary: fc.constantFrom(15_000, 29_999, 30_000, 30_001, 60_000) },
    { weight: 1, arbitrary: fc.constantFrom(300_000, 599_999, 600_000, 700_000) },
  ),
  back: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constantFrom(1, 1000, 7000, 20_000, 61_000) },
  ),
  outcome: fc.constantFrom('failure', 'failure', 'failure', 'success', 'unknown'),
  action: fc.constantFrom('sip-auth', 'sip-call'),
  ip: fc.constantFrom('192.0.2.1', '192.0.2.1', '192.0.2.2', ''),
  user: fc.constantFrom('100', '101', '102', '103', ''),
  dialled: fc.oneof(fc.constantFrom('100', '101', ''), fc.integer({ min: 0, max: 30 }).map(String)),
  port: fc.integer({ min: 0, max: 9 }),
  source: fc.constantFrom('a', 'a', 'a', 'b'),
  advance: fc.oneof(
    { weight: 20, arbitrary: fc.constant(-1) },
    { weight: 1, arbitrary: fc.constantFrom(1000, 60_000, 700_000) },
  ),
});

/** Dense streams fill windows, thin ones empty them. */
const pace = fc.constantFrom(0.02, 0.1, 0.5, 1);

type Drawn = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A stream: time goes on by gaps, single events come late by `back`. */
function stream(drawn: readonly Drawn[], pace: number, skewMs: number): Step[] {
  let time = start;
  return drawn.flatMap((each, index): Step[] => {
    time += Math.round(each.gap * pace);
    const event = Object.assign(new Event(), {
      time: time - each.back - (each.source === 'b' ? skewMs : 0),
      line: index + 1,
      action: each.action,
      outcome: each.outcome,
      sourceIp: each.ip,
      sourcePort: each.port,
      userName: each.user,
      sipRequestUser: each.dialled,
      source: each.source,
      tenant: 't',
    });
    if (each.advance < 0) return [{ event }];
    time += each.advance;
    return [{ event }, { advance: time }];
  });
}

function run(engine: Engine, steps: readonly Step[]): void {
  for (const each of steps) {
    if ('event' in each) engine.push(each.event);
    else engine.advance(each.advance);
  }
  engine.flush();
}

function outcomeOf({ id, rule, group, start: from, end, count, severity, distinct, evidence }: Alert): Outcome {
  return { id, rule, group, start: from, end, count, severity, distinct, evidence: evidence.map(({ line }) => line) };
}

/** Last state of each alert in the order in which they opened. */
function lastStates(changes: readonly AlertChange[]): Outcome[] {
  const opened: Alert[] = [];
  for (const { kind, alert } of changes) {
    if (kind === 'opened') opened.push(alert);
    else opened[opened.findLastIndex(({ id }) => id === alert.id)] = alert;
  }
  return opened.map(outcomeOf);
}

function order(a: Outcome, b: Outcome): number {
  return a.rule.localeCompare(b.rule) || a.id.localeCompare(b.id) || a.end - b.end || a.count - b.count;
}

function both(chosen: readonly Rule[], steps: readonly Step[]): { engine: Outcome[]; reference: Outcome[] } {
  const changes: AlertChange[] = [];
  run(new Engine(chosen, {}, (change) => changes.push(change)), steps);
  const reference = new ReferenceEngine(chosen, 60_000);
  for (const each of steps) {
    if ('event' in each) reference.push(each.event);
    else reference.advance(each.advance);
  }
  reference.flush();
  return { engine: lastStates(changes).sort(order), reference: [...reference.finished].sort(order) };
}

describe('the engine means what the reference means', () => {
  for (const rule of rules) {
    it(`for ${rule.id}`, () => {
      let alerts = 0;
      fc.assert(
        fc.property(
          fc.array(step, { minLength: 5, maxLength: 90, size: 'max' }),
          pace,
          fc.constantFrom(0, 0, 20_000),
          (drawn, speed, skew) => {
            const { engine, reference } = both([rule], stream(drawn, speed, skew));
            alerts += reference.length;
            expect(engine).toEqual(reference);
          },
        ),
        { numRuns: 150, seed: 7 },
      );
      expect(alerts).toBeGreaterThan(10);
    });
  }

  it('for all rules at once, which share their groups', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 40, maxLength: 200, size: 'max' }), pace, (drawn, speed) => {
        const { engine, reference } = both(rules, stream(drawn, speed, 0));
        expect(engine).toEqual(reference);
      }),
      { numRuns: 60, seed: 11 },
    );
  });
});

describe('a replay', () => {
  it('gives the same bytes', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 150, size: 'max' }), (drawn) => {
        const play = () => {
          const changes: AlertChange[] = [];
          run(new Engine(rules, {}, (change) => changes.push(change)), stream(drawn, 0.3, 0));
          return JSON.stringify(changes);
        };
        expect(play()).toBe(play());
      }),
      { numRuns: 40 },
    );
  });
});
