import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CallGuard } from '../../app/calls/call-guard.ts';
import { CallPlayer } from '../../app/offline/call-player.ts';
import type { Alert } from '../../core/alert.ts';
import type { CallDirection } from '../../core/call-record.ts';
import type { AccountFact } from '../../core/calls/account-fact.ts';
import type { CallCustomer } from '../../core/calls/call-customer.ts';
import type { CallStop } from '../../core/calls/call-stop.ts';
import { defaultDialPlan } from '../../core/phone/dial-plan.ts';
import { CdrCall } from '../../ingest/cdr/cdr-call.ts';
import { type CallRule, readCallRule } from './rule.ts';

/**
 * The packaged rules about calls against their cases: `rules/calls/<id>.test.yaml` runs its rule alone after four weeks of an
 * office of five phones; `life.test.yaml`, which has no rule of its name, runs all of them.
 */
const directory = new URL('../../../rules/calls/', import.meta.url);
const names = readdirSync(directory).filter((name) => name.endsWith('.yaml'));
const text = (name: string) => readFileSync(new URL(name, directory), 'utf8');
const ruleIds = names.filter((name) => !name.endsWith('.test.yaml')).map((name) => name.slice(0, -5));
const testIds = names.filter((name) => name.endsWith('.test.yaml')).map((name) => name.slice(0, -10));
const rules = new Map(
  ruleIds.map((id): [string, CallRule] => {
    const result = readCallRule(text(`${id}.yaml`), id);
    if (!result.ok) throw new Error(result.reason);
    return [id, result.value];
  }),
);

interface Run {
  /** Day of the week after four weeks of life and local time: `sa 03:00`; `+1` before it for a week later. */
  readonly at: string;
  readonly to: string;
  readonly times?: number;
  /** Seconds from one to the next. */
  readonly every?: number;
  readonly account?: string;
  readonly from?: string;
  readonly direction?: CallDirection;
  readonly ring?: number;
  /** Seconds; 0 is not answered. */
  readonly talk?: number;
  readonly trunk?: string;
  readonly linked?: string;
}

interface Case {
  readonly name: string;
  readonly opening?: 'office' | 'unknown';
  readonly days?: number;
  /** Seconds that calls of the four weeks ring, 8 when nothing is said; 0 as in records that begin with the answer. */
  readonly rings?: number;
  readonly figures?: Readonly<Record<string, number>>;
  readonly list?: readonly string[];
  /** Calls of each work day of the four weeks. */
  readonly habits?: readonly {
    readonly at: string;
    readonly to: string;
    readonly account?: string;
    readonly talk?: number;
    readonly trunk?: string;
    readonly times?: number;
    readonly every?: number;
  }[];
  readonly calls?: readonly Run[];
  readonly facts?: readonly (Omit<Partial<AccountFact>, 'time'> & { readonly at: string; readonly times?: number })[];
  /** Calls that one side alone told of. */
  readonly one_sided?: Run;
  /** Time goes on to here. */
  readonly until?: string;
  readonly expect: readonly {
    readonly rule?: string;
    readonly payer?: string;
    readonly severity?: string;
    readonly stopped?: boolean;
    /** Countries where the last stop of the alert lets calls pass. */
    readonly spared?: readonly string[];
  }[];
}

const dayMs = 86_400_000;
const monday = Date.UTC(2026, 2, 2, -1);
const days = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'];

function timeOf(at: string): number {
  const [, week = '', day, hour, minute] = /^(?:\+(\d+) )?(\w\w) (\d\d):(\d\d)$/.exec(at)!;
  return (
    monday + (Number(week || 0) * 7 + days.indexOf(day!)) * dayMs + Number(hour) * 3_600_000 + Number(minute) * 60_000
  );
}

let line = 0;
function recordsOf(run: Omit<Run, 'at'>, start: number): CdrCall[] {
  const { times = 1, every = 60, to, account = '201', from, direction = 'unknown', ring = 8, talk = 120 } = run;
  return Array.from({ length: times }, (_, i) => {
    const call = new CdrCall();
    call.line = ++line;
    call.id = `c${line}`;
    call.linkedId = run.linked?.replaceAll('{i}', String(i)) ?? call.id;
    call.account = direction === 'in' ? (run.trunk ?? 'carrier') : account.replaceAll('{i}', String(i % 4));
    call.from = (from ?? call.account).replaceAll('{i}', String(i).padStart(2, '0'));
    call.to = to.replaceAll('{i}', String(i).padStart(2, '0'));
    call.trunk = direction === 'in' ? '201' : (run.trunk ?? 'carrier');
    call.direction = direction;
    call.start = start + i * every * 1_000;
    call.answer = talk > 0 ? call.start + ring * 1_000 : undefined;
    call.end = call.start + (ring + talk) * 1_000;
    call.outcome = talk > 0 ? 'answered' : 'no-answer';
    return call;
  });
}

function life(length: number, habits: Case['habits'], ring?: number): CdrCall[] {
  const calls: CdrCall[] = [];
  for (let day = 28 - length; day < 28; day++) {
    if (day % 7 > 4) continue;
    const start = monday + (day - 28) * dayMs;
    for (let account = 201; account <= 205; account++)
      for (let i = 0; i < 6; i++)
        calls.push(
          ...recordsOf(
            {
              to: `020${1_000_000 + ((account * 977 + i * 13_331 + day * 7) % 9_000_000)}`,
              ...{ account: String(account), ring },
            },
            start + (8.6 + 1.4 * i) * 3_600_000 + (account - 200) * 400_000,
          ),
        );
    for (const { at, ...run } of habits ?? []) {
      const [hour, minute] = at.split(':').map(Number) as [number, number];
      calls.push(...recordsOf({ ring, ...run }, start + hour * 3_600_000 + minute * 60_000));
    }
  }
  return calls;
}

function play(chosen: readonly CallRule[], each: Case) {
  const alerts = new Map<string, Alert>();
  const stops: CallStop[] = [];
  const customer: CallCustomer = {
    ...{
      id: 'acme',
      timeZone: 'Europe/Amsterdam',
      country: 'NL',
      plan: defaultDialPlan('NL'),
      closedDays: [],
      allowed: [],
    },
    identifiers: [
      ...[201, 202, 203, 204, 205, 206, 0, 1, 2, 3].map((value) => ({
        kind: 'account' as const,
        value: String(value),
      })),
      { kind: 'trunk', value: 'carrier' },
      { kind: 'trunk', value: 'second' },
      { kind: 'number', value: '31201234560-31201234569' },
    ],
    opening:
      each.opening === 'unknown'
        ? undefined
        : { open: [0, 1, 2, 3, 4].map((day) => [day * 1_440 + 480, day * 1_440 + 1_050]) },
    ...{ mode: 'enforce', figures: each.figures ?? {}, deck: '' },
  };
  const numberLists = (each.list ?? []).map((prefix) => ({
    ...{ list: 'l', prefix, last: '', source: 'test', until: 0, refuse: false },
  }));
  const guard = new CallGuard(
    {
      customers: [customer, { ...customer, id: 'provider', identifiers: [] }],
      decks: new Map(),
      rules: chosen,
      numberLists,
    },
    {
      alert: ({ alert }) => alerts.set(alert.id, alert),
      stop: (stop) => stops.push(stop),
      refused: () => {},
      hangUp: (call, at, _stop, reported) => player.hangUp(call, at, !reported),
    },
  );
  const player = new CallPlayer(guard, () => {});
  const calls = [
    ...life(each.days ?? 28, each.habits, each.rings),
    ...(each.calls ?? []).flatMap(({ at, ...run }) => recordsOf(run, timeOf(at))),
  ].sort((a, b) => a.start - b.start || a.line - b.line);
  const facts = (each.facts ?? [])
    .flatMap(({ at, times = 1, ...own }) =>
      Array.from(
        { length: times },
        (_, i): AccountFact => ({
          ...{
            kind: 'signed-in',
            time: timeOf(at) + i * 5_000,
            tenant: 'acme',
            account: '201',
            address: '198.51.100.7',
          },
          ...{ country: '', userAgent: '', target: '' },
          ...own,
        }),
      ),
    )
    .sort((a, b) => a.time - b.time);
  for (const call of calls) {
    while (facts[0] && facts[0].time <= call.start) guard.fact(facts.shift()!);
    player.take(call);
  }
  player.finish();
  if (each.one_sided)
    for (const record of recordsOf(each.one_sided, timeOf(each.one_sided.at))) {
      const { end = record.start } = record;
      record.end = undefined;
      const call = guard.begin(record, 'cdr');
      guard.finish(call, end, 'answered', 0);
      guard.unmatched('cdr-without-sip', call, end);
    }
  if (each.until) guard.advance(timeOf(each.until));
  return { alerts: [...alerts.values()], stops, guard };
}

for (const id of testIds) {
  describe(`rules/calls/${id}`, () => {
    const rule = rules.get(id);
    const { cases } = parse(text(`${id}.test.yaml`)) as { cases: readonly Case[] };
    for (const each of cases) {
      it(each.name, () => {
        const { alerts, stops } = play(rule ? [rule] : [...rules.values()], each);
        const seen = alerts.map((alert) => ({
          ...{ rule: alert.rule, payer: alert.userName, severity: alert.severity },
          stopped: stops.some((stop) => stop.alert === alert.id),
          spared: stops.findLast((stop) => stop.alert === alert.id)?.spared,
        }));
        expect(seen).toHaveLength(each.expect.length);
        for (const expected of each.expect) expect(seen).toContainEqual(expect.objectContaining(expected));
        for (const { sentence, calls } of alerts) {
          expect(sentence.en).toMatch(/^[A-Z].*\.$/);
          expect(sentence.nl).not.toBe(sentence.en);
          expect(calls).toBeDefined();
        }
        // The same calls give the same alerts and stops, byte for byte.
        line = 0;
        const first = play(rule ? [rule] : [...rules.values()], each);
        line = 0;
        const second = play(rule ? [rule] : [...rules.values()], each);
        expect(JSON.stringify([second.alerts, second.stops])).toBe(JSON.stringify([first.alerts, first.stops]));
      });
    }
    if (rule)
      it('has a case that fires and one that stays silent', () => {
        expect(cases.some((each) => each.expect.length > 0)).toBe(true);
        expect(cases.some((each) => each.expect.length === 0)).toBe(true);
      });
  });
}

describe('the rules about calls', () => {
  it('have cases, all of them', () => {
    expect(ruleIds.filter((id) => !testIds.includes(id))).toEqual([]);
    expect(ruleIds.length).toBeGreaterThan(20);
  });

  it('speak both languages', () => {
    for (const { id, title, about, figures } of rules.values()) {
      expect(title.nl, id).not.toBe(title.en);
      expect(about.nl, id).not.toBe(about.en);
      for (const figure of Object.values(figures)) expect(figure.about.nl, id).not.toBe(figure.about.en);
    }
  });
});
