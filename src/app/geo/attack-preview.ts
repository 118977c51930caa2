import type { GeoRecentPort } from '../../api/ports/geo.ts';
import { iso } from '../../api/present/instant.ts';
import type { GeoAttackPreview } from '../../api/schema/geo.ts';
import type { GeoBook, GeoScope } from '../../core/geo/geo-policy.ts';
import { recentSlot } from '../../core/geo/recent.ts';
import { readAddress } from '../../core/ip.ts';
import { GeoJudge } from '../../decide/geo/geo-judge.ts';
import { covers } from '../../decide/geo/scope.ts';

const hourMs = 3_600_000;

/**
 * What a mode would have refused in the last hour of what came to its scope, from the start of the five minutes in which that
 * hour began. Attempts that nobody knows the system of are of no site and no asset: `unplaced` counts those of the customer.
 */
export async function attackPreviewOf(parts: {
  readonly before: GeoBook;
  readonly after: GeoBook;
  readonly scope: GeoScope;
  readonly recent: Pick<GeoRecentPort, 'sources'>;
  readonly siteOf: (tenant: string, asset: string) => string;
  /** ms UTC. */
  readonly now: number;
}): Promise<Pick<GeoAttackPreview, 'refuses' | 'since' | 'unplaced'>> {
  const { scope, recent, siteOf, now } = parts;
  const [before, after] = [new GeoJudge(parts.before), new GeoJudge(parts.after)];
  const refuses = { good: 0, failed: 0, attack: 0 };
  const narrow = scope.level === 'site' || scope.level === 'asset';
  let unplaced = 0;
  const from = recentSlot(now - hourMs);
  await recent.sources({ from, ...(scope.tenant && { tenant: scope.tenant }) }, (rows) => {
    for (const { tenant, asset, service, address: text, good, failed, other, attack, ...place } of rows) {
      if (service === 'calls-out') continue;
      const context = { tenant, service, asset, site: siteOf(tenant, asset) };
      if (narrow && asset === '') unplaced += good + failed + other;
      if (!covers(scope, context)) continue;
      const address = text === '' ? undefined : readAddress(text);
      const refusedBy = (judge: GeoJudge) => judge.lane(context, now).verdictOf(place, address).verdict === 'refuse';
      if (!refusedBy(after) || refusedBy(before)) continue;
      refuses.good += good;
      if (attack) refuses.attack += failed + other;
      else refuses.failed += failed + other;
    }
  });
  return { refuses, since: iso(from), unplaced };
}
