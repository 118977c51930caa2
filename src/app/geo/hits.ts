import type { GeoAttack, GeoBook } from '../../core/geo/geo-policy.ts';
import type { GeoHits } from '../../core/geo/lane-plan.ts';
import type { GeoHitDelta } from '../../core/geo/records.ts';
import { providerTenant } from '../../core/tenant.ts';
import { GeoJudge } from '../../decide/geo/geo-judge.ts';
import type { LaneWish } from '../../decide/geo/plan-lanes.ts';

const hourMs = 3_600_000;

/** What the kernel counted, by hour and customer. Lanes that are gone since are nobody's in particular. */
export function kernelHits(hits: readonly GeoHits[], wishes: readonly LaneWish[], now: number): readonly GeoHitDelta[] {
  // What several customers share is nobody's in particular.
  const contexts = new Map(
    wishes.map(({ id, context, also = [] }) => [id, also.length > 0 ? { ...context, tenant: '' } : context]),
  );
  const hour = Math.floor(now / hourMs) * hourMs;
  return hits.map(({ lane, country, hosting, verdict, packets }) => {
    const context = contexts.get(lane);
    return {
      ...{ hour, tenant: context?.tenant || providerTenant, service: context?.service ?? 'registration' },
      ...{ country, hosting, verdict, lane, count: packets },
    };
  });
}

/** Which packets a mode alone refused, by mode: those that would have passed without it. */
export function refusedByModes(
  hits: readonly GeoHits[],
  wishes: readonly LaneWish[],
  book: GeoBook,
  now: number,
): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  const on = book.attacks.filter(({ from, until }) => from <= now && until > now);
  if (on.length === 0) return sums;
  const contexts = new Map(wishes.map(({ id, context }) => [id, context]));
  const judges = new Map<GeoAttack, GeoJudge>();
  const without = new GeoJudge({ ...book, attacks: [] });
  for (const { lane, country, hosting, verdict, packets } of hits) {
    const context = contexts.get(lane);
    if (verdict !== 'refuse' || !context) continue;
    const place = { country, hosting, asNumber: 0 };
    const refuses = (judge: GeoJudge) => judge.lane(context, now).verdictOf(place, undefined).verdict === 'refuse';
    if (refuses(without)) continue;
    const mode = on.find((attack) => {
      const judge = judges.get(attack) ?? new GeoJudge({ ...book, attacks: [attack] });
      judges.set(attack, judge);
      return refuses(judge);
    });
    if (mode) sums.set(mode.id, (sums.get(mode.id) ?? 0) + packets);
  }
  return sums;
}
