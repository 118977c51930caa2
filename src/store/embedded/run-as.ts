import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import type { DatabaseUser } from './database-user.ts';

const hasSetpriv =
  process.platform === 'linux' && spawnSync('setpriv', ['--version'], { stdio: 'ignore' }).status === 0;

const unprivileged = '--ambient-caps=-net_admin,-net_bind_service';

/**
 * Starts a program as the given user. With setpriv(1) it gets SIGINT when this process dies in whatever way, which is a
 * fast and clean shutdown for PostgreSQL; without it an orphan is dealt with at the next start.
 */
export function startAs(
  user: DatabaseUser | undefined,
  program: string,
  args: readonly string[],
  options: SpawnOptions,
): ChildProcess {
  if (!hasSetpriv) return spawn(program, args, { ...options, ...(user && { uid: user.uid, gid: user.gid }) });
  // A service that may change the firewall hands that right to its children; the database has no use for it.
  const change = user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'] : [unprivileged];
  return spawn('setpriv', [...change, '--pdeathsig=INT', program, ...args], options);
}

/** Whether the user can pass through or run `path`; asked of the kernel, so that ACLs and mounts count too. */
export function canReach(user: DatabaseUser | undefined, path: string): boolean {
  const options = { stdio: 'ignore' as const, cwd: '/' };
  if (!user) return spawnSync('test', ['-x', path], options).status === 0;
  if (!hasSetpriv) return spawnSync('test', ['-x', path], { ...options, uid: user.uid, gid: user.gid }).status === 0;
  const change = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  return spawnSync('setpriv', [...change, 'test', '-x', path], options).status === 0;
}
