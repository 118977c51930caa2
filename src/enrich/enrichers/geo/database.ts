import type { TableV4, TableV6 } from './tables.ts';

/**
 * The packaged databases in the form lookups use. Country values index `countries`, network values index `asNumbers` and
 * the names; 0 says nothing is known.
 */
export interface Database {
  readonly countryV4: TableV4;
  readonly countryV6: TableV6;
  readonly networkV4: TableV4;
  readonly networkV6: TableV6;
  /** Two letters each (ISO 3166-1 alpha-2); the first is ''. */
  readonly countries: readonly string[];
  readonly asNumbers: Uint32Array;
  /** Names of the organisations, UTF-8, one after the other; name i is nameBytes[nameEnds[i-1], nameEnds[i]). */
  readonly nameBytes: Uint8Array;
  readonly nameEnds: Uint32Array;
  /** 1 for a network where servers live, 0 for another; by its index. */
  readonly hosting: Uint8Array;
  /** When the data was made, ms; the older of the two. */
  readonly madeAt: number;
  /** Another one for other data. */
  readonly key: string;
}

const utf8 = new TextDecoder();

/** Name of a network by its index. */
export function networkName(database: Database, network: number): string {
  const from = network === 0 ? 0 : database.nameEnds[network - 1];
  return utf8.decode(database.nameBytes.subarray(from, database.nameEnds[network]));
}
