import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flatten, type Ranges } from './ranges.ts';

const last = 40;
const range = fc
  .tuple(fc.nat(last), fc.nat(last), fc.integer({ min: 1, max: 4 }))
  .map(([a, b, value]) => ({ start: Math.min(a, b), end: Math.max(a, b), value }));

function split(rows: readonly { start: number; end: number; value: number }[]): Ranges<number> {
  return {
    starts: rows.map((row) => row.start),
    ends: rows.map((row) => row.end),
    values: rows.map((row) => row.value),
  };
}

/** The rule word for word: of the ranges that hold the address the one that starts last, then the shorter, then the later row. */
function naive(rows: readonly { start: number; end: number; value: number }[], at: number): number {
  let best: (typeof rows)[number] | undefined;
  for (const row of rows) {
    if (row.start > at || row.end < at) continue;
    if (!best || row.start > best.start || (row.start === best.start && row.end <= best.end)) best = row;
  }
  return best?.value ?? 0;
}

describe('flatten', () => {
  it('says at every position what the rule says, whatever overlaps', () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 12 }), (rows) => {
        const { starts, values } = flatten(split(rows), 0, last, (at) => at + 1);
        for (let at = 0; at <= last; at++)
          expect(values[starts.findLastIndex((start) => start <= at)]).toBe(naive(rows, at));
      }),
      { numRuns: 2000 },
    );
  });

  it('starts at zero, rises, and has no two neighbours that say the same', () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 12 }), (rows) => {
        const { starts, values } = flatten(split(rows), 0, last, (at) => at + 1);
        expect(starts[0]).toBe(0);
        for (let i = 1; i < starts.length; i++) {
          expect(starts[i]).toBeGreaterThan(starts[i - 1]);
          expect(values[i]).not.toBe(values[i - 1]);
        }
      }),
    );
  });

  it('shows the wider range again behind a narrower one, up to the last address', () => {
    const rows = [
      { start: 10, end: last, value: 1 },
      { start: 12, end: 14, value: 2 },
    ];
    expect(flatten(split(rows), 0, last, (at) => at + 1)).toEqual({ starts: [0, 10, 12, 15], values: [0, 1, 2, 1] });
  });
});
