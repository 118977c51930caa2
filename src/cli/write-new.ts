import { writeFileSync } from 'node:fs';
import { UsageError } from '../core/command.ts';

/** Keeps what the server sent as a file; what is there is replaced only when `force` says so. Throws UsageError. */
export async function writeNew(path: string, answer: Response, force: boolean): Promise<void> {
  const content = new Uint8Array(await answer.arrayBuffer());
  try {
    // What is there may have been filled in by somebody.
    writeFileSync(path, content, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new UsageError(`${path} is there already; --force replaces it`);
    throw new UsageError(`${path} cannot be written: ${message}`);
  }
  process.stderr.write(`${path} is written\n`);
}
