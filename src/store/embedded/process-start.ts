import { readFileSync, readlinkSync, realpathSync } from 'node:fs';

/** Start time of a process in clock ticks since boot (Linux), '' where it cannot be known; tells a reused pid apart. */
export function processStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold spaces and brackets; field 22 counts from the last one.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** Whether a process with this pid runs; one that only waits to be reaped does not. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    if (stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) === 'Z') return false;
  } catch {
    // No /proc, or gone: the signal tells.
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether the process is the PostgreSQL server of this cluster; true when that cannot be told. */
export function isPostgres(pid: number, clusterDir: string): boolean {
  try {
    if (!/\/postgres( \(deleted\))?$/.test(readlinkSync(`/proc/${pid}/exe`))) return false;
    // It works in its directory, also when that was moved since it was started.
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(clusterDir);
  } catch {
    return process.platform !== 'linux';
  }
}
