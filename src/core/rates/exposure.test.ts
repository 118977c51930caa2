import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Exposure } from './exposure.ts';
import { LocalCalendar, moneyWindows } from './local-calendar.ts';
import { billedSeconds, callCost, type Rate } from './rate.ts';
import { TimeHeap } from './time-heap.ts';

const amsterdam = new LocalCalendar('Europe/Amsterdam');
const kathmandu = new LocalCalendar('Asia/Kathmandu');
const euro = (perMinute: number, setup = 0, minimum = 0, increment = 1): Rate => ({
  perMinute: perMinute * 1e6,
  setup: setup * 1e6,
  minimum,
  increment,
  estimate: false,
});

describe('cost of a call', () => {
  it.each<[Rate, number | undefined, number]>([
    [euro(0.6), 1_000, 10_000],
    [euro(0.6), 1_001, 20_000],
    [euro(0.6), 0, 0],
    [euro(0.6), undefined, 0],
    [euro(0.6, 0.1), 1_000, 110_000],
    [euro(0.6, 0.1, 30, 6), 1, 400_000],
    [euro(0.6, 0.1, 30, 6), 30_000, 400_000],
    [euro(0.6, 0.1, 30, 6), 30_001, 460_000],
    [euro(1, 0, 60, 60), 61_000, 2_000_000],
    [euro(0.01), 1_000, 167],
  ])('%o for %s ms', (rate, ms, micro) => {
    expect(callCost(rate, ms)).toBe(micro);
  });
});

/** A call as the plain model knows it, in ms. */
interface Told {
  readonly answer: number;
  end: number | undefined;
  readonly rate: Rate;
  readonly keys: readonly number[];
}

/** The same money, added up call by call, in sixtieths of a micro-euro. */
function plainMoney(calls: Iterable<Told>, key: number, now: number, start: number): number {
  let total = 0;
  for (const { answer, end, rate, keys } of calls) {
    if (!keys.includes(key)) continue;
    const first = Math.floor(answer / 1_000);
    const lasted = end === undefined ? Infinity : Math.ceil((end - answer) / 1_000);
    const owed = (seconds: number) =>
      rate.setup * 60 + rate.perMinute * billedSeconds(rate, Math.min(seconds, lasted) * 1_000);
    total += end === undefined ? owed(now - first) : owed(Infinity);
    if (first < start) total -= owed(start - first);
  }
  return Math.ceil(total / 60);
}

describe('exposure', () => {
  it('is what adding up every call gives, in any order of starts, ends, late records and corrections', () => {
    const rate = fc.record({
      perMinute: fc.integer({ min: 0, max: 5_000_000 }),
      setup: fc.constantFrom(0, 0, 100_000, 7),
      minimum: fc.constantFrom(0, 1, 10, 30, 60, 65),
      increment: fc.constantFrom(1, 1, 6, 7, 30, 60),
      estimate: fc.constant(false),
    });
    const keys = fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 4 });
    const ago = fc.oneof(
      fc.constant(0),
      fc.integer({ min: 0, max: 5_000 }),
      fc.integer({ min: 0, max: 3 * 86_400_000 }),
    );
    const length = fc.oneof(fc.integer({ min: 0, max: 400_000 }), fc.integer({ min: 0, max: 86_400_000 }));
    const step = fc.oneof(
      fc.record({
        do: fc.constant('advance' as const),
        by: fc.oneof(
          fc.integer({ min: 1, max: 3_000 }),
          fc.integer({ min: 1, max: 200_000 }),
          fc.integer({ min: 1, max: 9 * 86_400_000 }),
        ),
      }),
      fc.record({ do: fc.constant('start' as const), ago, rate, keys }),
      fc.record({ do: fc.constant('start' as const), ago, rate, keys }),
      fc.record({ do: fc.constant('end' as const), which: fc.nat(), length }),
      fc.record({ do: fc.constant('forget' as const), which: fc.nat() }),
      fc.record({ do: fc.constant('record' as const), ago, length, rate, keys }),
      fc.record({ do: fc.constant('withdraw' as const), which: fc.nat() }),
    );
    const begin = fc.constantFrom(
      '2026-03-28T22:59:50Z',
      '2026-10-24T23:30:00Z',
      '2026-02-28T22:10:00Z',
      '2026-06-15T12:00:00.500Z',
    );
    fc.assert(
      fc.property(begin, fc.array(step, { maxLength: 60, size: 'max' }), (from, steps) => {
        let now = Date.parse(from);
        const exposure = new Exposure({ longestCallMs: 400 * 86_400_000 });
        exposure.advance(now);
        const key = (i: number) => exposure.key(i % 2 ? 'account' : 'customer', `k${i}`, i < 2 ? amsterdam : kathmandu);
        for (let i = 0; i < 4; i++) key(i);
        const running = new Map<string, Told>();
        const finished: Told[] = [];
        const check = () => {
          for (let i = 0; i < 4; i++) {
            const starts = (i < 2 ? amsterdam : kathmandu).startsOf(Math.floor(now / 1_000));
            const found = moneyWindows.map((window) => exposure.money(key(i), window));
            const plain = [...starts].map((start) =>
              plainMoney([...running.values(), ...finished], i, Math.floor(now / 1_000), start),
            );
            expect(found).toEqual(plain);
            expect(key(i).running).toBe([...running.values()].filter((call) => call.keys.includes(i)).length);
          }
        };
        steps.forEach((act, n) => {
          if (act.do === 'advance') {
            now += act.by;
            exposure.advance(now);
          } else if (act.do === 'start') {
            const call = { answer: now - act.ago, end: undefined, rate: act.rate, keys: act.keys };
            expect(exposure.start(`c${n}`, call.answer, call.rate, call.keys.map(key))).toBe(undefined);
            running.set(`c${n}`, call);
          } else if (act.do === 'record') {
            const call = {
              answer: now - act.ago,
              end: Math.min(now, now - act.ago + act.length),
              rate: act.rate,
              keys: act.keys,
            };
            expect(exposure.record(call.answer, call.end, call.rate, call.keys.map(key))).toBe(undefined);
            finished.push(call);
          } else if (act.do === 'withdraw') {
            const [call] = finished.splice(act.which % Math.max(1, finished.length), 1);
            if (call) exposure.withdraw(call.answer, call.end!, call.rate, call.keys.map(key));
          } else {
            const [id, call] = [...running][act.which % Math.max(1, running.size)] ?? [];
            if (!id || !call) return;
            running.delete(id);
            if (act.do === 'forget') expect(exposure.forget(id)).toBe(true);
            else {
              call.end = Math.min(now, call.answer + act.length);
              expect(exposure.end(id, call.end)).toBe(true);
              finished.push(call);
            }
          }
          if (n % 3 === 0) check();
        });
        check();
      }),
      { numRuns: 400 },
    );
  });

  it('refuses and counts what cannot be, and nothing of it stays', () => {
    const exposure = new Exposure({ mostCalls: 2, longestCallMs: 3_600_000 });
    exposure.advance(1_000_000_000);
    const key = exposure.key('account', 'a', amsterdam);
    expect(exposure.start('1', 1_000_000_000, euro(1), [key])).toBe(undefined);
    expect(exposure.start('1', 1_000_000_000, euro(1), [key])).toBe('known');
    expect(exposure.start('2', 1_000_002_000, euro(1), [key])).toBe('future');
    expect(exposure.start('2', Number.NaN, euro(1), [key])).toBe('impossible');
    expect(exposure.start('2', 1_000_000_000, euro(1), [key])).toBe(undefined);
    expect(exposure.start('3', 1_000_000_000, euro(1), [key])).toBe('full');
    expect(exposure.record(1_000_000_000, 999_000_000, euro(1), [key])).toBe('impossible');
    expect(exposure.record(900_000_000, 999_000_000, euro(1), [key])).toBe('impossible');
    expect(exposure.record(1_000_000_000, 1_000_005_000, euro(1), [key])).toBe('future');
    expect(exposure.end('9', 1_000_000_000)).toBe(false);
    exposure.advance(1_000_060_000);
    expect(exposure.end('2', 999_000_000)).toBe(true);
    expect(exposure.money(key, 'month')).toBe(1_000_000);
    expect(exposure.counts).toMatchObject({ known: 1, future: 2, impossible: 4, full: 1 });
  });

  it('stops the meter of a call that never ends, and corrects it when the end comes', () => {
    const exposure = new Exposure({ longestCallMs: 600_000 });
    const start = Date.parse('2026-06-01T10:00:00Z');
    exposure.advance(start);
    const key = exposure.key('account', 'a', amsterdam);
    exposure.start('lost', start, euro(1), [key]);
    exposure.start('slow', start, euro(1, 0, 3_600, 60), [key]);
    exposure.advance(start + 3_000_000);
    expect([exposure.calls, key.running, exposure.counts.frozen]).toEqual([0, 0, 2]);
    expect(exposure.money(key, 'hour')).toBe(70_000_000);
    expect(exposure.end('lost', start + 120_000)).toBe(true);
    expect(exposure.money(key, 'day')).toBe(62_000_000);
  });

  it('forgets idle keys beyond its room, never one that has a running call', () => {
    const exposure = new Exposure({ mostKeys: 100 });
    exposure.advance(1_000_000);
    const busy = exposure.key('account', 'busy', amsterdam);
    exposure.start('1', 1_000_000, euro(1), [busy]);
    for (let i = 0; i < 1_000; i++) exposure.key('number', `n${i}`, amsterdam);
    expect(exposure.keys).toBeLessThanOrEqual(101);
    expect(exposure.find('account', 'busy')).toBe(busy);
    expect(exposure.find('number', 'n0')).toBe(undefined);
    expect(exposure.find('number', 'n999')).toBeDefined();
    expect(exposure.counts.keysForgotten).toBeGreaterThan(890);
  });
});

it('a heap gives things back by their time', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 })), (times) => {
      const heap = new TimeHeap<number>();
      for (const time of times) heap.push(time, time);
      heap.keep((time) => time % 5 !== 0);
      const out: number[] = [];
      while (heap.size > 0) out.push(heap.pop()!);
      expect(out).toEqual(times.filter((time) => time % 5 !== 0).sort((a, b) => a - b));
    }),
  );
});
