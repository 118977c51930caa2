import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresHome } from '../embedded/binaries.ts';
import { ensureCluster } from '../embedded/cluster.ts';
import { databaseUser } from '../embedded/database-user.ts';
import { sharedDir } from '../embedded/place.ts';
import { secretFile } from '../embedded/secret-file.ts';
import { openDatabase } from '../postgres.ts';

/** A cluster of the shipped PostgreSQL with our tables and nothing in them, as a first start makes one, for tests to copy. */
export interface MadeCluster {
  readonly dir: string;
  remove(): void;
}

export async function makeCluster(): Promise<MadeCluster> {
  const dir = mkdtempSync(join(tmpdir(), 'belwacht-cluster-'));
  const cluster = join(dir, 'postgres');
  const user = databaseUser();
  // The account of the database must pass.
  chmodSync(dir, 0o755);
  const home = postgresHome(user, user ? sharedDir : dir);
  await ensureCluster(home, cluster, user, secretFile(join(dir, 'postgres.password')));
  // Tests kill processes, never the machine: what was handed to the kernel is not lost.
  appendFileSync(join(cluster, 'postgresql.conf'), 'fsync = off\n');
  const database = await openDatabase({ dataDir: dir, log: () => {} });
  await database.stop();
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

const parts = ['postgres', 'postgres.password', 'application.password'];

/** Puts a copy of a made cluster into a data directory: a tenth of the work of making one. */
export function copyCluster(dir: string, dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const { status, stderr } = spawnSync('cp', ['-a', ...parts.map((part) => join(dir, part)), `${dataDir}/`], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}
