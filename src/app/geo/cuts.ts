import { iso } from '../../api/present/instant.ts';
import type { GeoCut } from '../../api/schema/geo.ts';
import type { GeoBook, GeoServiceName } from '../../core/geo/geo-policy.ts';
import { readAddress } from '../../core/ip.ts';
import { GeoJudge } from '../../decide/geo/geo-judge.ts';
import type { GeoEnricher } from '../../enrich/enrichers/geo/geo.ts';

/** Somebody who works now. */
export interface AtWork {
  readonly kind: GeoCut['kind'];
  /** '' for the provider. */
  readonly tenant: string;
  readonly name: string;
  readonly address: string;
  readonly service: Exclude<GeoServiceName, 'calls-out'>;
  /** ms UTC; 0 when not known. */
  readonly lastSeen: number;
}

export interface CutsParts {
  /** What holds, and what would hold. */
  readonly before: GeoBook;
  readonly after: GeoBook;
  /** Where in a customer the change is: people are asked about there. */
  readonly scope: { readonly tenant: string; readonly site: string; readonly asset: string };
  readonly geo: Pick<GeoEnricher, 'find'>;
  readonly time: number;
}

/** Most that an answer lists. */
export const mostCuts = 500;

/**
 * Who of those at work would be refused and is not now, those that no guard saves first, newest first. Whoever is at a
 * customer is asked about at the site or asset of the change: a warning too many harms nobody.
 */
export function cutsOf(people: readonly AtWork[], parts: CutsParts): { cuts: GeoCut[]; cutsTotal: number } {
  const { before, after, scope, geo, time } = parts;
  const bare = (book: GeoBook, kinds: readonly string[] | 'all') =>
    new GeoJudge({ ...book, guards: book.guards.filter(({ kind }) => kinds !== 'all' && !kinds.includes(kind)) });
  const judges = { before: new GeoJudge(before), after: new GeoJudge(after) };
  // That somebody works from here ends half a day after they stop: it saves nobody for long.
  const sessions = { before: bare(before, ['operator']), after: bare(after, ['operator']) };
  const unguarded = { before: bare(before, 'all'), after: bare(after, 'all') };
  const found = new Map<string, GeoCut & { readonly at: number }>();
  for (const person of people) {
    const address = readAddress(person.address);
    if (!address) continue;
    const place = geo.find(person.address);
    const own = person.tenant !== '' && person.tenant === scope.tenant;
    const context = {
      ...{ tenant: person.tenant, service: person.service },
      ...{ site: own ? scope.site : '', asset: own ? scope.asset : '' },
    };
    const newly = (pair: { readonly before: GeoJudge; readonly after: GeoJudge }) =>
      pair.after.lane(context, time).verdictOf(place, address).verdict === 'refuse' &&
      pair.before.lane(context, time).verdictOf(place, address).verdict !== 'refuse';
    const guarded = !newly(person.kind === 'session' ? sessions : judges);
    if (guarded && !newly(unguarded)) continue;
    const { kind, tenant, name, service, lastSeen } = person;
    const key = [kind, tenant, name, person.address, service].join(':').slice(0, 200);
    found.set(key, {
      ...{ key, kind, tenant, name, address: person.address, country: place.country, asName: place.asName, service },
      ...{ verdict: 'refuse', lastSeen: lastSeen > 0 ? iso(lastSeen) : null, guarded, at: lastSeen },
    });
  }
  const sorted = [...found.values()].sort((a, b) => Number(a.guarded) - Number(b.guarded) || b.at - a.at);
  return { cuts: sorted.slice(0, mostCuts).map(({ at: _at, ...cut }) => cut), cutsTotal: sorted.length };
}
