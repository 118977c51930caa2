import type { GeoAttackShare } from '../../core/geo/records.ts';
import type { ReviewInput } from './review-input.ts';

/**
 * Where attacks came from, most first: a country's share of the hostile attempts that reached somebody, and beside it of the
 * packets that the kernel refused. Packets are no attempts, so the two are never added up.
 */
export function attackShares({ counts, packets }: Pick<ReviewInput, 'counts' | 'packets'>): readonly GeoAttackShare[] {
  const attempts = sumBy(counts.map(({ country, hostile }) => [country, hostile]));
  const refused = sumBy(packets.map((one) => [one.country, one.packets]));
  const [allAttempts, allPackets] = [attempts, refused].map((of) => [...of.values()].reduce((sum, n) => sum + n, 0));
  return [...new Set([...attempts.keys(), ...refused.keys()])]
    .map((country) => {
      const [tried, dropped] = [attempts.get(country) ?? 0, refused.get(country) ?? 0];
      return {
        ...{ country, share: tried === 0 ? 0 : tried / allAttempts, attempts: tried },
        ...{ packets: dropped, packetShare: dropped === 0 ? 0 : dropped / allPackets },
      };
    })
    .filter((one) => one.attempts > 0 || one.packets > 0)
    .sort((a, b) => weight(b) - weight(a) || b.attempts - a.attempts || (a.country < b.country ? -1 : 1));
}

function weight({ share, packetShare }: { readonly share: number; readonly packetShare: number }): number {
  return Math.max(share, packetShare);
}

function sumBy(pairs: readonly (readonly [string, number])[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [key, count] of pairs) sums.set(key, (sums.get(key) ?? 0) + count);
  return sums;
}
