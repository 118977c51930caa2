import type { GeoClass, GeoFeatures, GeoWorld } from '../../../core/geo/geo-world.ts';
import { type Cidr, formatCidr, readCidr } from '../../../core/ip.ts';
import { cidrLayer } from './cidr-layer.ts';
import type { Database } from './database.ts';
import { type Layer, mergeLayers } from './layers.ts';
import { specialLayer } from './special-addresses.ts';

/**
 * The whole address space in runs of addresses that no policy tells apart, of the data (corrections included) and of the
 * ranges and networks that policies and guards name. Ranges named twice count once. Throws RangeError for a range that does
 * not read: what is asked for was checked before.
 */
export function makeWorld(database: Database, features: GeoFeatures): GeoWorld {
  const cidrs = new Map<string, Cidr>();
  for (const text of features.ranges) {
    const cidr = readCidr(text);
    if (!cidr) throw new RangeError(`${JSON.stringify(text)} is no address and no range`);
    cidrs.set(formatCidr(cidr), cidr);
  }
  const kinds = networkKinds(database, features.asNumbers);
  const classes: GeoClass[] = [];
  const known = new Map<string, number>();
  const runs = (family: 4 | 6, countries: Layer, networks: Layer): Layer => {
    const named = cidrLayer(family, [...cidrs.values()]);
    const found = new Map<number, number>();
    let newest = -1;
    let newestClass = 0;
    const layers = [countries, networks, specialLayer(family), named.layer];
    return mergeLayers(family, layers, (values) => {
      const kind = kinds.of[values[1]];
      // Below 2^53 for any data: countries < 2^10, kinds < 2^17, sets < 2^24.
      const pair = ((values[0] * 2 + values[2]) * kinds.all.length + kind) * named.sets.length + values[3];
      if (pair === newest) return newestClass;
      newest = pair;
      newestClass = found.get(pair) ?? -1;
      if (newestClass >= 0) return newestClass;
      const made: GeoClass = {
        country: database.countries[values[0]],
        ...kinds.all[kind],
        special: values[2] === 1,
        ranges: named.sets[values[3]],
      };
      const key = JSON.stringify(made);
      newestClass = known.get(key) ?? classes.push(made) - 1;
      known.set(key, newestClass);
      found.set(pair, newestClass);
      return newestClass;
    });
  };
  const v4 = runs(4, database.countryV4, database.networkV4);
  const v6 = runs(6, database.countryV6, database.networkV6);
  return { classes, ranges: [...cidrs.keys()], v4, v6, madeAt: database.madeAt, key: database.key };
}

type NetworkKind = Pick<GeoClass, 'asNumber' | 'hosting'>;

/** What is told apart of each network: whether it is a hosting one, and its number if somebody named it. */
function networkKinds(database: Database, asNumbers: readonly number[]) {
  const named = new Set(asNumbers);
  const all: NetworkKind[] = [];
  const known = new Map<number, number>();
  const of = new Uint32Array(database.asNumbers.length);
  for (let network = 0; network < of.length; network++) {
    const number = named.has(database.asNumbers[network]) ? database.asNumbers[network] : 0;
    const hosting = database.hosting[network] === 1;
    const key = number * 2 + Number(hosting);
    const kind = known.get(key) ?? all.push({ asNumber: number, hosting }) - 1;
    known.set(key, kind);
    of[network] = kind;
  }
  return { all, of };
}
