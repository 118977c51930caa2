import { placesFor, readCache, writeCache } from './cache-file.ts';
import { compile } from './compile.ts';
import { compileElsewhere } from './compile-elsewhere.ts';
import type { Database } from './database.ts';
import { findPackaged } from './packaged.ts';

/** Told that the databases are being made ready (0) and that they are (1). */
export type Progress = (step: string, share: number) => void;

/**
 * The packaged databases, ready for lookups: from the cache file when there is one, else compiled (some seconds) and
 * kept. Goes to `cacheDirectory`, to a private directory under the system's temporary one when that is not writable, and
 * does without when neither is. Throws `GeoDataError` when the packages are missing.
 */
export function openPackagedDatabase(cacheDirectory: string, progress: Progress): Database {
  const { key } = findPackaged();
  const places = placesFor(cacheDirectory);
  const cached = readCache(places, fileName(key), key);
  if (cached) return cached;
  progress('preparing the databases of countries and networks', 0);
  compileElsewhere({ cacheDirectory });
  const database = readCache(places, fileName(key), key) ?? compile(findPackaged());
  progress('databases of countries and networks are ready', 1);
  return database;
}

/** Compiles the packages here, unless that was done before, and keeps the outcome where there is a place for it. */
export function makePackaged(cacheDirectory: string): Database {
  const packaged = findPackaged();
  const places = placesFor(cacheDirectory);
  const cached = readCache(places, fileName(packaged.key), packaged.key);
  if (cached) return cached;
  const database = compile(packaged);
  writeCache(places, fileName(packaged.key), database, packaged.key);
  return database;
}

function fileName(key: string): string {
  return `geo-${key}.bin`;
}
