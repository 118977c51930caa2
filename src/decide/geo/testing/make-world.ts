import type { GeoPlace } from '../../../core/geo/geo-answer.ts';
import type { GeoClass, GeoFeatures, GeoWorld } from '../../../core/geo/geo-world.ts';
import { contains, formatCidr, readCidr } from '../../../core/ip.ts';

const nowhere: GeoPlace = { country: '', asNumber: 0, hosting: false };

/** A world out of a few places, made in the plainest way: every border splits, and every run is looked at anew. */
export function makeWorld(
  places: readonly (readonly [range: string, place: GeoPlace])[],
  features: GeoFeatures,
): GeoWorld {
  const ranges = features.ranges.map((text) => formatCidr(readCidr(text)!));
  const classes: GeoClass[] = [];
  const known = new Map<string, number>();
  const flat = (family: 4 | 6) => {
    const width = family === 4 ? 32 : 128;
    const cidrs = [...ranges, ...places.map(([range]) => range)]
      .map((text) => readCidr(text)!)
      .filter((cidr) => cidr.family === family);
    const ends = cidrs.map(({ bits, prefix }) => bits + (1n << BigInt(width - prefix)));
    const starts = [...new Set([0n, ...cidrs.map(({ bits }) => bits), ...ends])].filter(
      (bits) => bits < 1n << BigInt(width),
    );
    starts.sort((a, b) => (a < b ? -1 : 1));
    const values = starts.map((bits) => {
      const exact = { family, bits, prefix: width };
      const around = ranges
        .map((text, i) => ({ i, cidr: readCidr(text)! }))
        .filter(({ cidr }) => contains(cidr, exact))
        .sort((a, b) => a.cidr.prefix - b.cidr.prefix);
      const place = places.findLast(([range]) => contains(readCidr(range)!, exact))?.[1] ?? nowhere;
      const made: GeoClass = {
        ...{ country: place.country, hosting: place.hosting, special: false },
        asNumber: features.asNumbers.includes(place.asNumber) ? place.asNumber : 0,
        ranges: around.map(({ i }) => i),
      };
      const key = JSON.stringify(made);
      if (!known.has(key)) known.set(key, classes.push(made) - 1);
      return known.get(key)!;
    });
    return { starts, values: Uint32Array.from(values) };
  };
  const [v4, v6] = [flat(4), flat(6)];
  const lanes = v6.starts.flatMap((bits) => [96n, 64n, 32n, 0n].map((shift) => Number((bits >> shift) & 0xffffffffn)));
  return {
    ...{ classes, ranges, madeAt: 0, key: 'test' },
    v4: { starts: Uint32Array.from(v4.starts, Number), values: v4.values },
    v6: { starts: Uint32Array.from(lanes), values: v6.values },
  };
}
