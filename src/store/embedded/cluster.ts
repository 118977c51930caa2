import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseUser } from './database-user.ts';
import { startAs } from './run-as.ts';

/** Major version of PostgreSQL this release ships. */
export const shippedMajor = '18';
export const roleName = 'belwacht';

/**
 * Makes a cluster at `clusterDir` unless there is one. It is made beside and moved into place, so that a start that was cut
 * short leaves nothing half-made. The superuser has the given password; there is no other way in.
 *
 * @throws Error when initdb fails (with what it said) or the cluster is of another major version.
 */
export async function ensureCluster(
  home: string,
  clusterDir: string,
  user: DatabaseUser | undefined,
  password: string,
): Promise<void> {
  const versionFile = join(clusterDir, 'PG_VERSION');
  if (existsSync(versionFile)) {
    const major = readFileSync(versionFile, 'utf8').trim();
    if (major !== shippedMajor) {
      throw new Error(
        `The database in ${clusterDir} was made by PostgreSQL ${major}; this Belwacht brings ${shippedMajor}.`,
      );
    }
    return;
  }
  const staging = `${clusterDir}.new`;
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { mode: 0o700 });
  const passwordFile = `${clusterDir}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
    if (user) {
      chownSync(staging, user.uid, user.gid);
      chownSync(passwordFile, user.uid, user.gid);
    }
    await run(user, join(home, 'bin', 'initdb'), [
      `--pgdata=${staging}`,
      `--username=${roleName}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // Same order and same lower case on every machine, whatever its locales.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
    ]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(staging, clusterDir);
}

/** Runs a program to its end. */
function run(user: DatabaseUser | undefined, program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = startAs(user, program, args, {
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { LC_ALL: 'C', PATH: process.env.PATH },
    });
    let said = '';
    child.stdout?.on('data', (chunk) => {
      said += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      said += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`initdb failed (${code}): ${said.trim().split('\n').slice(-4).join(' ')}`));
    });
  });
}
