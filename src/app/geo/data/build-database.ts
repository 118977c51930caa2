import { readFileSync } from 'node:fs';
import {
  composeDatabase,
  countryHalf,
  type Database,
  networkHalf,
  networkName,
} from '../../../enrich/enrichers/geo/database.ts';
import { GeoDataError } from '../../../enrich/enrichers/geo/geo-data-error.ts';
import type { Layer } from '../../../enrich/enrichers/geo/layers.ts';
import {
  countryTables,
  networkTables,
  readCsvSource,
  readMmdbSource,
  type SourceLayers,
} from '../../../enrich/enrichers/geo/read-source.ts';
import type { NewPart } from './check-data.ts';
import type { Fetched } from './fetched.ts';

const words = { country: 'countries', network: 'networks' } as const;

/** A database of what was fetched, with the parts and the address families that were not as they are in use. */
export interface Built {
  readonly database: Database;
  readonly parts: readonly NewPart[];
}

/** Reads what was fetched. Throws `GeoDataError` for a file that is of no use. */
export function buildDatabase(inUse: Database, fetched: readonly Fetched[]): Built {
  let networks = networkHalf(inUse);
  let countries = countryHalf(inUse);
  const parts: NewPart[] = [];
  // Networks first: the coverage of countries is measured against them.
  for (const one of fetched.toSorted((a, b) => b.kind.localeCompare(a.kind))) {
    const files = one.files.map((path) => readFileSync(path));
    const read = one.format === 'csv' ? readCsvSource(one.kind, files) : readMmdbSource(one.kind, files[0]);
    if (!read.v4 && !read.v6) throw new GeoDataError(`no line of it is about addresses of ${words[one.kind]}`);
    const source = filled(one.kind, read, inUse);
    const origin = { origin: one.origin, key: one.key, madeAt: one.madeAt || read.madeAt };
    if (one.kind === 'network') networks = networkTables(source, origin);
    else countries = countryTables(source, origin, { v4: networks.networkV4, v6: networks.networkV6 });
    parts.unshift({ kind: one.kind, lines: read.lines, skipped: read.skipped });
  }
  return { database: composeDatabase(countries, networks), parts };
}

/** Files that have one address family only leave the other as it is. */
function filled(kind: NewPart['kind'], read: SourceLayers, inUse: Database): SourceLayers {
  if (read.v4 && read.v6) return read;
  const keys = [...read.keys];
  const known = new Map(keys.map((key, index) => [key, index]));
  const indexOf = (key: string): number => {
    const index = known.get(key) ?? keys.push(key) - 1;
    known.set(key, index);
    return index;
  };
  const asKeys =
    kind === 'country'
      ? inUse.countries
      : Array.from(inUse.asNumbers, (number, network) =>
          network === 0 ? '' : `${number},${networkName(inUse, network)}`,
        );
  const moved = ({ starts, values }: Layer): Layer => ({
    starts,
    values: values.map((value) => indexOf(asKeys[value])),
  });
  const [v4, v6] = kind === 'country' ? [inUse.countryV4, inUse.countryV6] : [inUse.networkV4, inUse.networkV6];
  return { ...read, v4: read.v4 ?? moved(v4), v6: read.v6 ?? moved(v6), keys };
}
