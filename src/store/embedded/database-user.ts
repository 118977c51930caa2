import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The account PostgreSQL runs as. */
export interface DatabaseUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const ownName = 'belwacht-db';

/**
 * PostgreSQL refuses to run as root, so a root process runs it as an account of its own. Returns undefined when this process
 * is not root: then PostgreSQL runs as the same user. An own system account is made once; where that is not possible
 * (read-only /etc, no useradd) Debian's `postgres` or at last `nobody` serve.
 *
 * @throws Error when no account is usable.
 */
export function databaseUser(): DatabaseUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (!find(ownName)) {
    spawnSync(
      'useradd',
      [
        '--system',
        '--user-group',
        '--no-create-home',
        '--home-dir',
        '/nonexistent',
        '--shell',
        '/usr/sbin/nologin',
        ownName,
      ],
      { stdio: 'ignore' },
    );
  }
  const user = find(ownName) ?? find('postgres') ?? find('nobody');
  if (!user) {
    throw new Error(
      `PostgreSQL may not run as root and there is no account to run it as. Make one: useradd --system ${ownName}`,
    );
  }
  return user;
}

function find(name: string): DatabaseUser | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  if (!line) return undefined;
  const [, , uid, gid] = line.split(':');
  return { name, uid: Number(uid), gid: Number(gid) };
}
