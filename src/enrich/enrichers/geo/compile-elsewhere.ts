import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { OwnFiles } from './own-database.ts';

/** What a process of its own has to make ready. */
export interface CompileJob extends OwnFiles {
  readonly cacheDirectory: string;
  readonly dataDirectory?: string;
}

const script = fileURLToPath(new URL('./compile-main.ts', import.meta.url));
const limitMs = 300_000;

/**
 * Compiling takes hundreds of megabytes for seconds: a process of its own gives them back. Waits for it. When it cannot run
 * or fails, whoever asked does the work and meets the error.
 */
export function compileElsewhere(job: CompileJob): void {
  spawnSync(process.execPath, [script, JSON.stringify(job)], { stdio: 'ignore', timeout: limitMs });
}

/** The same without holding up this thread: for a change while the work goes on. */
export function compileBeside(job: CompileJob): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, JSON.stringify(job)], { stdio: 'ignore', timeout: limitMs });
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
}
