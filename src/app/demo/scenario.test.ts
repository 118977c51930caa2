import { describe, expect, it } from 'vitest';
import { Event } from '../../core/event.ts';
import { canonicalAddress } from '../../core/ip.ts';
import { emptyTally, type Tally } from '../../core/tally.ts';
import { countReading, LineReader } from '../../ingest/detect-format.ts';
import { createZone } from '../../ingest/line/zone.ts';
import { SourceIndex } from '../../ingest/source-index.ts';
import { HepIntake } from '../../ingest/sources/hep/hep-intake.ts';
import { attacker, isAttacker } from './attackers.ts';
import { demoAssets, demoCustomers, demoSources, demoTenants } from './customers.ts';
import { createRandom } from './random.ts';
import { createScenario } from './scenario.ts';
import { createStage } from './stage.ts';

const begin = Date.parse('2026-11-22T14:00:00Z');
const offices = new Set(demoCustomers.map(({ office }) => office));

interface Played {
  readonly events: readonly Event[];
  readonly lines: Tally;
  readonly packets: Tally;
  readonly log: readonly string[];
  /** Records by second. */
  readonly pace: readonly number[];
  readonly bytes: string;
}

/** Plays the scenario and reads every record the way the listeners do. */
function play(seconds: number, options: { seed?: number; blockedAfter?: number } = {}): Played {
  const index = new SourceIndex(demoSources);
  const events: Event[] = [];
  const lines = emptyTally();
  const packets = emptyTally();
  const pace: number[] = [];
  const log: string[] = [];
  const failures = new Map<string, number>();
  let clock = begin;
  let bytes = '';
  const reader = new LineReader('auto', {
    zone: createZone('Europe/Amsterdam'),
    year: undefined,
    get receivedAt() {
      return clock;
    },
  });
  const take = (event: Event) => {
    events.push(event);
    if (event.outcome === 'failure') failures.set(event.sourceIp, (failures.get(event.sourceIp) ?? 0) + 1);
  };
  const intake = new HepIntake(
    { id: 'hep', kind: 'hep', transport: 'udp', host: '127.0.0.1', port: 0, authKey: 'key' },
    {
      sink: { event: take, cursor() {}, discovered() {} },
      resolve: (listener, sender, host, captureId) => index.find(listener, 'hep', sender, host, captureId)!,
      tally: () => packets,
      now: () => clock,
    },
  );
  const stage = createStage(createRandom(options.seed ?? 1), {
    now: () => clock,
    blocked: (address) => (failures.get(address) ?? 0) >= (options.blockedAfter ?? Number.POSITIVE_INFINITY),
    hepAuthKey: 'key',
    send(packet) {
      const second = Math.floor((clock - begin) / 1000);
      pace[second] = (pace[second] ?? 0) + 1;
      bytes += packet.bytes.toString('latin1');
      if (packet.to === 'hep') {
        intake.take(packet.bytes, 0, packet.bytes.length, '127.0.0.1', clock);
        return;
      }
      const event = new Event();
      const reading = reader.read(packet.bytes, 0, packet.bytes.length, event);
      countReading(lines, reading);
      if (reading !== 'recognised') return;
      const source = index.find('syslog', 'syslog', '127.0.0.1', event.hostName, 0);
      event.tenant = source?.tenant ?? '';
      event.source = source?.id ?? '';
      take(event);
    },
  });
  const scenario = createScenario(stage, (line) => log.push(line));
  for (let elapsed = 0; elapsed <= seconds * 1000; elapsed += 50) {
    clock = begin + elapsed;
    scenario.advance(elapsed);
  }
  return { events, lines, packets, log, pace, bytes };
}

describe('the demo', () => {
  const day = play(300);

  it('has twelve customers with one to three assets each, and a source for every asset', () => {
    expect(demoTenants).toHaveLength(12);
    for (const { id } of demoTenants) {
      const own = demoAssets.filter(({ tenant }) => tenant === id);
      expect(own.length >= 1 && own.length <= 3, id).toBe(true);
    }
    expect(demoSources.map(({ asset }) => asset).sort()).toEqual(demoAssets.map(({ id }) => id).sort());
    expect(new Set(demoSources.map(({ id }) => id)).size).toBe(demoSources.length);
  });

  it('sends nothing that the formats cannot read', () => {
    expect(day.lines.malformed).toBe(0);
    expect(day.packets.malformed).toBe(0);
    expect(day.lines.recognised).toBeGreaterThan(day.lines.received * 0.9);
    expect(day.packets.recognised).toBeGreaterThan(day.packets.received * 0.5);
  });

  it('tells of every customer, with times of now', () => {
    expect(new Set(day.events.map(({ tenant }) => tenant))).toEqual(new Set(demoTenants.map(({ id }) => id)));
    for (const { time } of day.events) expect(time >= begin - 1000 && time <= begin + 301_000).toBe(true);
  });

  it('brings every source to life within five minutes', () => {
    const heard = new Set(day.events.map(({ source }) => source));
    const silent = demoSources.filter(({ id }) => !heard.has(id)).map(({ id }) => id);
    expect(silent.filter((id) => !id.startsWith('demo-srv-'))).toEqual([]);
  });

  it('begins with a normal day and attacks within 20 seconds', () => {
    const early = day.events.filter(({ time }) => time < begin + 14_000);
    expect(early.filter(({ outcome }) => outcome === 'success').length).toBeGreaterThan(50);
    expect(early.some(({ sourceIp }) => isAttacker(sourceIp))).toBe(false);
    const attacks = day.events.filter((event) => event.outcome === 'failure' && isAttacker(event.sourceIp));
    expect(attacks[0].time).toBeLessThan(begin + 20_000);
  });

  it('shows every kind of attack in the first minute and a half', () => {
    const of = (filter: (event: Event) => boolean) =>
      day.events.filter((event) => event.time < begin + 90_000 && isAttacker(event.sourceIp) && filter(event));
    const fast = new Map<string, number>();
    for (const { sourceIp } of of(({ action, outcome }) => action === 'sip-auth' && outcome === 'failure')) {
      fast.set(sourceIp, (fast.get(sourceIp) ?? 0) + 1);
    }
    expect(Math.max(...fast.values())).toBeGreaterThan(100);
    const unknown = of(({ reason }) => reason === 'unknown-account');
    expect(new Set(unknown.map(({ userName }) => userName)).size).toBeGreaterThan(100);
    expect(of(({ sipMethod }) => sipMethod === 'OPTIONS').length).toBeGreaterThan(50);
    const dialled = new Set(of(({ sipMethod }) => sipMethod === 'INVITE').map(({ sipRequestUser }) => sipRequestUser));
    expect(dialled.size).toBeGreaterThan(10);
    expect(of(({ action, outcome }) => action === 'admin-login' && outcome === 'failure').length).toBeGreaterThan(30);
    const shared = new Map<string, Set<string>>();
    for (const event of of(({ action, outcome }) => action === 'sip-auth' && outcome === 'failure')) {
      const key = `${event.tenant} ${event.userName}`;
      shared.set(key, (shared.get(key) ?? new Set()).add(event.sourceIp));
    }
    expect(Math.max(...[...shared.values()].map(({ size }) => size))).toBeGreaterThanOrEqual(8);
  });

  it('lets a patient attacker in', () => {
    expect(
      day.events.some(
        (event) => event.action === 'sip-register' && event.outcome === 'success' && isAttacker(event.sourceIp),
      ),
    ).toBe(true);
  });

  it('has a phone with a wrong password at a customer that also registers well', () => {
    const wrong = day.events.filter(({ sourceIp, outcome }) => offices.has(sourceIp) && outcome === 'failure');
    expect(new Set(wrong.map(({ sourceIp }) => sourceIp)).size).toBe(1);
    expect(wrong.length).toBeGreaterThan(10);
    expect(day.events.some(({ sourceIp, outcome }) => sourceIp === wrong[0].sourceIp && outcome === 'success')).toBe(
      true,
    );
  });

  it('stays alive at a modest pace', () => {
    for (let second = 0; second < 300; second += 30) {
      const part = day.pace.slice(second, second + 30);
      expect(
        part.reduce((sum, count) => sum + (count ?? 0), 0),
        `from ${second} s`,
      ).toBeGreaterThan(60);
    }
    expect(Math.max(...day.pace.filter((count) => count !== undefined))).toBeLessThan(200);
    expect(day.log.length).toBeGreaterThan(9);
  });

  it('has attackers enough for a day, none of them twice and none at a customer', () => {
    const some = Array.from({ length: 4000 }, (_, number) => attacker(number));
    expect(new Set(some).size).toBe(some.length);
    expect(some.every((address) => canonicalAddress(address) === address && isAttacker(address))).toBe(true);
    expect([...offices].some(isAttacker)).toBe(false);
  });

  it('plays the same day from the same seed and another from another', () => {
    const again = play(40);
    expect(again.bytes).toBe(play(40).bytes);
    expect(again.bytes).not.toBe(play(40, { seed: 2 }).bytes);
  });

  it('lets a blocked attacker stop at once and another come minutes later', () => {
    const { events, log } = play(300, { blockedAfter: 10 });
    const failures = new Map<string, number>();
    for (const { sourceIp, outcome } of events) {
      if (outcome === 'failure' && isAttacker(sourceIp)) failures.set(sourceIp, (failures.get(sourceIp) ?? 0) + 1);
    }
    // What is under way in one attempt still counts, nothing after it.
    expect(Math.max(...failures.values())).toBeLessThanOrEqual(12);
    expect(log.filter((line) => line.startsWith('attack: fast password guessing')).length).toBeGreaterThan(1);
  });
});
