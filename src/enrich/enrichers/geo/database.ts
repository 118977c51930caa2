import type { TableV4, TableV6 } from './tables.ts';

/** Countries of addresses: values index `countries`; 0 says nothing is known. */
export interface CountryTables {
  readonly countryV4: TableV4;
  readonly countryV6: TableV6;
  /** Two letters each (ISO 3166-1 alpha-2); the first is ''. */
  readonly countries: readonly string[];
}

/** Networks of addresses: values index `asNumbers`, `hosting` and the names; 0 says nothing is known. */
export interface NetworkTables {
  readonly networkV4: TableV4;
  readonly networkV6: TableV6;
  readonly asNumbers: Uint32Array;
  /** Names of the organisations, UTF-8, one after the other; name i is nameBytes[nameEnds[i-1], nameEnds[i]). */
  readonly nameBytes: Uint8Array;
  readonly nameEnds: Uint32Array;
  /** 1 for a network where servers live, 0 for another; by its index. */
  readonly hosting: Uint8Array;
}

/** Where a part of the data came from. */
export interface DatabasePart {
  /** `own-…` is a file of the user that lies over the part of the same name. */
  readonly name: 'country' | 'network' | 'own-country' | 'own-network';
  /** Package and version, address or path. */
  readonly origin: string;
  /** Another one for other data. */
  readonly key: string;
  /** When it was made, ms; 0 when not known. */
  readonly madeAt: number;
  /** Runs of addresses of one value, IPv4 and IPv6 together. */
  readonly rows: number;
  /** Share of the addresses that networks announce about which it says something, 0–1. */
  readonly coverage4: number;
  readonly coverage6: number;
}

/** Everything known of addresses, in the form lookups use. Special addresses (special-addresses.ts) say nothing in it. */
export interface Database extends CountryTables, NetworkTables {
  readonly parts: readonly DatabasePart[];
  /** When the data was made, ms; the oldest part that counts. */
  readonly madeAt: number;
  /** Another one for other data. */
  readonly key: string;
}

const utf8 = new TextDecoder();

/** Name of a network by its index. */
export function networkName(tables: NetworkTables, network: number): string {
  const from = network === 0 ? 0 : tables.nameEnds[network - 1];
  return utf8.decode(tables.nameBytes.subarray(from, tables.nameEnds[network]));
}

/** A database of two parts, which say where they come from. */
export function composeDatabase(
  countries: CountryTables & { readonly part: DatabasePart },
  networks: NetworkTables & { readonly part: DatabasePart },
): Database {
  const { countryV4, countryV6, countries: codes } = countries;
  const { networkV4, networkV6, asNumbers, nameBytes, nameEnds, hosting } = networks;
  return {
    ...{ countryV4, countryV6, countries: codes },
    ...{ networkV4, networkV6, asNumbers, nameBytes, nameEnds, hosting },
    parts: [countries.part, networks.part],
    madeAt: Math.min(countries.part.madeAt, networks.part.madeAt),
    key: `${countries.part.key}~${networks.part.key}`,
  };
}

/** The country or the network half of a database, to make another of. */
export function countryHalf(database: Database): CountryTables & { readonly part: DatabasePart } {
  return { ...database, part: database.parts.find(({ name }) => name === 'country')! };
}

export function networkHalf(database: Database): NetworkTables & { readonly part: DatabasePart } {
  return { ...database, part: database.parts.find(({ name }) => name === 'network')! };
}
