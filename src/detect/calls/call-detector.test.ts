import { describe, expect, it } from 'vitest';
import { Call } from '../../core/calls/call.ts';
import type { CallCustomer } from '../../core/calls/call-customer.ts';
import { defaultDialPlan } from '../../core/phone/dial-plan.ts';
import { Exposure } from '../../core/rates/exposure.ts';
import { callCost } from '../../core/rates/rate.ts';
import { CallDetector, type StopWish } from './call-detector.ts';
import { DestinationMemory, dayMs } from './destination-memory.ts';
import { readCallRule } from './rule.ts';
import { RowBudget, WeekBaseline } from './week-baseline.ts';

const monday = Date.UTC(2026, 0, 5);
const hourMs = 3_600_000;
const customer: CallCustomer = {
  ...{ id: 'acme', timeZone: 'UTC', country: 'NL', plan: defaultDialPlan('NL'), identifiers: [], opening: undefined },
  ...{ closedDays: [], allowed: [], mode: 'enforce', figures: {}, deck: '' },
};
const texts = { en: 'a', nl: 'b' };

function detector(stops: StopWish[] = [], alerts: string[] = []): CallDetector {
  const figures = Object.fromEntries(
    Object.entries({ alert: 14, stop: 21, stop_eur: 18, min_calls: 2 }).map(([name, value]) => [
      name,
      { default: value, unit: 'points', min: 0, max: 1_000, about: texts },
    ]),
  );
  return new CallDetector(
    [
      {
        ...{ id: 'burst', title: texts, about: texts, detector: 'burst', level: 'high', figures },
        response: { action: 'stop', scope: 'destination', reach: 'costly', durationS: 7_200 },
      },
    ],
    [customer],
    new Exposure(),
    [],
    { alert: ({ kind, alert }) => kind === 'opened' && alerts.push(alert.id), stop: (wish) => stops.push(wish) },
  );
}

let serial = 0;
/** A call that was answered, told from begin to end. */
function play(to: CallDetector, at: number, own: Partial<Call>, seconds = 120): Call {
  const call = new Call();
  const local = Math.floor(at / hourMs) + 72;
  const rate = {
    perMinute: own.country === 'GM' ? 800_000 : 20_000,
    setup: 0,
    minimum: 0,
    increment: 1,
    estimate: false,
  };
  Object.assign(call, {
    ...{
      id: `c${++serial}`,
      serial,
      tenant: 'acme',
      payer: '201',
      direction: 'out',
      number: '31201234567',
      country: 'NL',
    },
    ...{ start: at, weekHour: local % 168, rate, abroad: own.country !== undefined },
    ...own,
  });
  to.begin(call);
  call.answer = at + 5_000;
  to.answer(call);
  call.end = call.answer + seconds * 1_000;
  call.cost = callCost(rate, seconds * 1_000);
  call.outcome = 'answered';
  to.finish(call);
  return call;
}

/** Four weeks of an office. */
function live(to: CallDetector, days = 28): number {
  for (let day = 0; day < days; day++)
    if (day % 7 < 5) for (let i = 0; i < 20; i++) play(to, monday + day * dayMs + (9 + 0.4 * i) * hourMs, {});
  return monday + days * dayMs;
}

const gambia = (i: number) => ({ number: `22031234${String(i).padStart(2, '0')}`, country: 'GM', prefix: '2203' });

describe('call detector', () => {
  it('gives out what it learned, and knows it again in another run', () => {
    const first = detector();
    const now = live(first);
    for (let i = 0; i < 4; i++) play(first, now + i * 1_000, { number: '4930123456', country: 'DE' });
    const learned = JSON.parse(JSON.stringify(first.learned())) as [string, unknown][];
    // What is usual of all customers together is learned for the provider.
    expect(learned.map(([key]) => key.split('\u001f').slice(0, 2).join(' ')).sort()).toEqual([
      ...['customer acme', 'customer provider', 'payer acme', 'peers'],
    ]);
    expect(first.learned()).toEqual([]);
    const second = detector();
    for (const [key, value] of learned) second.restore(key, value);
    second.restore('something else', 1);
    // Both run on by a call, so that a day has passed in both.
    play(first, now + 2 * dayMs, {});
    play(second, now + 2 * dayMs, {});
    const profile = second.profile('acme', undefined, undefined);
    expect(profile.normal).toEqual(first.profile('acme', undefined, undefined).normal);
    expect(profile.weeks).toBeGreaterThanOrEqual(3);
    expect(profile.normal.calls.median[10]).toBeGreaterThan(1);
    expect(profile.normal.calls.median[3]).toBe(0);
  });

  it('does not take an attack for normal, however long it goes on unseen by people', () => {
    const stops: StopWish[] = [];
    const alerts: string[] = [];
    const to = detector(stops, alerts);
    const now = live(to);
    for (let night = 0; night < 10; night++) {
      const before = stops.length;
      for (let i = 0; i < 30; i++) play(to, now + night * dayMs + 2 * hourMs + i * 130_000, gambia(i));
      expect(stops.length, `night ${night}`).toBeGreaterThan(before);
    }
    expect(alerts.length).toBeGreaterThan(0);
  });

  it('stops the suspected destination of its payer and nothing else', () => {
    const stops: StopWish[] = [];
    const to = detector(stops);
    const now = live(to);
    for (let i = 0; i < 30; i++) play(to, now + 2 * hourMs + i * 130_000, gambia(i));
    expect(stops[0]).toMatchObject({
      scope: 'destination',
      payer: '201',
      country: 'GM',
      reach: 'costly',
      hangUp: true,
    });
    expect(new Set(stops.map(({ country }) => country))).toEqual(new Set(['GM']));
  });

  it('is content with what a customer does every day', () => {
    const alerts: string[] = [];
    const to = detector([], alerts);
    live(to);
    for (let day = 28; day < 50; day++)
      if (day % 7 < 5)
        for (let i = 0; i < 3; i++)
          play(to, monday + day * dayMs + (10 + i) * hourMs, { number: `90532123456${i}`, country: 'TR' });
    expect(alerts).toEqual([]);
  });
});

describe('a destination', () => {
  it('becomes usual a day late, once a day, and is forgotten', () => {
    const memory = new DestinationMemory();
    for (let i = 0; i < 500; i++) memory.add(monday + i * 60_000, false);
    expect(memory.learn(monday + 9 * hourMs)).toBe(0);
    expect(memory.learn(monday + 40 * hourMs)).toBe(1);
    expect(memory.days).toBe(1);
    expect(memory.perDay).toBeLessThanOrEqual(20);
    expect(memory.daysAt(monday + 46 * dayMs)).toBeCloseTo(0.5, 1);
  });

  it('that is inside an alert counts for little', () => {
    const memory = new DestinationMemory();
    memory.add(monday, false);
    memory.alerted(false);
    memory.learn(monday + 3 * dayMs);
    memory.add(monday + 3 * dayMs, false);
    memory.alerted(true);
    memory.learn(monday + 6 * dayMs);
    expect(memory.days).toBeCloseTo(0.3, 1);
    expect(memory.shared).toBe(0);
  });
});

describe('normal by hour of the week', () => {
  const hour = 10;
  const fill = (baseline: WeekBaseline, weeks: number, calls: (week: number) => number) => {
    for (let week = 0; week < weeks; week++)
      for (let i = 0; i < calls(week); i++)
        baseline.begin(monday + week * 7 * dayMs + hour * hourMs + i, hour, 'NL', 1);
    baseline.begin(monday + weeks * 7 * dayMs, 0, 'NL', 1);
  };

  it('does not mind one wild week', () => {
    const baseline = new WeekBaseline(new RowBudget(7));
    fill(baseline, 6, (week) => (week === 4 ? 5_000 : 10));
    expect(baseline.normal(hour, 0).median).toBeCloseTo(10, 0);
    expect(baseline.normal(hour, 0).high).toBeLessThan(40);
    expect(baseline.normal(hour + 1, 0)).toEqual({ median: 0, high: 0 });
  });

  it('counts weeks without calls as such', () => {
    const baseline = new WeekBaseline(new RowBudget(7));
    fill(baseline, 6, (week) => (week === 2 ? 10 : 0));
    expect(baseline.normal(hour, 0).median).toBe(0);
  });

  it('takes no more room than it has', () => {
    const budget = new RowBudget(0);
    const baseline = new WeekBaseline(budget);
    fill(baseline, 6, () => 10);
    expect(baseline.normal(hour, 0)).toEqual({ median: 0, high: 0 });
    expect(budget.refused).toBeGreaterThan(0);
  });
});

describe('a rule about calls', () => {
  const good = `
title: { en: A, nl: B }
about: { en: A, nl: B }
detector: long-call
level: low
response: { action: alert }
figures:
  minutes: { default: 60, unit: minutes, min: 1, max: 100, about: { en: A, nl: B } }
  eur: { default: 1, unit: euro, min: 1, max: 100, about: { en: A, nl: B } }
`;
  it('is read', () => {
    expect(readCallRule(good, 'x')).toMatchObject({
      ok: true,
      value: { id: 'x', figures: { minutes: { default: 60 } } },
    });
  });

  it.each([
    ['an unknown key', `${good}extra: 1`, 'x: the file has the unknown key extra'],
    ['an unknown detector', good.replace('long-call', 'shoe-size'), 'x: there is no detector shoe-size'],
    ['a missing figure', good.replace('eur:', 'euro:'), 'x: figure eur is missing'],
    [
      'a default outside its bounds',
      good.replace('default: 60', 'default: 600'),
      'x: figure minutes is outside its own bounds',
    ],
    [
      'one language',
      good.replace('title: { en: A, nl: B }', 'title: { en: A }'),
      'x: title needs a text in en and in nl',
    ],
    [
      'a stop without a reach',
      good.replace('action: alert', 'action: stop, scope: account, duration_s: 60'),
      'x: response.reach is none of',
    ],
    [
      'a response nobody knows',
      good.replace('action: alert', 'action: shout'),
      'x: response.action is neither alert nor stop',
    ],
  ])('is refused for %s', (_, text, reason) => {
    const result = readCallRule(text, 'x');
    expect(result.ok ? '' : result.reason).toContain(reason);
  });
});
