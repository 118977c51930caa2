import { describe, expect, it } from 'vitest';
import type { GeoLimit } from '../../../core/geo/geo-policy.ts';
import { mildest, type Step } from './milder.ts';

const limit = (count: number, concurrent = 0): Step => ({
  verdict: 'limit',
  limit: { per: 'packets', count, concurrent, mfa: false } satisfies GeoLimit,
});
const plain = (verdict: Step['verdict']): Step => ({ verdict, limit: undefined });

describe('the mildest of several', () => {
  it.each([
    [[plain('refuse'), plain('allow')], 1],
    [[plain('watch'), plain('allow')], 1],
    [[plain('refuse'), limit(1)], 1],
    [[limit(5), limit(50), limit(10)], 1],
    [[limit(5, 3), limit(5), limit(5, 9)], 1],
    [[plain('refuse'), plain('refuse')], 0],
  ] as const)('is found (%#)', (steps, index) => {
    expect(mildest(steps)).toBe(index);
  });
});
