import type { Text } from '../../../core/text.ts';
import { placesFor } from './cache-file.ts';
import { type CompileJob, compileElsewhere } from './compile-elsewhere.ts';
import type { Database } from './database.ts';
import { type Generation, loadCurrent, newerHalves, packagedGeneration } from './generations.ts';
import { cachedOwn, lastGood, makeOwn, noteGood, type OwnFiles, readOwnFiles } from './own-database.ts';
import { findPackaged } from './packaged.ts';
import { makePackaged, openPackagedDatabase, type Progress } from './packaged-database.ts';

export interface OpenOptions extends OwnFiles {
  /** Where compiled databases are kept; a private temporary directory stands in when it is not writable. */
  readonly cacheDirectory: string;
  /** Where updates are kept (`<data_dir>/geo`); absent: packages and own files only. */
  readonly dataDirectory?: string;
}

export interface Opened {
  /** Without corrections. */
  readonly database: Database;
  /** The update it was made of; the packages when there was none. */
  readonly generation: Generation;
  /** What could not be used, and what is used in its place: to be told to somebody. */
  readonly problems: readonly Text[];
}

/**
 * What is in force: the newest update when there is one, else the packages; files of the user over it. Damaged updates give
 * way to those before. A file of the user that cannot be used throws `GeoDataError` when there is no data directory; with one
 * the outcome of its last good state stands in, and a problem says so.
 */
export function openDatabase(options: OpenOptions, progress: Progress): Opened {
  const base = openBase(options, () => openPackagedDatabase(options.cacheDirectory, progress));
  if (!hasOwn(options)) return base;
  try {
    return { ...base, database: openOwn(options, base.database, progress) };
  } catch (error) {
    if (!options.dataDirectory) throw error;
    const kept = lastGood(options.dataDirectory, options);
    const problem = unusable((error as Error).message, kept !== undefined);
    return { ...base, database: kept ?? base.database, problems: [...base.problems, problem] };
  }
}

/** Makes, here, whatever `openDatabase` would have to make: the work of a process of its own. */
export function makeCaches(job: CompileJob): void {
  const { database } = openBase(job, () => makePackaged(job.cacheDirectory));
  if (!hasOwn(job)) return;
  const files = readOwnFiles(job);
  const places = placesOf(job);
  if (!cachedOwn(places, database, files)) makeOwn(places, database, files);
}

/** What is in force without files of the user: the newest update, else the packages. `openPackaged` is asked when those are needed. */
export function openBase(
  options: OpenOptions,
  openPackaged: () => Database = () => openPackagedDatabase(options.cacheDirectory, () => {}),
): Opened {
  if (!options.dataDirectory) return { database: openPackaged(), generation: packagedGeneration, problems: [] };
  const { database, generation, problems } = loadCurrent(options.dataDirectory);
  if (!database) return { database: openPackaged(), generation, problems };
  const packaged = findPackaged();
  const older = (['country', 'network'] as const).some((kind) => {
    const part = database.parts.find(({ name }) => name === kind);
    return !generation.chosen.includes(kind) && part !== undefined && part.madeAt < packaged[kind].madeAt;
  });
  // The packages are only read when they have something newer to give.
  if (!older) return { database, generation, problems };
  return { database: newerHalves(database, generation, openPackaged()), generation, problems };
}

function openOwn(options: OpenOptions, base: Database, progress: Progress): Database {
  const files = readOwnFiles(options);
  const places = placesOf(options);
  let database = cachedOwn(places, base, files);
  if (!database) {
    progress('preparing your own databases of countries and networks', 0);
    compileElsewhere(options);
    database = cachedOwn(places, base, files) ?? makeOwn(places, base, files);
    progress('your own databases of countries and networks are ready', 1);
  }
  if (options.dataDirectory) noteGood(options.dataDirectory, options, base, files);
  return database;
}

function hasOwn({ countryMmdb, asnMmdb }: OwnFiles): boolean {
  return Boolean(countryMmdb || asnMmdb);
}

function placesOf({ cacheDirectory, dataDirectory }: OpenOptions): readonly string[] {
  return placesFor(dataDirectory ?? cacheDirectory);
}

function unusable(detail: string, kept: boolean): Text {
  return kept
    ? {
        nl: `Een eigen bestand met landen of netwerken is onbruikbaar (${detail}); de laatste goede stand ervan geldt.`,
        en: `Your own file of countries or networks is of no use (${detail}); its last good state is in force.`,
      }
    : {
        nl: `Een eigen bestand met landen of netwerken is onbruikbaar (${detail}); de meegeleverde gegevens gelden.`,
        en: `Your own file of countries or networks is of no use (${detail}); the data that came along are in force.`,
      };
}
