import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeDatabase, type Database, type DatabasePart } from './database.ts';
import { countryTables, networkTables, readCsvSource } from './read-source.ts';

/** Where the CSV files of one part are, and what they say of themselves. */
export interface Origin extends Pick<DatabasePart, 'origin' | 'key' | 'madeAt'> {
  readonly folder: string;
}

/** Where the packaged CSV files are. */
export interface PackagedFiles {
  readonly country: Origin;
  readonly network: Origin;
  /** Says which version of both it is. */
  readonly key: string;
}

/** Builds the database from the packaged CSV files: some seconds, done once per version of the packages. */
export function compile(files: PackagedFiles): Database {
  const read = (kind: 'country' | 'network', name: string) =>
    readCsvSource(
      kind,
      [4, 6].map((family) => readFileSync(join(files[kind].folder, `${name}-ipv${family}-num.csv`))),
    );
  const networks = networkTables(read('network', 'asn'), files.network);
  const announced = { v4: networks.networkV4, v6: networks.networkV6 };
  return composeDatabase(countryTables(read('country', 'geo-whois-asn-country'), files.country, announced), networks);
}
