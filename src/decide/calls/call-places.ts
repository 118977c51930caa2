import type { Call } from '../../core/calls/call.ts';
import type { GeoBook } from '../../core/geo/geo-policy.ts';
import { unassignedTenant } from '../../core/tenant.ts';
import { GeoJudge } from '../geo/geo-judge.ts';
import type { GeoLane, LaneVerdict } from '../geo/geo-lane.ts';

const mostLanes = 5_000;
const free: LaneVerdict = { verdict: 'allow', wished: 'allow', limit: undefined };

/** What policies by country say of calls out. */
export class CallPlaces {
  readonly #judge: GeoJudge;
  readonly #isEmpty: boolean;
  readonly #lanes = new Map<string, { readonly from: number; readonly lane: GeoLane }>();

  /** Throws RangeError with every fault of the book. */
  constructor(book: GeoBook) {
    this.#judge = new GeoJudge(book);
    this.#isEmpty = book.policies.length === 0 && book.attacks.length === 0;
  }

  /** @param at ms UTC. */
  verdict(call: Call, at: number): LaneVerdict {
    if (this.#isEmpty) return free;
    const { country, destinationKind: kind, number, dialledKind } = call;
    return this.#lane(call.tenant, at).numberVerdict({ country, kind, number, dialledKind });
  }

  #lane(tenant: string, at: number): GeoLane {
    const kept = this.#lanes.get(tenant);
    if (kept && at >= kept.from && at < kept.lane.until) return kept.lane;
    const context = {
      tenant: tenant === unassignedTenant ? '' : tenant,
      site: '',
      asset: '',
      service: 'calls-out',
    } as const;
    const lane = this.#judge.lane(context, at);
    if (this.#lanes.size >= mostLanes) this.#lanes.clear();
    this.#lanes.set(tenant, { from: at, lane });
    return lane;
  }
}
