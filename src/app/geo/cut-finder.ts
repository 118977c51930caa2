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
  /** Canonical address. */
  readonly address: string;
  readonly service: Exclude<GeoServiceName, 'calls-out'>;
}

export interface CutFinderParts {
  /** What holds, and what would hold. */
  readonly before: GeoBook;
  readonly after: GeoBook;
  /** Where in a customer the change is: people are asked about there. */
  readonly scope: { readonly tenant: string; readonly site: string; readonly asset: string };
  readonly geo: Pick<GeoEnricher, 'find'>;
  /** ms UTC. */
  readonly time: number;
}

interface Judges {
  readonly before: GeoJudge;
  readonly after: GeoJudge;
}

/** Most that an answer lists. */
export const mostCuts = 500;

/**
 * Who would be refused by a change and is not now. Whoever is at a customer is asked about at the site or asset of the change: a
 * warning too many harms nobody.
 */
export class CutFinder {
  readonly #parts: CutFinderParts;
  readonly #judges: Judges;
  /** That somebody works from here ends half a day after they stop: it saves a session for now only. */
  readonly #sessions: Judges;
  readonly #unguarded: Judges;
  readonly #found = new Map<string, GeoCut & { readonly at: number }>();

  constructor(parts: CutFinderParts) {
    this.#parts = parts;
    const { before, after } = parts;
    this.#judges = { before: new GeoJudge(before), after: new GeoJudge(after) };
    this.#sessions = { before: sparing(before, 'operator'), after: sparing(after, 'operator') };
    this.#unguarded = { before: sparing(before, ''), after: sparing(after, '') };
  }

  /** `cut`: refused from then on; `guarded`: it would be, did a guard not let it pass; '' when nothing changes for them. */
  of(one: AtWork): 'cut' | 'guarded' | '' {
    if (this.#newly(one, one.kind === 'session' ? this.#sessions : this.#judges)) return 'cut';
    return this.#newly(one, this.#unguarded) ? 'guarded' : '';
  }

  /** Notes somebody who would be cut off. `lastSeen` in ms, 0 when not known. */
  note(one: AtWork, name: string, lastSeen: number): void {
    const outcome = this.of(one);
    if (outcome === '') return;
    const { kind, tenant, address, service } = one;
    const { country, asName } = this.#parts.geo.find(address);
    const key = [kind, tenant, name, address, service].join(':').slice(0, 200);
    this.#found.set(key, {
      ...{ key, kind, tenant, name, address, country, asName, service, verdict: 'refuse' },
      ...{ lastSeen: lastSeen > 0 ? iso(lastSeen) : null, guarded: outcome === 'guarded', at: lastSeen },
    });
  }

  /** Those that no guard saves first, newest first. `more`: found and not noted. */
  cuts(more = 0): { cuts: GeoCut[]; cutsTotal: number } {
    const sorted = [...this.#found.values()].sort((a, b) => Number(a.guarded) - Number(b.guarded) || b.at - a.at);
    return { cuts: sorted.slice(0, mostCuts).map(({ at: _at, ...cut }) => cut), cutsTotal: sorted.length + more };
  }

  #newly({ tenant, service, address: text }: AtWork, { before, after }: Judges): boolean {
    const { scope, geo, time } = this.#parts;
    const address = readAddress(text);
    if (!address) return false;
    const place = geo.find(text);
    const own = tenant !== '' && tenant === scope.tenant;
    const context = { tenant, service, site: own ? scope.site : '', asset: own ? scope.asset : '' };
    return (
      after.lane(context, time).verdictOf(place, address).verdict === 'refuse' &&
      before.lane(context, time).verdictOf(place, address).verdict !== 'refuse'
    );
  }
}

/** A judge over the book without guards of a kind; '' is without any. */
function sparing(book: GeoBook, without: string): GeoJudge {
  return new GeoJudge({ ...book, guards: book.guards.filter(({ kind }) => without !== '' && kind !== without) });
}
