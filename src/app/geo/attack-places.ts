import { emptyBook, type GeoBook, type GeoScope } from '../../core/geo/geo-policy.ts';
import { wishedAttack } from '../../decide/geo/propose-attack.ts';
import type { Store } from '../../store/store.ts';
import { type GeoPorts, laneWishes, type ReachedAsset } from './lane-wishes.ts';
import { reachedAssets } from './reached-assets.ts';

/** Where systems of customers stand, and at how many of their addresses a mode can hold. */
export class AttackPlaces {
  readonly #assets: readonly ReachedAsset[];
  readonly #ports: GeoPorts;
  readonly #sites: ReadonlyMap<string, string>;

  constructor(assets: readonly ReachedAsset[], ports: GeoPorts) {
    this.#assets = assets;
    this.#ports = ports;
    this.#sites = new Map(assets.map(({ tenant, id, site }) => [`${tenant}\n${id}`, site]));
  }

  /** '' when it is not known. */
  siteOf(tenant: string, asset: string): string {
    return this.#sites.get(`${tenant}\n${asset}`) ?? '';
  }

  /** Addresses at which the kernel can tell packets to a scope from others; undefined for everybody, whose packets are all. */
  addressesOf(scope: GeoScope): number | undefined {
    if (scope.level === 'provider') return undefined;
    const attack = wishedAttack({ kind: 'only-known', scope, services: [], countries: [] }, 0);
    const lanes = laneWishes({ ...emptyBook, attacks: [attack] }, this.#ports, this.#assets);
    return new Set(lanes.flatMap(({ destinations }) => destinations)).size;
  }
}

/** Of all that policies and modes are about, and of a customer besides; `tenant` '' for none. */
export async function attackPlaces(
  store: Store,
  ports: GeoPorts,
  book: GeoBook,
  tenant: string,
): Promise<AttackPlaces> {
  const scope: GeoScope = { level: tenant ? 'customer' : 'provider', tenant, site: '', asset: '' };
  const attack = wishedAttack({ kind: 'only-known', scope, services: [], countries: [] }, 0);
  return new AttackPlaces(await reachedAssets(store, { ...book, attacks: [...book.attacks, attack] }), ports);
}
