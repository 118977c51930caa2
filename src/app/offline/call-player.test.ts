import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallOutcome, CallRecord } from '../../core/call-record.ts';
import { Call } from '../../core/calls/call.ts';
import { noObjection } from '../../core/calls/call-verdict.ts';
import { CdrCall } from '../../ingest/cdr/cdr-call.ts';
import { CallPlayer, type PlayedTo } from './call-player.ts';

type Said = Partial<
  Pick<CdrCall, 'id' | 'linkedId' | 'to' | 'trunk' | 'account' | 'start' | 'answer' | 'end' | 'outcome'>
>;
function record(said: Said, line = 1): CdrCall {
  const call = Object.assign(new CdrCall(), { to: '0031', from: '201', outcome: 'answered', end: 0, ...said });
  call.linkedId ||= call.id;
  call.line = line;
  return call;
}

/** Writes down what it is told; `refuse` says of which calls it wants nothing. */
class Listener implements PlayedTo {
  readonly told: string[] = [];
  readonly records: CallRecord[] = [];
  readonly refuse: ReadonlySet<string>;
  now = 0;
  due: [at: number, act: () => void][] = [];

  constructor(refuse: readonly string[] = []) {
    this.refuse = new Set(refuse);
  }
  advance(now: number): number {
    const before = this.now;
    // A hang-up has to be told before time goes on.
    const [first = [now, () => {}]] = this.due.filter(([at]) => at > before && at <= now);
    [this.now] = first;
    first[1]();
    return this.now;
  }
  begin(given: CallRecord): Call {
    expect(given).toMatchObject({ answer: undefined, end: undefined, outcome: 'running', cause: 0 });
    this.records.push({ ...given });
    this.told.push(`${given.start} begin ${given.id}`);
    const call = new Call();
    call.id = given.id;
    call.linkedId = given.linkedId;
    if (this.refuse.has(given.id)) call.verdict = { ...noObjection, action: 'refuse', reason: 'stopped-account' };
    return call;
  }
  answer(call: Call, time: number): void {
    this.told.push(`${time} answer ${call.id}`);
  }
  finish(call: Call, time: number, outcome: CallOutcome): void {
    // Nothing of later is known, money of a call that is over least of all.
    expect(this.now).toBe(time);
    this.told.push(`${time} end ${call.id} ${outcome}`);
  }
}

function play(records: readonly CdrCall[], listener = new Listener()) {
  const player = new CallPlayer(listener, () => {});
  const sorted = records.toSorted((a, b) => a.start - b.start || a.line - b.line);
  for (const one of sorted) player.take(one);
  player.finish();
  return { told: listener.told, counts: player.counts, records: listener.records };
}

const records = fc
  .array(
    fc.record({
      link: fc.constantFrom('', 'x', 'y'),
      to: fc.constantFrom('0031', '0032'),
      trunk: fc.constantFrom('', 'one', 'two'),
      start: fc.integer({ min: 1, max: 30 }),
      ring: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
      talk: fc.integer({ min: 0, max: 30 }),
    }),
    { maxLength: 14 },
  )
  .map((calls) =>
    calls.map(({ link, to, trunk, start, ring, talk }, i) => ({
      ...{ id: `c${i}`, linkedId: link || `c${i}`, to, trunk, start, line: i },
      ...{ answer: ring === undefined ? undefined : start + ring, end: start + (ring ?? 0) + talk },
      outcome: (ring === undefined ? 'no-answer' : 'answered') as CallOutcome,
    })),
  );
const copies = (given: readonly (Said & { readonly line: number })[]) => given.map((one) => record(one, one.line));
const timeOf = (text: string) => Number(text.split(' ')[0]);

describe('CallPlayer', () => {
  it('plays start, answer and end at their times; at one time ends, then answers, then starts', () => {
    const { told } = play([
      record({ id: 'a', start: 1, answer: 3, end: 5 }, 1),
      record({ id: 'b', start: 2, answer: 5, end: 9 }, 2),
      record({ id: 'c', start: 5, answer: undefined, end: 5, outcome: 'busy' }, 3),
      record({ id: 'd', start: 5, answer: 5, end: 5 }, 4),
    ]);
    expect(told).toEqual([
      '1 begin a',
      '2 begin b',
      '3 answer a',
      '5 end a answered',
      '5 answer b',
      '5 begin c',
      '5 end c busy',
      '5 begin d',
      '5 answer d',
      '5 end d answered',
      '9 end b answered',
    ]);
  });

  it('never tells of what has not happened: whatever comes later changes nothing before', () => {
    fc.assert(
      fc.property(records, fc.integer({ min: 1, max: 40 }), records, (given, cut, others) => {
        const whole = play(copies(given)).told.filter((text) => timeOf(text) < cut);
        // After the cut everything happens otherwise: who is running ends at another time, other calls begin.
        const changed = given
          .filter(({ start }) => start < cut)
          .map((one) => ({
            ...one,
            answer: one.answer !== undefined && one.answer >= cut ? undefined : one.answer,
            end: one.end >= cut ? cut + 7 : one.end,
            outcome: (one.answer !== undefined && one.answer < cut ? 'answered' : one.outcome) as CallOutcome,
          }));
        const later = others.map((one) => ({
          ...one,
          ...{ id: `later-${one.id}`, start: one.start + cut, end: one.end + cut, line: one.line + 100 },
          answer: one.answer === undefined ? undefined : one.answer + cut,
        }));
        expect(play(copies([...changed, ...later])).told.filter((text) => timeOf(text) < cut)).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  it('tells of each call once, in order of time', () => {
    fc.assert(
      fc.property(records, (given) => {
        const { told, counts } = play(copies(given));
        const times = told.map(timeOf);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        const begun = told.filter((text) => text.includes('begin'));
        expect(new Set(begun).size).toBe(begun.length);
        expect(told.filter((text) => text.includes('end'))).toHaveLength(begun.length);
        expect(counts.calls + counts.legs + counts.duplicates).toBe(given.length);
      }),
    );
  });

  it('counts a record that comes twice once', () => {
    fc.assert(
      fc.property(records, (given) => {
        const once = play(copies(given.map((one) => ({ ...one, linkedId: one.id }))));
        const twice = play(copies([...given, ...given].map((one, i) => ({ ...one, linkedId: one.id, line: i }))));
        expect(twice.told).toEqual(once.told);
        expect(twice.counts.duplicates).toBe(given.length);
      }),
    );
  });

  it('puts legs together, and tells nothing of one before it began', () => {
    const {
      told,
      counts,
      records: begun,
    } = play([
      record({ id: 'a', start: 1, answer: 20, end: 30, account: '201' }, 1),
      record({ id: 'b', linkedId: 'a', start: 1, answer: 9, end: 40, trunk: 'carrier' }, 2),
      record({ id: 'c', linkedId: 'a', start: 4, answer: 5, end: 35, account: '999' }, 3),
    ]);
    expect(told).toEqual(['1 begin a', '5 answer a', '40 end a answered']);
    expect(begun[0]).toMatchObject({ account: '201', trunk: 'carrier' });
    expect(counts).toMatchObject({ calls: 1, legs: 2 });
  });

  it('keeps two calls of one link that both leave over a trunk', () => {
    const { counts } = play([
      record({ id: 'a', start: 1, answer: 2, end: 9, trunk: 'one' }, 1),
      record({ id: 'b', linkedId: 'a', start: 1, answer: 2, end: 9, trunk: 'two' }, 2),
    ]);
    expect(counts).toMatchObject({ calls: 2, legs: 0 });
  });

  it('holds a record against few calls when all have one link', () => {
    let looks = 0;
    const many = Array.from({ length: 5_000 }, (_, i) => {
      const one = record(
        { linkedId: 'x', to: `${i}`, start: 1 + i, answer: 2 + i, end: 100_000 + ((i * 7_919) % 5_000) },
        i,
      );
      return Object.defineProperty(one, 'id', {
        get() {
          looks++;
          return `c${i}`;
        },
      });
    });
    expect(play(many).counts).toMatchObject({ calls: 5_000, legs: 0 });
    expect(looks / many.length).toBeLessThan(200);
  });

  describe('a call whose end nothing tells', () => {
    const hour = 3_600_000;
    const endless = (own: Said = {}, line = 1) =>
      record({ id: 'a', start: 1, answer: 1, end: undefined, outcome: 'running', ...own }, line);

    it('runs for twelve hours', () => {
      const { told } = play([
        endless(),
        record({ id: 'b', start: 20 * hour, answer: undefined, end: 20 * hour, outcome: 'busy' }, 2),
      ]);
      expect(told.slice(0, 3)).toEqual(['1 begin a', '1 answer a', `${1 + 12 * hour} end a answered`]);
    });

    it('runs to the last moment that is told of', () => {
      const { told } = play([
        endless(),
        endless({ id: 'c', start: 5, answer: undefined }, 2),
        record({ id: 'b', start: 3, answer: 4, end: 90 }, 3),
      ]);
      expect(told).toEqual([
        ...['1 begin a', '1 answer a', '3 begin b', '4 answer b', '5 begin c'],
        ...['90 end a answered', '90 end c unknown', '90 end b answered'],
      ]);
    });

    it('ends when another record tells of its end, and is one call however often it is told', () => {
      const whole = record({ id: 'a', start: 1, answer: 1, end: 40 }, 2);
      const later = record({ id: 'b', start: 80, answer: 80, end: 90 }, 9);
      for (const given of [
        [endless(), whole, later],
        [record({ id: 'a', start: 1, answer: 1, end: 40 }, 1), endless({}, 2), later],
        [endless(), record({ id: 'a', start: 7, answer: 7, end: 40 }, 2), later],
      ]) {
        const { told } = play(given);
        expect(told.slice(0, 3)).toEqual(['1 begin a', '1 answer a', '40 end a answered']);
      }
      expect(play([endless(), endless({}, 2), later]).counts).toMatchObject({ calls: 2, duplicates: 1 });
    });

    it('ends where it is hung up, and costs what it would have when it is refused', () => {
      const listener = new Listener();
      const calls: Call[] = [];
      const player = new CallPlayer(listener, (call) => calls.push(call));
      listener.due = [[50, () => expect(player.hangUp(calls[0], 50, true)).toBe(true)]];
      player.take(endless());
      player.take(record({ id: 'b', start: 70, answer: undefined, end: 71, outcome: 'busy' }, 2));
      player.finish();
      expect(listener.told).toContain('50 end a answered');
      expect(listener.told.filter((text) => text.includes('end a'))).toHaveLength(1);

      const refusing = new Listener(['a']);
      const begun: Call[] = [];
      const second = new CallPlayer(refusing, (call) => {
        call.rate = { perMinute: 60_000, setup: 0, minimum: 0, increment: 1, estimate: false };
        begun.push(call);
      });
      second.take(endless());
      second.take(record({ id: 'b', start: 2, answer: 2, end: 10_001 }, 2));
      second.finish();
      expect([begun.length, second.counts.refusedCost]).toEqual([2, 10_000]);
    });
  });

  it('goes on with a leg that begins when the one before it ends', () => {
    const { told } = play([
      record({ id: 'a', start: 1, answer: 2, end: 9 }, 1),
      record({ id: 'a', start: 9, answer: 9, end: 20 }, 2),
    ]);
    expect(told).toEqual(['1 begin a', '2 answer a', '20 end a answered']);
  });

  it('tells a refused call nothing more, nor its legs', () => {
    const { told } = play(
      [
        record({ id: 'a', start: 1, answer: 2, end: 9 }, 1),
        record({ id: 'b', linkedId: 'a', start: 3, answer: 4, end: 12 }, 2),
      ],
      new Listener(['a']),
    );
    expect(told).toEqual(['1 begin a']);
  });

  it('hangs up in the middle of a silence', () => {
    const listener = new Listener();
    const calls: Call[] = [];
    const player = new CallPlayer(listener, (call) => calls.push(call));
    listener.due = [[50, () => expect(player.hangUp(calls[0], 49.5, true)).toBe(true)]];
    player.take(record({ id: 'a', start: 1, answer: 2, end: 100 }, 1));
    player.take(record({ id: 'b', start: 1, answer: 80, end: 100 }, 2));
    player.finish();
    expect(listener.told).toEqual([
      '1 begin a',
      '1 begin b',
      '2 answer a',
      '50 end a answered',
      '80 answer b',
      '100 end b answered',
    ]);
    expect(player.counts.hangups).toBe(1);
  });

  it('reports a hang-up that does not really happen once, and lets the call run', () => {
    const listener = new Listener();
    const calls: Call[] = [];
    const player = new CallPlayer(listener, (call) => calls.push(call));
    listener.due = [
      [50, () => expect(player.hangUp(calls[0], 50, false)).toBe(true)],
      [60, () => expect(player.hangUp(calls[0], 60, false)).toBe(false)],
    ];
    player.take(record({ id: 'a', start: 1, answer: 2, end: 100 }, 1));
    player.take(record({ id: 'b', start: 70, answer: undefined, end: 71, outcome: 'busy' }, 2));
    player.finish();
    expect(listener.told).toContain('100 end a answered');
  });
});
