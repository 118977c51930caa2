import type { GeoPlace } from '../../core/geo/geo-answer.ts';
import type { GeoBook } from '../../core/geo/geo-policy.ts';
import type { GeoHitDelta, GeoHitKind, TrafficDelta } from '../../core/geo/records.ts';
import { readAddress } from '../../core/ip.ts';
import type { GeoJudge } from '../../decide/geo/geo-judge.ts';
import type { LaneVerdict } from '../../decide/geo/geo-lane.ts';
import { placesBelow } from '../../decide/geo/places-below.ts';

/** Kernel, doors and those who fetch lists have taken a change over by then; what came in before came in by the policy before. */
const takenOverMs = 10_000;

/**
 * What became of attempts that policies are about: those that a policy in watch would have refused or limited, those that another
 * door turned away, and those that came in although the policy refuses. An attempt of which nobody said how it went may have died
 * in the kernel: it did not come in. Attempts from before the book was as it is are told by nothing.
 */
export function trafficHits(
  traffic: readonly TrafficDelta[],
  book: GeoBook,
  judge: GeoJudge,
  now: number,
): readonly GeoHitDelta[] {
  const sums = new Map<string, { -readonly [K in keyof GeoHitDelta]: GeoHitDelta[K] }>();
  const changed = changedAt(book, now);
  const below = placesBelow(book);
  for (const delta of traffic) {
    const { hour, tenant, asset, service, country, asNumber, hosting, lastSeen } = delta;
    if (service === 'calls-out' || lastSeen < changed) continue;
    const time = Math.min(lastSeen, now);
    const address = delta.address === '' ? undefined : readAddress(delta.address);
    const place: GeoPlace = { country, asNumber, hosting };
    const at = (where: { readonly site: string; readonly asset: string }) =>
      judge.lane({ tenant, ...where, service }, time).verdictOf(place, address);
    const told = at({ site: '', asset });
    // In which site it is, and often which asset it came to, is not known: where one of them lets it in, nothing is amiss.
    const others = below(tenant).filter((where) => asset === '' || where.asset === '');
    const surely = told.verdict !== 'refuse' || others.every((where) => at(where).verdict === 'refuse');
    for (const [verdict, count] of surely ? kindsOf(told, delta, lastSeen >= changed + takenOverMs) : []) {
      if (count === 0) continue;
      const key = `${hour}\n${tenant}\n${service}\n${country}\n${hosting}\n${verdict}`;
      const sum = sums.get(key);
      if (sum) sum.count += count;
      else sums.set(key, { hour, tenant, service, country, hosting, verdict, lane: '', count });
    }
  }
  return [...sums.values()];
}

function kindsOf(
  { verdict, wished }: LaneVerdict,
  { outcome, count, denied }: TrafficDelta,
  takenOver: boolean,
): readonly (readonly [GeoHitKind, number])[] {
  if (verdict === 'refuse')
    return [
      ['denied', denied],
      ['passed', takenOver && outcome !== 'other' ? count - denied : 0],
    ];
  if (wished === 'refuse') return [['would-refuse', count]];
  if (verdict === 'limit') return [];
  if (wished === 'limit') return [['would-limit', count]];
  return verdict === 'watch' ? [['watch', count]] : [];
}

/** When the newest policy or mode came to be as it is. */
function changedAt({ policies, attacks }: GeoBook, now: number): number {
  const times = [
    ...policies.filter(({ state }) => state !== 'off').map((policy) => policy.changedAt),
    ...attacks.map(({ from }) => from),
  ];
  return Math.max(0, ...times.filter((time) => time <= now));
}
