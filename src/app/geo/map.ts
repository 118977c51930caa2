import type { GeoTrafficPort, TrafficQuery } from '../../api/ports/geo.ts';
import { iso } from '../../api/present/instant.ts';
import type { GeoMap } from '../../api/schema/geo.ts';
import { countries } from '../../core/geo/countries.ts';
import type { GeoService, GeoServiceName } from '../../core/geo/geo-policy.ts';
import type { GeoJudge } from '../../decide/geo/geo-judge.ts';

export interface MapQuestion {
  /** '' for everybody. */
  readonly tenant: string;
  readonly service: GeoServiceName;
  readonly hours: number;
}

export interface MapParts {
  readonly traffic: Pick<GeoTrafficPort, 'countries' | 'hits' | 'callsOut'>;
  readonly judge: GeoJudge;
  /** ms UTC. */
  readonly now: number;
}

type Line = GeoMap['countries'][number];

/** Each country with traffic, or with another verdict than allow. Addresses of no known country are ''. */
export async function mapOf({ tenant, service, hours }: MapQuestion, parts: MapParts): Promise<GeoMap> {
  const { traffic, judge, now } = parts;
  const services: readonly GeoService[] = service === 'sip' ? ['registration', 'calls-in'] : [service];
  const query: TrafficQuery = { from: now - hours * 3_600_000, services, ...(tenant && { tenant }) };
  const lane = judge.lane({ tenant, site: '', asset: '', service }, now);
  const verdictOf = (country: string) =>
    service === 'calls-out'
      ? lane.numberVerdict({ country, kind: 'fixed-or-mobile', number: '', dialledKind: 'international' })
      : lane.verdictOf({ country, asNumber: 0, hosting: false }, undefined);
  const lines = new Map<string, Line>();
  const lineOf = (country: string): Line => {
    let line = lines.get(country);
    if (!line) {
      const { verdict, wished } = verdictOf(country);
      const none = { good: 0, failed: 0, refused: 0, limited: 0, watched: 0, accounts: 0, lastGood: null };
      line = { country, verdict, wished, ...none };
      lines.set(country, line);
    }
    return line;
  };
  for (const country of countries) {
    const { verdict, wished } = verdictOf(country);
    if (verdict !== 'allow' || wished !== 'allow') lineOf(country);
  }
  const [sums, hits] = await Promise.all([traffic.countries(query), traffic.hits(query)]);
  for (const { country, good, failed, other, accounts, lastGood } of sums) {
    const line = lineOf(country);
    line.good += good;
    line.failed += failed + other;
    line.accounts += accounts;
    if (lastGood !== undefined) line.lastGood = iso(lastGood);
  }
  for (const { country, refused, limited, watched } of hits) {
    const line = lineOf(country);
    line.refused += refused;
    line.limited += limited;
    line.watched += watched;
  }
  if (service === 'calls-out')
    await traffic.callsOut(query, (rows) => {
      for (const { country, calls } of rows) lineOf(country).good += calls;
    });
  return { tenant, service, countries: [...lines.values()].sort((a, b) => (a.country < b.country ? -1 : 1)) };
}
