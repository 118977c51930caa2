import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from './compile.ts';
import type { Database } from './database.ts';
import { decodeDatabase, encodeDatabase } from './database-file.ts';
import { findPackaged, type Packaged } from './packaged.ts';

/** Told that the databases are being made ready (0) and that they are (1). */
export type Progress = (step: string, share: number) => void;

/**
 * The packaged databases, ready for lookups: from the cache file when there is one, else compiled (about a second) and
 * kept. Goes to `cacheDirectory`, to a private directory under the system's temporary one when that is not writable, and
 * does without when neither is. Throws `GeoDataError` when the packages are missing.
 */
export function openPackagedDatabase(cacheDirectory: string, progress: Progress): Database {
  const packaged = findPackaged();
  const cached = readCaches(cacheDirectory, packaged);
  if (cached) return cached;
  progress('preparing the databases of countries and networks', 0);
  compileElsewhere(cacheDirectory);
  const database = readCaches(cacheDirectory, packaged) ?? compile(packaged);
  progress('databases of countries and networks are ready', 1);
  return database;
}

/** Compiles and writes the cache; false when there is no place for it. Throws `GeoDataError` when the packages are missing. */
export function makeCache(cacheDirectory: string): boolean {
  const packaged = findPackaged();
  const block = encodeDatabase(compile(packaged), packaged.key);
  return placesFor(cacheDirectory).some((directory) => writeCache(directory, packaged, block));
}

/** Compiling takes 300 MB for a second: a process of its own gives them back. When it cannot run, this one does the work. */
function compileElsewhere(cacheDirectory: string): void {
  const script = fileURLToPath(new URL('./compile-main.ts', import.meta.url));
  spawnSync(process.execPath, [script, cacheDirectory], { stdio: 'ignore', timeout: 120_000 });
}

function readCaches(cacheDirectory: string, packaged: Packaged): Database | undefined {
  for (const directory of placesFor(cacheDirectory)) {
    const database = readCache(directory, packaged);
    if (database) return database;
  }
  return undefined;
}

function placesFor(cacheDirectory: string): readonly string[] {
  return [cacheDirectory, temporaryDirectory()];
}

/** One directory per user, since the parent is open to all. */
function temporaryDirectory(): string {
  // Containers may run as an id that has no account, which userInfo() does not bear.
  return join(tmpdir(), `belwacht-${process.geteuid?.() ?? userInfo().username}`);
}

function fileName(packaged: Packaged): string {
  return `geo-${packaged.key}.bin`;
}

function readCache(directory: string, packaged: Packaged): Database | undefined {
  if (!isOurs(directory)) return undefined;
  try {
    return decodeDatabase(readFileSync(join(directory, fileName(packaged))), packaged.key);
  } catch {
    return undefined; // absent or unreadable: it is made again
  }
}

function writeCache(directory: string, packaged: Packaged, block: Buffer): boolean {
  const path = join(directory, fileName(packaged));
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (!isOurs(directory)) return false;
    writeFileSync(draft, block, { flag: 'wx' });
    renameSync(draft, path);
    return true;
  } catch {
    rmSync(draft, { force: true });
    return false;
  }
}

/** Whether nobody but this user or root can have put files there: a planted database could move attackers to another country. */
function isOurs(directory: string): boolean {
  try {
    const stat = lstatSync(directory);
    const mine = stat.uid === userInfo().uid || stat.uid === 0;
    return stat.isDirectory() && mine && (stat.mode & 0o022) === 0;
  } catch {
    return false;
  }
}
