import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { compile, type Progress } from './compile.ts';
import type { Database } from './database.ts';
import { decodeDatabase, encodeDatabase } from './database-file.ts';
import { findPackaged, type Packaged } from './packaged.ts';

/**
 * The packaged databases, ready for lookups: from the cache file when there is one, else compiled (about two seconds) and
 * kept. Goes to `cacheDirectory`, to a private directory under the system's temporary one when that is not writable, and
 * does without when neither is. Throws `GeoDataError` when the packages are missing.
 */
export function openPackagedDatabase(cacheDirectory: string, progress: Progress): Database {
  const packaged = findPackaged();
  const directories = [cacheDirectory, temporaryDirectory()];
  for (const directory of directories) {
    const database = readCache(directory, packaged);
    if (database) return database;
  }
  const database = compile(packaged, progress);
  const block = encodeDatabase(database, packaged.key);
  directories.some((directory) => writeCache(directory, packaged, block));
  // What is used is what the next start will use; the arrays of the compilation can go.
  return decodeDatabase(block, packaged.key) ?? database;
}

/** One directory per user, since the parent is open to all. */
function temporaryDirectory(): string {
  return join(tmpdir(), `belwacht-${userInfo().uid}`);
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
