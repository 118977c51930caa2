import type { GeoAttack, GeoBook } from '../../core/geo/geo-policy.ts';
import type { GeoHits } from '../../core/geo/lane-plan.ts';
import type { GeoHitDelta, TrafficDelta } from '../../core/geo/records.ts';
import { readAddress } from '../../core/ip.ts';
import { providerTenant } from '../../core/tenant.ts';
import { GeoJudge } from '../../decide/geo/geo-judge.ts';
import type { LaneWish } from '../../decide/geo/plan-lanes.ts';

const hourMs = 3_600_000;

/** What the kernel counted, by hour and customer. Lanes that are gone since are nobody's in particular. */
export function kernelHits(hits: readonly GeoHits[], wishes: readonly LaneWish[], now: number): readonly GeoHitDelta[] {
  const contexts = new Map(wishes.map(({ id, context }) => [id, context]));
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

/**
 * What policies say of attempts that reached somebody all the same: watched ones, and those that came past a door nobody keeps.
 * Lane ''.
 */
export function trafficHits(traffic: readonly TrafficDelta[], judge: GeoJudge, now: number): readonly GeoHitDelta[] {
  const sums = new Map<string, { -readonly [K in keyof GeoHitDelta]: GeoHitDelta[K] }>();
  for (const { tenant, service, address: text, country, asNumber, hosting, count, lastSeen } of traffic) {
    if (service === 'calls-out') continue;
    const address = text === '' ? undefined : readAddress(text);
    const lane = judge.lane({ tenant, site: '', asset: '', service }, now);
    const { verdict } = lane.verdictOf({ country, asNumber, hosting }, address);
    if (verdict === 'allow') continue;
    const hour = Math.floor(lastSeen / hourMs) * hourMs;
    const key = `${hour}\n${tenant}\n${service}\n${country}\n${hosting}\n${verdict}`;
    const sum = sums.get(key);
    if (sum) sum.count += count;
    else sums.set(key, { hour, tenant, service, country, hosting, verdict, lane: '', count });
  }
  return [...sums.values()];
}
