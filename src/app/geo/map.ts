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
  readonly traffic: Pick<GeoTrafficPort, 'countries' | 'hits' | 'callCountries' | 'since'>;
  readonly judge: GeoJudge;
  /** ms UTC. */
  readonly now: number;
}

type Line = GeoMap['countries'][number];

const hourMs = 3_600_000;

/**
 * Each country with traffic, or with another verdict than allow. Addresses of no known country are ''. Traffic and what policies
 * did are counted by the hour, so the figures are of whole hours, from the one in which the span begins.
 */
export async function mapOf({ tenant, service, hours }: MapQuestion, parts: MapParts): Promise<GeoMap> {
  const { traffic, judge, now } = parts;
  const services: readonly GeoService[] = service === 'sip' ? ['registration', 'calls-in'] : [service];
  const from = hourOf(now - hours * hourMs);
  const query: TrafficQuery = { from, services, ...(tenant && { tenant }) };
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
      line = {
        ...{ country, verdict, wished, good: 0, failed: 0, refused: 0, limited: 0, watchedPackets: 0 },
        ...{ denied: 0, passed: 0, wouldRefuse: 0, watched: 0, accounts: 0, lastGood: null },
      };
      lines.set(country, line);
    }
    return line;
  };
  for (const country of countries) {
    const { verdict, wished } = verdictOf(country);
    if (verdict !== 'allow' || wished !== 'allow') lineOf(country);
  }
  const [sums, hits, calls, first] = await Promise.all([
    traffic.countries(query),
    traffic.hits(query),
    service === 'calls-out' ? traffic.callCountries(query) : [],
    traffic.since(),
  ]);
  for (const { country, good, failed, other, accounts, lastGood } of sums) {
    const line = lineOf(country);
    line.good += good;
    line.failed += failed + other;
    line.accounts += accounts;
    if (lastGood !== undefined) line.lastGood = iso(lastGood);
  }
  for (const { country, ...did } of hits) Object.assign(lineOf(country), did);
  for (const { country, answered, failed } of calls) {
    const line = lineOf(country);
    line.good += answered;
    line.failed += failed;
  }
  // Calls are kept since before traffic was counted.
  const counted = service === 'calls-out' ? from : Math.max(from, first.hour ?? hourOf(now));
  return {
    ...{ tenant, service, from: iso(Math.min(counted, hourOf(now))) },
    countries: [...lines.values()].sort((a, b) => (a.country < b.country ? -1 : 1)),
  };
}

function hourOf(time: number): number {
  return time - (time % hourMs);
}
