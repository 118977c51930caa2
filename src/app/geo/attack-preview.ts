import type { GeoAttackPreview } from '../../api/schema/geo.ts';
import type { GeoBook, GeoScope } from '../../core/geo/geo-policy.ts';
import { readAddress } from '../../core/ip.ts';
import { GeoJudge } from '../../decide/geo/geo-judge.ts';
import type { Store } from '../../store/store.ts';

/** What a mode would have refused of the sources that were here in the last hour. Counts are of their day so far. */
export async function attackPreviewOf(parts: {
  readonly before: GeoBook;
  readonly after: GeoBook;
  readonly scope: GeoScope;
  readonly traffic: Store['geo']['traffic'];
  /** ms UTC. */
  readonly now: number;
}): Promise<GeoAttackPreview['refuses']> {
  const { scope, traffic, now } = parts;
  const [before, after] = [new GeoJudge(parts.before), new GeoJudge(parts.after)];
  const sum = { good: 0, failed: 0, attack: 0 };
  const hourAgo = now - 3_600_000;
  await traffic.sources({ from: hourAgo, ...(scope.tenant && { tenant: scope.tenant }) }, (rows) => {
    for (const { tenant, service, address: text, lastSeen, good, failed, other, attack, ...place } of rows) {
      if (lastSeen < hourAgo || service === 'calls-out') continue;
      const address = text === '' ? undefined : readAddress(text);
      const own = tenant === scope.tenant;
      const context = { tenant, service, site: own ? scope.site : '', asset: own ? scope.asset : '' };
      const refuses = (judge: GeoJudge) => judge.lane(context, now).verdictOf(place, address).verdict === 'refuse';
      if (!refuses(after) || refuses(before)) continue;
      sum.good += good;
      if (attack) sum.attack += failed + other;
      else sum.failed += failed + other;
    }
  });
  return sum;
}
