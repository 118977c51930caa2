import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, isPostgres, processStart } from './process-start.ts';

/** The data directory is in use by another Belwacht. */
export class DataDirectoryInUse extends Error {
  readonly retryable = false;
  constructor(dataDir: string, pid: number) {
    super(
      `The data directory ${dataDir} is in use by another Belwacht (process ${pid}). Stop it first, or choose another directory.`,
    );
    this.name = 'DataDirectoryInUse';
  }
}

/**
 * Claims a data directory for this process; returns what gives it back.
 *
 * @throws DataDirectoryInUse when a live process holds it.
 */
export function claim(dataDir: string, file: string): () => void {
  const mine = JSON.stringify({ pid: process.pid, start: processStart(process.pid) });
  for (;;) {
    try {
      writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readHolder(file);
    if (holder && isAlive(holder.pid) && processStart(holder.pid) === holder.start) {
      throw new DataDirectoryInUse(dataDir, holder.pid);
    }
    rmSync(file, { force: true });
  }
}

function readHolder(file: string): { pid: number; start: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { pid: number; start: string };
  } catch {
    return undefined;
  }
}

/**
 * Stops a PostgreSQL that outlived its Belwacht (killed with SIGKILL): a fast shutdown, then an immediate one. A stale pid
 * file whose number now belongs to another program, or to the PostgreSQL of another directory, is removed. Call only while
 * the directory is claimed.
 */
export async function stopOrphan(pidFile: string, clusterDir: string, log: (line: string) => void): Promise<void> {
  let pid: number;
  try {
    pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
  } catch {
    return;
  }
  if (!(pid > 1) || !isAlive(pid) || !isPostgres(pid, clusterDir)) {
    rmSync(pidFile, { force: true });
    return;
  }
  log(`Stopping the PostgreSQL of a run that ended badly (process ${pid}).`);
  for (const [signal, patience] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 5_000],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      // Gone already.
    }
    for (let waited = 0; waited < patience; waited += 50) {
      if (!isAlive(pid)) return;
      await sleep(50);
    }
  }
  throw new Error(`PostgreSQL (process ${pid}) of an earlier run does not stop.`);
}
