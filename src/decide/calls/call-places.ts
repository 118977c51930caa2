import type { Call } from '../../core/calls/call.ts';
import type { GeoContext } from '../../core/geo/geo-answer.ts';
import type { GeoBook, GeoCaller } from '../../core/geo/geo-policy.ts';
import { unassignedTenant } from '../../core/tenant.ts';
import { GeoJudge } from '../geo/geo-judge.ts';
import type { GeoLane, LaneVerdict } from '../geo/geo-lane.ts';
import { isStricter } from '../geo/rank.ts';

const mostLanes = 5_000;
const free: LaneVerdict = { verdict: 'allow', wished: 'allow', limit: undefined };
type Where = Pick<GeoContext, 'site' | 'asset'>;
const nowhere: Where = { site: '', asset: '' };

/** What policies by country say of calls out. */
export class CallPlaces {
  readonly #judge: GeoJudge;
  readonly #isEmpty: boolean;
  readonly #lanes = new Map<string, { readonly from: number; readonly lane: GeoLane }>();
  /** By customer, and by account or trunk: from where it calls. */
  readonly #callers = new Map<string, ReadonlyMap<string, Where>>();

  /** Throws RangeError with every fault of the book. */
  constructor(book: GeoBook) {
    this.#judge = new GeoJudge(book);
    this.#isEmpty = book.policies.length === 0 && book.attacks.length === 0;
    for (const { tenant, callers = [] } of book.customers)
      if (callers.length > 0) this.#callers.set(tenant, new Map(callers.map((one) => [keyOf(one.by, one.name), one])));
  }

  /** Of a call by an account over a trunk, each with policies of its own, the stricter. @param at ms UTC. */
  verdict(call: Call, at: number): LaneVerdict {
    if (this.#isEmpty) return free;
    const { country, destinationKind: kind, number, dialledKind, tenant } = call;
    const asked = { country, kind, number, dialledKind };
    const callers = this.#callers.get(tenant);
    if (!callers) return this.#lane(tenant, nowhere, at).numberVerdict(asked);
    const account = callers.get(keyOf('account', call.account));
    const trunk = callers.get(keyOf('trunk', call.trunk));
    const own = this.#lane(tenant, account ?? trunk ?? nowhere, at).numberVerdict(asked);
    if (!account || !trunk) return own;
    const over = this.#lane(tenant, trunk, at).numberVerdict(asked);
    return isStricter(over.verdict, own.verdict) ? over : own;
  }

  #lane(tenant: string, { site, asset }: Where, at: number): GeoLane {
    const key = site === '' && asset === '' ? tenant : `${tenant}\n${site}\n${asset}`;
    const kept = this.#lanes.get(key);
    if (kept && at >= kept.from && at < kept.lane.until) return kept.lane;
    const somebody = tenant === unassignedTenant ? '' : tenant;
    const lane = this.#judge.lane({ tenant: somebody, site, asset, service: 'calls-out' }, at);
    if (this.#lanes.size >= mostLanes) this.#lanes.clear();
    this.#lanes.set(key, { from: at, lane });
    return lane;
  }
}

function keyOf(by: GeoCaller['by'], name: string): string {
  return `${by}\n${name.toLowerCase()}`;
}
