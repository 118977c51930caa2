import type { Event } from '../../../core/event.ts';
import type { GeoCorrection } from '../../../core/geo/records.ts';
import type { Text } from '../../../core/text.ts';
import type { Enricher } from '../../enricher.ts';
import { compileBeside } from './compile-elsewhere.ts';
import { correct, correctionFor } from './corrections.ts';
import type { Database } from './database.ts';
import { type Generation, loadGeneration } from './generations.ts';
import { GeoDataError } from './geo-data-error.ts';
import { type Opened, type OpenOptions, openDatabase } from './open-database.ts';
import { openPackagedDatabase, type Progress } from './packaged-database.ts';
import { Places } from './places.ts';
import type { GeoRecord } from './record.ts';

/** Older than this and the screen says so. */
const staleAfterDays = 60;
const day = 86_400_000;
const rememberedByDefault = 65_536;

export interface GeoOptions extends OpenOptions {
  /** What somebody knows better than the data; none unless told. */
  readonly corrections?: readonly GeoCorrection[];
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

/** A part of the data, for the screen. */
export interface GeoDataFact extends GeoInfo {
  readonly name: string;
  readonly origin: string;
  readonly rows: number;
  /** Share of the announced addresses about which it says something, 0–1. */
  readonly coverage4: number;
  readonly coverage6: number;
}

/** Sets country, network (number, organisation) and whether that is a hosting network, from the source address. Offline. */
export class GeoEnricher implements Enricher {
  readonly name = 'geo';
  readonly #options: GeoOptions;
  #opened: Opened;
  #corrections: readonly GeoCorrection[];
  #database: Database;
  #places: Places;
  #evicted = 0;
  /** `corrections` of the options are laid over what was opened. Throws `GeoDataError` for one that does not read. */
  constructor(opened: Opened, options: GeoOptions) {
    this.#options = options;
    this.#opened = opened;
    this.#corrections = options.corrections ?? [];
    this.#database = correct(opened.database, this.#corrections);
    this.#places = new Places(this.#database, options.remembered ?? rememberedByDefault);
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

  /** The correction that decided about an address; undefined when the data did. */
  correctionFor(ip: string): GeoCorrection | undefined {
    return correctionFor(this.#corrections, ip);
  }

  /** The data in force, corrections included: what `makeWorld` takes. */
  get database(): Database {
    return this.#database;
  }

  /** What could not be used, and what is used in its place: to be told to somebody. */
  get problems(): readonly Text[] {
    return this.#opened.problems;
  }

  /** Answers put out of the table of addresses for want of room. */
  get evicted(): number {
    return this.#evicted + this.#places.evicted;
  }

  /** From now on these corrections hold and no others; some 50 ms. Throws `GeoDataError` for one that does not read: nothing changes then. */
  renew(corrections: readonly GeoCorrection[]): void {
    this.#use(this.#opened, corrections);
  }

  /**
   * Reads the data again, after an update: some 50 ms when they were made ready before (`prepareGeo`), seconds otherwise.
   * Throws `GeoDataError` when they cannot be read: nothing changes then.
   */
  reload(): void {
    const opened = openDatabase(this.#options, this.#options.progress ?? (() => {}));
    // What reads well here and now beats falling back: whoever changed something hears that it did not work.
    if (opened.problems.length > 0 && this.#opened.problems.length === 0)
      throw new GeoDataError(opened.problems.map(({ en }) => en).join(' '));
    this.#use(opened, this.#corrections);
  }

  #use(opened: Opened, corrections: readonly GeoCorrection[]): void {
    const database = correct(opened.database, corrections);
    this.#evicted += this.#places.evicted;
    this.#opened = opened;
    this.#corrections = corrections;
    this.#database = database;
    this.#places = new Places(database, this.#options.remembered ?? rememberedByDefault);
  }

  /**
   * The same as it would be with other corrections, or with the data of a generation in the place of its own, files of the user
   * left out; some 50 ms. Undefined when those data cannot be read. Throws `GeoDataError` for a correction that does not read.
   */
  asIf(change: {
    readonly corrections?: readonly GeoCorrection[];
    readonly generation?: Generation;
  }): GeoEnricher | undefined {
    const { generation, corrections = this.#corrections } = change;
    const database = generation ? this.#databaseOf(generation) : this.#opened.database;
    return database && new GeoEnricher({ ...this.#opened, database }, { ...this.#options, corrections, remembered: 1 });
  }

  #databaseOf(generation: Generation): Database | undefined {
    const { dataDirectory, cacheDirectory } = this.#options;
    if (generation.file === '') return openPackagedDatabase(cacheDirectory, () => {});
    return dataDirectory === undefined ? undefined : loadGeneration(dataDirectory, generation);
  }

  /** Age of the data at `now` (ms). */
  info(now: number): GeoInfo {
    return ageOf(this.#database.madeAt, now);
  }

  /** Where the data come from, their age at `now` (ms) and how much they cover; files of the user come last. */
  facts(now: number): readonly GeoDataFact[] {
    return this.#database.parts.map(({ name, origin, madeAt, rows, coverage4, coverage6 }) => ({
      ...{ name, origin, rows, coverage4, coverage6 },
      ...ageOf(madeAt, now),
    }));
  }
}

function ageOf(madeAt: number, now: number): GeoInfo {
  if (madeAt <= 0) return { date: null, ageDays: null, stale: true };
  const ageDays = Math.max(0, Math.floor((now - madeAt) / day));
  return { date: madeAt, ageDays, stale: ageDays > staleAfterDays };
}

/** Opens the databases. Throws `GeoDataError` when the packages are missing or, without a data directory, a file of the user cannot be read. */
export function createGeo(options: GeoOptions): GeoEnricher {
  return new GeoEnricher(openDatabase(options, options.progress ?? (() => {})), options);
}

/** Makes ready what `createGeo` and `reload` with these options will need, without holding up this thread. */
export function prepareGeo(options: OpenOptions): Promise<void> {
  const { cacheDirectory, dataDirectory, countryMmdb, asnMmdb } = options;
  return compileBeside({ cacheDirectory, dataDirectory, countryMmdb, asnMmdb });
}
