import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GeoWorld } from '../../core/geo/geo-world.ts';
import type { KernelPlan, LanePlan } from '../../core/geo/lane-plan.ts';
import { classAt } from '../../decide/geo/class-at.ts';
import { coarsePlan } from './coarse-plan.ts';

const act = (verdict: 'allow' | 'refuse') => {
  // biome-ignore lint/suspicious/noThenProperty: the word of LanePlan; acts are never awaited
  return { verdict, limit: undefined, until: Number.POSITIVE_INFINITY, then: undefined };
};
const acts = [act('allow'), act('refuse')];

test('every address gets in each lane what it got, out of no more runs than before', () => {
  const borders = fc.uniqueArray(fc.integer({ min: 1, max: 0xffff_ffff }), { maxLength: 40 });
  fc.assert(
    fc.property(
      borders,
      fc.infiniteStream(fc.nat(5)),
      fc.array(fc.nat(1), { minLength: 12, maxLength: 12 }),
      (cuts, pick, verdicts) => {
        const starts = [0, ...cuts.sort((a, b) => a - b)];
        const values = starts.map(() => pick.next().value as number);
        const world: GeoWorld = {
          classes: Array.from({ length: 6 }, (_, i) => ({
            ...{ country: `A${i}`, asNumber: 0, hosting: false, special: false, ranges: [] },
          })),
          ...{ ranges: [], madeAt: 0, key: 'k' },
          v4: { starts: Uint32Array.from(starts), values: Uint32Array.from(values) },
          // The same borders in the second word.
          v6: {
            starts: Uint32Array.from(starts.flatMap((start) => [0, start, 0, 0])),
            values: Uint32Array.from(values),
          },
        };
        const lanes = [0, 6].map(
          (from): LanePlan => ({
            ...{ id: `l${from}`, ports: { udp: [5060], tcp: [] }, destinations: [], acts, known: undefined },
            context: { tenant: '', site: '', asset: '', service: 'registration' },
            classes: Uint16Array.from(verdicts.slice(from, from + 6)),
          }),
        );
        const plan: KernelPlan = { world, guards: [], emergency: ['112'], lanes };
        const coarse = coarsePlan(plan);
        expect(coarse.world.v4.values.length).toBeLessThanOrEqual(values.length);
        const verdictOf = ({ world: of, lanes: [one, two] }: KernelPlan, address: Parameters<typeof classAt>[1]) =>
          [one!, two!].map(({ classes, acts: all }) => all[classes[classAt(of, address)]!]!.verdict);
        for (const start of starts)
          for (const near of [start, Math.max(0, start - 1), Math.min(0xffff_ffff, start + 1)]) {
            const v4 = { family: 4, bits: BigInt(near) } as const;
            expect(verdictOf(coarse, v4)).toEqual(verdictOf(plan, v4));
            const v6 = { family: 6, bits: BigInt(near) << 64n } as const;
            expect(verdictOf(coarse, v6)).toEqual(verdictOf(plan, v6));
          }
      },
    ),
  );
});
