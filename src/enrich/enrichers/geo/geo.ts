import type { Event } from '../../../core/event.ts';
import type { Enricher } from '../../enricher.ts';
import { openMmdb } from './mmdb.ts';
import { openPackagedDatabase, type Progress } from './packaged-database.ts';
import { type PlaceDatabases, Places } from './places.ts';
import type { GeoRecord } from './record.ts';

/** Older than this and the screen says so. */
const staleAfterDays = 60;
const day = 86_400_000;

export interface GeoOptions {
  /** Where the compiled database is kept; a private temporary directory stands in when it is not writable. */
  readonly cacheDirectory: string;
  /** Path of the user's own country database (MMDB), '' or absent for none. */
  readonly countryMmdb?: string;
  /** Path of the user's own network (AS) database (MMDB), '' or absent for none. */
  readonly asnMmdb?: string;
  /** Addresses whose answer is remembered; 65,536 unless told. */
  readonly remembered?: number;
  /** Told about the first compilation. */
  readonly progress?: Progress;
}

/** Age of the data in use; the oldest database counts. */
export interface GeoInfo {
  /** When it was made, ms; null when not known. */
  readonly date: number | null;
  readonly ageDays: number | null;
  /** Older than 60 days, or of unknown age. */
  readonly stale: boolean;
}

/** Sets country, network (number, organisation) and whether that is a hosting network, from the source address. Offline. */
export class GeoEnricher implements Enricher {
  readonly name = 'geo';
  readonly #places: Places;
  readonly #madeAt: readonly number[];
  constructor(databases: PlaceDatabases, remembered: number) {
    this.#places = new Places(databases, remembered);
    const { packaged, countryMmdb, networkMmdb } = databases;
    // With both databases of the user the packaged one only fills holes: its age is not what counts.
    this.#madeAt =
      countryMmdb && networkMmdb
        ? [countryMmdb.madeAt, networkMmdb.madeAt]
        : [packaged.madeAt, countryMmdb?.madeAt ?? packaged.madeAt, networkMmdb?.madeAt ?? packaged.madeAt];
  }

  enrich(event: Event): void {
    if (event.sourceIp === '') return;
    const record = this.#places.find(event.sourceIp);
    event.country = record.country;
    event.asNumber = record.asNumber;
    event.asName = record.asName;
    event.hosting = record.hosting;
  }

  /** What is known about one address, for screens and the command line. */
  find(ip: string): GeoRecord {
    return this.#places.find(ip);
  }

  /** Answers put out of the table of addresses for want of room. */
  get evicted(): number {
    return this.#places.evicted;
  }

  /** Age of the data at `now` (ms). */
  info(now: number): GeoInfo {
    const date = Math.min(...this.#madeAt);
    if (date <= 0) return { date: null, ageDays: null, stale: true };
    const ageDays = Math.max(0, Math.floor((now - date) / day));
    return { date, ageDays, stale: ageDays > staleAfterDays };
  }
}

/** Opens the databases. Throws `GeoDataError` when the packages are missing or a file of the user cannot be read. */
export function createGeo(options: GeoOptions): GeoEnricher {
  const packaged = openPackagedDatabase(options.cacheDirectory, options.progress ?? (() => {}));
  return new GeoEnricher(
    {
      packaged,
      countryMmdb: options.countryMmdb ? openMmdb(options.countryMmdb) : undefined,
      networkMmdb: options.asnMmdb ? openMmdb(options.asnMmdb) : undefined,
    },
    options.remembered ?? 65_536,
  );
}
