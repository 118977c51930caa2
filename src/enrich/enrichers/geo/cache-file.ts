import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Database } from './database.ts';
import { decodeDatabase, encodeDatabase } from './database-file.ts';

/** Caches of data that nobody uses any more go after so long. */
const keptMs = 30 * 86_400_000;

/** The directory, and one under the system's temporary directory for when that is not writable. */
export function placesFor(directory: string): readonly string[] {
  // Containers may run as an id that has no account, which userInfo() does not bear.
  return [directory, join(tmpdir(), `belwacht-${process.geteuid?.() ?? userInfo().username}`)];
}

/** Reads a database kept before, from the first place that has a sound one; undefined when none has. */
export function readCache(places: readonly string[], file: string, key: string): Database | undefined {
  for (const directory of places) {
    if (!isOurs(directory)) continue;
    try {
      const database = decodeDatabase(readFileSync(join(directory, file)), key);
      if (database) return database;
    } catch {
      // Absent or unreadable: it is made again.
    }
  }
  return undefined;
}

/** Keeps a database in the first place that takes it; false when none does. */
export function writeCache(places: readonly string[], file: string, database: Database, key: string): boolean {
  const block = encodeDatabase(database, key);
  return places.some((directory) => writeBlock(directory, file, block));
}

function writeBlock(directory: string, file: string, block: Buffer): boolean {
  const path = join(directory, file);
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (!isOurs(directory)) return false;
    writeFileSync(draft, block, { flag: 'wx' });
    renameSync(draft, path);
    removeOld(directory, file);
    return true;
  } catch {
    rmSync(draft, { force: true });
    return false;
  }
}

function removeOld(directory: string, kept: string): void {
  for (const name of readdirSync(directory)) {
    if (name === kept || !/^(geo|own)-.*\.bin/.test(name)) continue;
    const path = join(directory, name);
    if (Date.now() - statSync(path).mtimeMs > keptMs) rmSync(path, { force: true });
  }
}

/** Whether nobody but this user or root can have put files there: a planted database could move attackers to another country. */
export function isOurs(directory: string): boolean {
  try {
    const stat = lstatSync(directory);
    const mine = stat.uid === (process.geteuid?.() ?? userInfo().uid) || stat.uid === 0;
    return stat.isDirectory() && mine && (stat.mode & 0o022) === 0;
  } catch {
    return false;
  }
}
