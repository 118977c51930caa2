import { describe, expect, it } from 'vitest';
import type { AlertChange } from '../core/alert.ts';
import { Event } from '../core/event.ts';
import { Engine } from './engine.ts';
import type { Rule } from './rule.ts';
import { loadRule } from './sigma/load.ts';

const start = Date.UTC(2026, 2, 2, 12);

function counting(gte: number, group = 'source.ip', more = ''): Rule {
  const result = loadRule(
    `title: b
name: b
logsource: {category: telecom}
detection: {a: {event.outcome: failure}, condition: a}
---
title: c
level: medium
correlation: {type: event_count, rules: [b], group-by: [${group}], timespan: 10m, condition: {gte: ${gte}}}
belwacht:
  sentence: {nl: '{source.ip} {user.name} {count} {distinct.users} {first} {last} {country} {as} {tenant} {asset} {duration}', en: '{source.ip} {user.name} {count}'}
${more}`,
    'r',
  );
  if (!result.ok) throw new Error(result.reason);
  return result.value;
}

function failure(atMs: number, more: Partial<Event> = {}): Event {
  return Object.assign(new Event(), {
    time: start + atMs,
    action: 'sip-auth',
    outcome: 'failure',
    sourceIp: '198.51.100.7',
    source: 's',
    ...more,
  });
}

function engineOf(rule: Rule, options = {}): { engine: Engine; changes: AlertChange[] } {
  const changes: AlertChange[] = [];
  return { engine: new Engine([rule], options, (change) => changes.push(change)), changes };
}

describe('changes of an alert', () => {
  it('are few for a million events, and the last says all', () => {
    const { engine, changes } = engineOf(counting(5));
    for (let i = 0; i < 1_000_000; i++) engine.push(failure(i * 10));
    expect(changes.length).toBeLessThan(80);
    engine.flush();
    expect(changes.at(-1)).toMatchObject({ kind: 'updated', alert: { count: 1_000_000, end: start + 9_999_990 } });
    expect(changes.filter(({ kind }) => kind === 'opened')).toHaveLength(1);
  });

  it('come at once when it worsens', () => {
    const { engine, changes } = engineOf(counting(5, 'source.ip', '  severity-steps: {7: critical}\n'));
    for (let i = 0; i < 7; i++) engine.push(failure(i));
    expect(changes.map(({ kind, alert }) => [kind, alert.count, alert.severity])).toEqual([
      ['opened', 5, 'medium'],
      ['updated', 7, 'critical'],
    ]);
  });

  it('are said by advance, and advance closes what went quiet', () => {
    const { engine, changes } = engineOf(counting(5));
    for (let i = 0; i < 7; i++) engine.push(failure(i * 1000));
    engine.advance(start + 20_000);
    expect(changes.at(-1)).toMatchObject({ kind: 'updated', alert: { count: 7 } });
    engine.advance(start + 605_999);
    expect(engine.stats().openAlerts).toBe(1);
    engine.advance(start + 606_000);
    expect(engine.stats().openAlerts).toBe(0);
    for (let i = 0; i < 5; i++) engine.push(failure(700_000 + i));
    expect(new Set(changes.map(({ alert }) => alert.id)).size).toBe(2);
  });

  it('carry twenty events of evidence at most, oldest first', () => {
    const { engine, changes } = engineOf(counting(3));
    for (let i = 0; i < 50; i++) engine.push(failure(i * 100, { line: i + 1 }));
    engine.flush();
    expect(changes.at(-1)!.alert.evidence.map(({ line }) => line)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });
});

describe('a clock that is wrong', () => {
  it('of one machine leaves the others alone', () => {
    const { engine, changes } = engineOf(counting(5));
    engine.push(failure(7_200_000, { source: 'fast', sourceIp: '192.0.2.1' }));
    for (let i = 0; i < 5; i++) engine.push(failure(i * 1000));
    expect(changes).toHaveLength(1);
    expect(engine.stats().late).toBe(0);
  });

  it('that jumped ahead once is set back', () => {
    const { engine, changes } = engineOf(counting(5));
    engine.push(failure(365 * 86_400_000));
    for (let i = 0; i < 40; i++) engine.push(failure(i * 1000));
    expect(engine.stats()).toMatchObject({ late: 32, clockResets: 1, lateInGroup: 0 });
    expect(changes).toHaveLength(1);
  });

  it('makes late events count as late, not in windows', () => {
    const { engine, changes } = engineOf(counting(5));
    engine.push(failure(100_000));
    for (let i = 0; i < 10; i++) engine.push(failure(39_999));
    expect(changes).toHaveLength(0);
    expect(engine.stats().late).toBe(10);
    for (let i = 0; i < 4; i++) engine.push(failure(40_000));
    expect(changes).toHaveLength(1);
  });
});

describe('limits', () => {
  it('of groups: the one unseen for longest makes room, counted', () => {
    const { engine, changes } = engineOf(counting(3), { maxGroups: 100 });
    engine.push(failure(0));
    engine.push(failure(1));
    for (let i = 0; i < 100; i++) engine.push(failure(2, { sourceIp: `a${i}` }));
    expect(engine.stats()).toMatchObject({ groups: 100, evictedGroups: 1 });
    engine.push(failure(3));
    expect(changes).toHaveLength(0);
  });

  it('of open alerts: the one opened first is closed, counted, its last state said', () => {
    const { engine, changes } = engineOf(counting(2), { maxOpenAlerts: 10 });
    for (let i = 0; i < 11; i++) for (let k = 0; k < 3; k++) engine.push(failure(i, { sourceIp: `a${i}` }));
    expect(engine.stats()).toMatchObject({ openAlerts: 10, evictedAlerts: 1, alerts: 11 });
    expect(changes.filter(({ alert }) => alert.group['source.ip'] === 'a0').at(-1)!.alert.count).toBe(3);
  });

  it('of evidence: what was overwritten still counts', () => {
    const { engine, changes } = engineOf(counting(5), { maxEvidenceEvents: 3 });
    for (let i = 0; i < 5; i++) engine.push(failure(i, { line: i + 1 }));
    expect(changes[0].alert.count).toBe(5);
    expect(changes[0].alert.evidence.map(({ line }) => line)).toEqual([3, 4, 5]);
    expect(engine.stats().evidenceLost).toBe(2);
  });

  it('of evidence in bytes', () => {
    const { engine, changes } = engineOf(counting(5), { maxEvidenceBytes: 10_000 });
    for (let i = 0; i < 5; i++) engine.push(failure(i, { original: 'x'.repeat(4096) }));
    expect(changes[0].alert.evidence).toHaveLength(2);
  });

  it('hold under a million addresses', () => {
    const { engine } = engineOf(counting(5), { maxGroups: 5000 });
    for (let i = 0; i < 200_000; i++) engine.push(failure(i, { sourceIp: `2001:db8::${i.toString(16)}` }));
    expect(engine.stats().groups).toBe(5000);
  });
});

describe('what strangers write', () => {
  it('cannot break a sentence', () => {
    const { engine, changes } = engineOf(counting(1));
    engine.push(failure(0, { userName: `\u202Eevil\u0000\n{count}\u200B${'x'.repeat(200)}\ud800` }));
    const { en } = changes[0].alert.sentence;
    expect(en).toMatch(/^198\.51\.100\.7 evilcountx+… 1$/);
    expect(Array.from(en.split(' ')[1])).toHaveLength(64);
  });

  it('cannot pass for another group', () => {
    const { engine, changes } = engineOf(counting(1, 'user.name, host.name'));
    engine.push(failure(0, { userName: 'a\u001fb', hostName: 'c' }));
    engine.push(failure(0, { userName: 'a', hostName: 'b\u001fc' }));
    engine.push(failure(0, { userName: 'a","b', hostName: 'c' }));
    expect(new Set(changes.map(({ alert }) => alert.id)).size).toBe(3);
  });

  it('stands in the words of each language', () => {
    const { engine, changes } = engineOf(counting(2));
    engine.push(failure(0, { country: 'BR', asName: 'Example Net', asNumber: 64_500, tenant: 't', asset: 'pbx' }));
    engine.push(failure(60_000, { userName: '100', country: 'BR', tenant: 't', asset: 'pbx' }));
    expect(changes[0].alert.sentence.nl).toBe(
      '198.51.100.7 100 2 1 2026-03-02 12:00 UTC 2026-03-02 12:01 UTC Brazilië Example Net t pbx 60 seconden',
    );
  });
});

it('tells whose an alert is: the customer, or the provider when it concerns several', () => {
  const { engine, changes } = engineOf(counting(2));
  engine.push(failure(0, { tenant: 'bakker' }));
  engine.push(failure(1, { tenant: 'bakker' }));
  engine.push(failure(2, { tenant: 'smit' }));
  engine.flush();
  expect(changes.map(({ alert }) => alert.tenant)).toEqual(['bakker', 'provider']);
});

it('keeps nothing of the event itself, which may be used again', () => {
  const { engine, changes } = engineOf(counting(2));
  const event = failure(0, { userName: 'a' });
  engine.push(event);
  Object.assign(event, { time: start + 1, userName: 'b' });
  engine.push(event);
  Object.assign(event, { userName: 'c' });
  expect(changes[0].alert.evidence.map(({ userName }) => userName)).toEqual(['a', 'b']);
});

it('asks for the text of an event only when it keeps the event', () => {
  const { engine, changes } = engineOf(counting(60));
  let asked = 0;
  for (let i = 0; i < 200; i++) engine.push(failure(i, { line: i }), () => `text ${++asked}`);
  const { evidence } = changes[0].alert;
  expect(asked).toBeLessThan(80);
  expect(evidence.map(({ original }) => original).every((text) => text.startsWith('text '))).toBe(true);
  engine.push(failure(300, { original: 'its own' }));
});
