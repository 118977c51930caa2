import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Reader, Response } from 'maxmind';
import { GeoDataError } from './geo-data-error.ts';

/** A database in MaxMind's file format that the user brought (https://maxmind.github.io/MaxMind-DB/). */
export interface Mmdb {
  /** Time it was built, ms. */
  readonly madeAt: number;
  /** Country code, '' when it says none. Reads MaxMind's nested form and the flat ones of ip-location-db, DB-IP and IPinfo. */
  country(ip: string): string;
  /** Number (0 when it says none) and organisation. Reads MaxMind's form and the flat one of IPinfo. */
  network(ip: string): { readonly number: number; readonly name: string };
}

/** Opens a database file. Throws `GeoDataError` when it cannot be read or is none. */
export function openMmdb(path: string): Mmdb {
  let reader: Reader<Response>;
  try {
    // Loaded when somebody brings a database: few do, and everybody waits for the start.
    const maxmind = createRequire(import.meta.url)('maxmind') as typeof import('maxmind');
    reader = new maxmind.Reader<Response>(readFileSync(path));
  } catch (cause) {
    throw new GeoDataError(`${path} cannot be used as a MaxMind database: ${(cause as Error).message}`, { cause });
  }
  return {
    madeAt: reader.metadata.buildEpoch.getTime(),
    country: (ip) => countryOf(reader.get(ip)),
    network: (ip) => networkOf(reader.get(ip)),
  };
}

type Fields = Readonly<Record<string, unknown>>;

/** Country code in any of the known forms; exported for the tests of those forms. */
export function countryOf(record: unknown): string {
  const fields = asFields(record);
  const code =
    asFields(fields.country).iso_code ??
    asFields(fields.registered_country).iso_code ??
    fields.country_code ??
    fields.country;
  return typeof code === 'string' && /^[A-Z]{2}$/.test(code) ? code : '';
}

/** Network in any of the known forms; exported for the tests of those forms. */
export function networkOf(record: unknown): { readonly number: number; readonly name: string } {
  const fields = asFields(record);
  const number = fields.autonomous_system_number ?? fields.asn ?? 0;
  const name = fields.autonomous_system_organization ?? fields.as_name ?? fields.as_org ?? '';
  const digits = Number(String(number).replace(/^AS/i, ''));
  return { number: Number.isInteger(digits) && digits > 0 ? digits : 0, name: typeof name === 'string' ? name : '' };
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
