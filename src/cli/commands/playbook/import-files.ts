import { readFileSync, statSync } from 'node:fs';
import { UsageError } from '../../../core/command.ts';
import { type Client, ClientError } from '../../client.ts';
import { visible } from '../../print.ts';
import { base, line, print, type Values } from './words.ts';

/** Above what a playbook may have; the server says so of what is between. */
const mostBytes = 2 * 1024 * 1024;

/** Takes files in, each all or nothing; gives 1 when any was refused. */
export async function importFiles(client: Client, files: readonly string[], values: Values): Promise<number> {
  if (files.length === 0) throw new UsageError('give the files to take in');
  let isFine = true;
  for (const file of files) {
    const verdict = await importFile(client, file, values);
    isFine &&= verdict.ok;
    if (values.json) line(verdict);
    else print(visible(`${file}: ${verdict.ok ? `taken in as ${verdict.id}` : verdict.reason}`));
  }
  return isFine ? 0 : 1;
}

async function importFile(client: Client, file: string, values: Values) {
  try {
    if (file !== '-' && statSync(file).size > mostBytes)
      return { file, ok: false, id: '', reason: 'it is larger than 1 MiB' };
    // As text: the server notices more in it than in what a parser makes of it.
    const playbook = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file === '-' ? 0 : file));
    const { id } = await client.ask<{ id: string }>('POST', `${base}/import`, {
      ...{ playbook, as: values.draft ? 'draft' : 'version', activate: values.activate === true && !values.draft },
    });
    return { file, ok: true, id, reason: '' };
  } catch (error) {
    // Without a server there is nothing more to try.
    if (error instanceof ClientError && error.status === 0) throw error;
    return { file, ok: false, id: '', reason: (error as Error).message };
  }
}
