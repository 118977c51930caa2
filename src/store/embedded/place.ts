import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { DatabaseUser } from './database-user.ts';
import { canReach } from './run-as.ts';

/** Where root keeps what PostgreSQL's account must reach when the asked place is closed to it. */
export const sharedDir = '/var/lib/belwacht';

/** Directory that holds the cluster directory `postgres`. */
export interface Place {
  readonly root: string;
  /** Where binaries may be copied to. */
  readonly binariesDir: string;
}

/**
 * Chooses where the cluster lives: in the data directory, unless PostgreSQL's account cannot get there (a home of mode
 * 0700); then under /var/lib/belwacht, with a link `postgres` in the data directory that says so.
 */
export function choosePlace(dataDir: string, user: DatabaseUser | undefined): Place {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (!user) return { root: dataDir, binariesDir: dataDir };
  const link = join(dataDir, 'postgres');
  // A cluster that was put elsewhere stays there, also when the data directory has moved since.
  if (isLink(link)) return { root: dirname(readlinkSync(link)), binariesDir: sharedDir };
  // The directory is ours: the account may pass through it, not list it.
  const { mode, gid } = statSync(dataDir);
  if (!canReach(user, dataDir)) {
    chownSync(dataDir, -1, user.gid);
    chmodSync(dataDir, (mode & 0o777) | 0o010);
  }
  if (canReach(user, dataDir)) return { root: dataDir, binariesDir: sharedDir };
  chownSync(dataDir, -1, gid);
  chmodSync(dataDir, mode & 0o777);
  const name = createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 16);
  const root = join(sharedDir, `data-${name}`);
  mkdirSync(sharedDir, { recursive: true, mode: 0o755 });
  mkdirSync(root, { recursive: true, mode: 0o710 });
  chownSync(root, 0, user.gid);
  sweep();
  writeFileSync(join(root, homeFile), realpathSync(dataDir));
  symlinkSync(join(root, 'postgres'), link);
  return { root, binariesDir: sharedDir };
}

/** Names the data directory that a cluster in the shared directory belongs to. */
const homeFile = 'data-dir';

/**
 * Removes clusters whose data directory lay in the temporary directory and is gone: throwaway ones. All others stay, also
 * when their data directory cannot be seen now: its disk may only not be mounted.
 */
function sweep(): void {
  const temporary = `${realpathSync(tmpdir())}/`;
  for (const name of readdirSync(sharedDir)) {
    const root = join(sharedDir, name);
    const file = join(root, homeFile);
    if (!name.startsWith('data-') || !existsSync(file)) continue;
    const home = readFileSync(file, 'utf8');
    if (home.startsWith(temporary) && !existsSync(home) && !existsSync(join(root, 'postgres', 'postmaster.pid'))) {
      rmSync(root, { recursive: true, force: true });
    }
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
