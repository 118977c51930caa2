import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../../core/call-record.ts';
import { CallSettlement, compareRecords, settleCalls } from './settle-calls.ts';

const base: CallRecord = {
  id: 'a',
  linkedId: 'a',
  direction: 'unknown',
  from: '201',
  to: '00220700123',
  account: '201',
  accountCode: '',
  trunk: '',
  address: '',
  start: 1_000,
  answer: 5_000,
  end: 65_000,
  outcome: 'answered',
  cause: 0,
  line: 1,
};
const running: CallRecord = {
  ...base,
  answer: undefined,
  end: undefined,
  outcome: 'running',
  address: '192.0.2.7',
  line: 2,
};

const record = fc
  .record({
    id: fc.constantFrom('a', 'b', 'c'),
    linked: fc.constantFrom('', 'a', 'z'),
    to: fc.constantFrom('', '0031', '0032'),
    trunk: fc.constantFrom('', 'carrier', 'other'),
    account: fc.constantFrom('', '201', '202'),
    direction: fc.constantFrom('in', 'out', 'unknown' as const),
    start: fc.constantFrom(1_000, 2_000, 9_000, 4_000_000_000),
    ring: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
    talk: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
    cause: fc.constantFrom(0, 16, 404),
  })
  .map(
    ({ id, linked, to, trunk, account, direction, start, ring, talk, cause }): CallRecord => ({
      ...base,
      id,
      linkedId: linked,
      to,
      trunk,
      account,
      direction,
      cause,
      start,
      answer: ring === undefined ? undefined : start + ring * 1_000,
      end: talk === undefined ? undefined : start + ((ring ?? 0) + talk) * 1_000,
      outcome: talk === undefined ? 'running' : ring === undefined ? 'no-answer' : 'answered',
    }),
  );

describe('settleCalls', () => {
  it('gives the same calls whatever the order, also with doubles', () => {
    const input = fc
      .array(record, { minLength: 1, maxLength: 8 })
      .map((records) => records.map((one, i) => ({ ...one, line: i + 1 })))
      .chain((records) =>
        fc.tuple(
          fc.constant(records),
          fc.shuffledSubarray(records, { minLength: records.length }),
          fc.subarray(records),
        ),
      );
    fc.assert(
      fc.property(input, ([records, shuffled, again]) => {
        const { calls } = settleCalls(records);
        expect(settleCalls(shuffled).calls).toEqual(calls);
        expect(settleCalls([...shuffled, ...again]).calls).toEqual(calls);
        for (const { start, answer, end } of calls) {
          if (answer !== undefined) expect(answer).toBeGreaterThanOrEqual(start);
          if (end !== undefined) expect(end).toBeGreaterThanOrEqual(answer ?? start);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('settles what is settled to itself', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 8 }), (records) => {
        const once = settleCalls(records).calls;
        const total = (calls: readonly CallRecord[]) =>
          calls.reduce((sum, { end, start }) => sum + (end ?? start) - start, 0);
        expect(total(settleCalls(once).calls)).toBeLessThanOrEqual(total(once));
      }),
    );
  });

  it('makes one call of its start and its end, in either order', () => {
    for (const records of [
      [running, base],
      [base, running],
    ]) {
      const { calls, counts } = settleCalls(records);
      expect(calls).toHaveLength(1);
      expect(calls[0]).toMatchObject({ ...base, address: '192.0.2.7' });
      expect(counts).toMatchObject({ merged: 1, duplicates: 0 });
    }
  });

  it('counts a double once', () => {
    const { calls, counts } = settleCalls([{ ...base, line: 9 }, base, { ...base, line: 4 }]);
    expect(calls).toEqual([base]);
    expect(counts.duplicates).toBe(2);
  });

  it('keeps what was answered when another leg was not', () => {
    const tried = { ...base, answer: undefined, end: 20_000, outcome: 'no-answer' } as const;
    const { calls } = settleCalls([tried, base]);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ answer: 5_000, end: 65_000, outcome: 'answered' });
  });

  it('makes one call of the two ends of a way inside a PBX', () => {
    const inner = { ...base, id: 'b', start: 1_200, trunk: 'carrier', account: '', line: 2 };
    const { calls } = settleCalls([base, inner]);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ id: 'a', account: '201', trunk: 'carrier', start: 1_000 });
  });

  it('leaves two calls over a trunk two, since both cost money', () => {
    const trunk = { ...base, trunk: 'carrier' };
    expect(settleCalls([trunk, { ...trunk, id: 'b' }]).calls).toHaveLength(2);
    expect(settleCalls([trunk, { ...trunk, to: '00252610000' }]).calls).toHaveLength(2);
  });

  it('takes an id that comes again after more than a month for another call', () => {
    const later = 40 * 86_400_000;
    const again = { ...base, start: base.start + later, answer: base.answer! + later, end: base.end! + later };
    expect(settleCalls([again, base]).calls).toEqual([base, again]);
  });

  it('keeps to its capacity, and counts what it gave out early', () => {
    const given: CallRecord[] = [];
    const settlement = new CallSettlement((call) => given.push(call), 100);
    for (let i = 0; i < 1_000; i++) settlement.add({ ...base, id: `${i}`, linkedId: `${i}` });
    expect(settlement.waiting).toBe(100);
    expect(settlement.counts.evicted).toBe(900);
    settlement.finish();
    expect(given).toHaveLength(1_000);
  });

  it('keeps at most 256 records of one call, the same whatever the order', () => {
    const many = Array.from({ length: 300 }, (_, i) => ({ ...base, start: 1_000 + i, line: i }));
    const { calls, counts } = settleCalls(many);
    expect(counts.dropped).toBe(44);
    expect(settleCalls(many.toReversed()).calls).toEqual(calls);
  });

  it('gives out what ended before a time, and keeps what runs', () => {
    const given: CallRecord[] = [];
    const settlement = new CallSettlement((call) => given.push(call));
    settlement.add(base);
    settlement.add({ ...running, id: 'b', linkedId: 'b' });
    settlement.settleBefore(65_000);
    expect(given).toEqual([]);
    settlement.settleBefore(65_001);
    expect(given).toEqual([base]);
    expect(settlement.waiting).toBe(1);
  });

  it('has an order in which only equal records are equal', () => {
    fc.assert(
      fc.property(record, record, (a, b) => {
        expect(Math.sign(compareRecords(a, b))).toBe(-Math.sign(compareRecords(b, a)) + 0);
        if (compareRecords(a, b) === 0) expect(a).toEqual(b);
      }),
    );
  });
});
