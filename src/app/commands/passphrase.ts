import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { UsageError } from '../../core/command.ts';
import { minPassphrase } from '../../store/backup/envelope.ts';

/**
 * A passphrase: from a file, from the file BELWACHT_BACKUP_PASSPHRASE_FILE names, or typed without being shown. Never from
 * the command line, where everybody on the machine could read it.
 */
export async function readPassphrase(file: string | undefined, twice: boolean): Promise<string> {
  const path = file ?? process.env.BELWACHT_BACKUP_PASSPHRASE_FILE;
  const text = path ? fromFile(path) : await typed(twice);
  if (text.length < minPassphrase) throw new UsageError(`a passphrase has at least ${minPassphrase} characters`);
  return text;
}

function fromFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new UsageError(`the passphrase cannot be read: ${(error as Error).message}`);
  }
}

async function typed(twice: boolean): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new UsageError('nobody is here to type a passphrase: give --passphrase-file FILE');
  }
  // What is typed goes nowhere; only the question is shown.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const ask = async (question: string) => {
    process.stderr.write(question);
    const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
    try {
      return await lines.question('');
    } finally {
      lines.close();
      process.stderr.write('\n');
    }
  };
  const first = await ask('Passphrase: ');
  if (twice && (await ask('Once more: ')) !== first) throw new UsageError('these were two different passphrases');
  return first;
}
