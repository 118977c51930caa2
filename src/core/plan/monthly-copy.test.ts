import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyDayOf, nextCopyOn } from './monthly-copy.ts';

test('the thirty-first is the last day of every month', () => {
  expect(copyDayOf('2026-02', 31)).toBe('2026-02-28');
  expect(copyDayOf('2028-02', 31)).toBe('2028-02-29');
  expect(copyDayOf('2026-04', 31)).toBe('2026-04-30');
  expect(copyDayOf('2026-12', 31)).toBe('2026-12-31');
  expect(copyDayOf('2026-04', 7)).toBe('2026-04-07');
});

test('the first at once, then once a month, a new edition at once', () => {
  expect(nextCopyOn('2026-01-20', 31, 1, undefined)).toBe('2026-01-20');
  expect(nextCopyOn('2026-01-31', 31, 1, { month: '2026-01', edition: 1 })).toBe('2026-02-28');
  expect(nextCopyOn('2026-12-31', 1, 1, { month: '2026-12', edition: 1 })).toBe('2027-01-01');
  expect(nextCopyOn('2026-03-05', 10, 1, { month: '2026-02', edition: 1 })).toBe('2026-03-10');
  expect(nextCopyOn('2026-03-12', 10, 1, { month: '2025-11', edition: 1 })).toBe('2026-03-12');
  expect(nextCopyOn('2026-03-12', 10, 2, { month: '2026-03', edition: 1 })).toBe('2026-03-12');
  expect(nextCopyOn('2026-01-12', 10, 1, { month: '2026-03', edition: 1 })).toBe('2026-04-10');
});

test('day by day, every month has one copy and none has two, also with a clock that jumps', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 31 }),
      fc.array(fc.integer({ min: -3, max: 1 }), { minLength: 60, maxLength: 400 }),
      (day, jumps) => {
        let last: { month: string; edition: number } | undefined;
        const sent: string[] = [];
        let at = Date.UTC(2026, 0, 15);
        for (const jump of jumps) {
          at += (jump === 0 ? 1 : Math.max(jump, -3)) * 86_400_000;
          const today = new Date(at).toISOString().slice(0, 10);
          if (nextCopyOn(today, day, 1, last) > today) continue;
          last = { month: today.slice(0, 7), edition: 1 };
          sent.push(last.month);
        }
        expect(new Set(sent).size).toBe(sent.length);
        expect(sent.toSorted()).toEqual(sent);
      },
    ),
  );
  let last: { month: string; edition: number } | undefined = { month: '2026-01', edition: 1 };
  const days: string[] = [];
  for (let at = Date.UTC(2026, 1, 1); at < Date.UTC(2027, 1, 1); at += 86_400_000) {
    const today = new Date(at).toISOString().slice(0, 10);
    if (nextCopyOn(today, 31, 1, last) > today) continue;
    days.push(today);
    last = { month: today.slice(0, 7), edition: 1 };
  }
  expect(days).toHaveLength(12);
  expect(days.slice(0, 3)).toEqual(['2026-02-28', '2026-03-31', '2026-04-30']);
});
