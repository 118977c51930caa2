import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { Origin, PackagedFiles } from './compile.ts';
import { GeoDataError } from './geo-data-error.ts';
import { hostingKey } from './hosting.ts';

export const countryPackage = '@ip-location-db/geo-whois-asn-country';
export const networkPackage = '@ip-location-db/asn';

/** The packaged databases: where their files are, and when they were made (their version is 2.3.YYYYMMDDHH). */
export type Packaged = PackagedFiles;

/** Finds the packaged databases. Throws `GeoDataError` when a package is not installed. */
export function findPackaged(): Packaged {
  const country = find(countryPackage);
  const network = find(networkPackage);
  return { country, network, key: `${country.key}~${network.key}~${hostingKey}` };
}

function find(name: string): Origin {
  let path: string;
  try {
    path = createRequire(import.meta.url).resolve(`${name}/package.json`);
  } catch (cause) {
    throw new GeoDataError(`The package ${name} with addresses per country or network is not installed; run npm ci.`, {
      cause,
    });
  }
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
  return { folder: dirname(path), ...originOfPackage(name, version), madeAt: dateOfVersion(version) };
}

/** What the data of a version of a package are called. */
export function originOfPackage(name: string, version: string): { readonly origin: string; readonly key: string } {
  return { origin: `npm ${name} ${version}`, key: version };
}

/** Time in a version such as 2.3.2026061719 (year, month, day, hour UTC), ms; 0 when it holds none. */
export function dateOfVersion(version: string): number {
  const match = /^\d+\.\d+\.(\d{4})(\d{2})(\d{2})(\d{2})?$/.exec(version);
  if (!match) return 0;
  const [year, month, day, hour] = match.slice(1).map((part) => Number(part ?? 0));
  return Date.UTC(year, month - 1, day, hour);
}
