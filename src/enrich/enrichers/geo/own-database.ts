import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readCache, writeCache } from './cache-file.ts';
import type { Database } from './database.ts';
import { GeoDataError } from './geo-data-error.ts';
import { layOver } from './overlay.ts';
import { readMmdbSource, type SourceKind } from './read-source.ts';

/** Files in MaxMind's format that somebody brought, '' or absent for none. */
export interface OwnFiles {
  readonly countryMmdb?: string;
  readonly asnMmdb?: string;
}

/** One of them, read. */
interface OwnFile {
  readonly kind: SourceKind;
  readonly path: string;
  readonly bytes: Buffer;
  readonly key: string;
}

/** Reads the files as they are now. Throws `GeoDataError` when one cannot be read. */
export function readOwnFiles({ countryMmdb, asnMmdb }: OwnFiles): readonly OwnFile[] {
  const wanted: readonly (readonly [SourceKind, string | undefined])[] = [
    ['country', countryMmdb],
    ['network', asnMmdb],
  ];
  return wanted.flatMap(([kind, path]) => {
    if (!path) return [];
    try {
      const bytes = readFileSync(path);
      return [{ kind, path, bytes, key: createHash('sha256').update(bytes).digest('hex').slice(0, 16) }];
    } catch (cause) {
      throw new GeoDataError(`${path} cannot be read: ${(cause as Error).message}`, { cause });
    }
  });
}

/** The base with the files over it, if that was made before. */
export function cachedOwn(places: readonly string[], base: Database, files: readonly OwnFile[]): Database | undefined {
  const key = ownKey(base, files);
  return readCache(places, cacheFile(key), key);
}

/** Lays the files over the base and keeps the outcome. Throws `GeoDataError`, with its path, for a file that is of no use. */
export function makeOwn(places: readonly string[], base: Database, files: readonly OwnFile[]): Database {
  let database = base;
  for (const { kind, path, bytes, key } of files) {
    try {
      const layers = readMmdbSource(kind, bytes);
      database = layOver(database, { kind, layers, origin: basename(path), key });
    } catch (cause) {
      throw new GeoDataError(`${path}: ${(cause as Error).message}`, { cause });
    }
  }
  const key = ownKey(base, files);
  writeCache(places, cacheFile(key), database, key);
  return database;
}

function ownKey(base: Database, files: readonly OwnFile[]): string {
  return [base.key, ...files.map(({ kind, key }) => `${kind}:${key}`)].join('~');
}

function cacheFile(key: string): string {
  return `own-${createHash('sha256').update(key).digest('hex').slice(0, 16)}.bin`;
}

/** Names the cache that was good last, beside it. */
const lastGoodFile = 'own-last.json';

/** Notes that these files were good, for a start at which they are not. */
export function noteGood(directory: string, own: OwnFiles, base: Database, files: readonly OwnFile[]): void {
  const note = JSON.stringify({ paths: pathsOf(own), key: ownKey(base, files) });
  try {
    const path = join(directory, lastGoodFile);
    if (readText(path) !== note) writeFileSync(path, note);
  } catch {
    // A full disk takes the memory of it, not the data in force.
  }
}

/** What came of the same paths when they were good last; undefined when that is not kept. */
export function lastGood(directory: string, own: OwnFiles): Database | undefined {
  try {
    const { paths, key } = JSON.parse(readText(join(directory, lastGoodFile)) ?? '{}') as Record<string, string>;
    return paths === pathsOf(own) ? readCache([directory], cacheFile(key), key) : undefined;
  } catch {
    return undefined;
  }
}

function pathsOf({ countryMmdb, asnMmdb }: OwnFiles): string {
  return JSON.stringify([countryMmdb ?? '', asnMmdb ?? '']);
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
