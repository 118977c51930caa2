import { describe, expect, it } from 'vitest';
import { byOrder, CallRuns, inOrder } from './call-runs.ts';
import { CdrCall } from './cdr-call.ts';

function callsOf(starts: readonly number[], line = 1): CdrCall[] {
  return starts.map((start, i) => Object.assign(new CdrCall(), { start, line: line + i, end: start }));
}

describe('inOrder', () => {
  it.each([
    ['whole times, some equal', [5_000, 3_000, 5_000, 1_000, 3_000]],
    ['fractions of a millisecond', [5.5, 5.25, 3, 5.5]],
    ['times too far apart for exact numbers', [8e15, -8e15, 0, 8e15, 1]],
    ['none', []],
  ])('sorts %s by start, equal ones by line', (_, starts) => {
    const calls = callsOf(starts);
    expect(inOrder([...calls])).toEqual([...calls].sort(byOrder));
  });
});

describe('CallRuns', () => {
  it('hands over calls of runs that lie across each other in their order', () => {
    const runs = new CallRuns();
    const all: CdrCall[] = [];
    const taken: CdrCall[] = [];
    for (let n = 0; n < 40; n++) {
      const calls = callsOf(
        Array.from({ length: (n * 7) % 11 }, (_, i) => 1_000 * ((i * 37 + n * 13) % 50)),
        100 * n,
      );
      all.push(...calls);
      runs.add(inOrder(calls));
    }
    expect(runs.size).toBe(all.length);
    while (runs.size > 0) {
      const { first } = runs;
      taken.push(runs.take());
      expect(taken.at(-1)).toBe(first);
    }
    expect(taken).toEqual(all.sort(byOrder));
    expect(runs.first).toBeUndefined();
  });
});
