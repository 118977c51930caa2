import { randomUUID } from 'node:crypto';
import { createWriteStream, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Client, ClientError } from '../client.ts';
import { visible } from '../print.ts';

export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly reference: string;
  readonly state: string;
  readonly openAlerts: number;
  readonly blocks: number;
  readonly sources: number;
  readonly lastEvent: string | null;
}

interface ImportResult {
  readonly done: boolean;
  readonly lines: number;
  readonly errors: readonly {
    readonly line: number;
    readonly column: string;
    readonly value: string;
    readonly message: { readonly nl: string; readonly en: string };
  }[];
  readonly moreErrors: boolean;
  readonly counts: Readonly<Record<string, number>>;
  readonly seconds: number;
}

interface Erasure {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly step: string;
  readonly done: number;
  readonly total: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly error: string;
}

/** Progress is told of what takes longer than this. */
const patienceMs = 2000;
const askEveryMs = 500;

/** Sends a CSV file; exit 1 when a line is wrong. */
export async function importCustomers(
  client: Client,
  bytes: Buffer,
  file: string,
  { dryRun, json, language }: { readonly dryRun: boolean; readonly json: boolean; readonly language: 'nl' | 'en' },
): Promise<number> {
  const id = randomUUID();
  const stop = tellProgress(async () => {
    const { phase, done, total } = await client.ask<{ phase: string; done: number; total: number }>(
      'GET',
      `/api/v1/customers/import/${id}`,
    );
    const share = total > 0 ? ` ${Math.floor((100 * done) / total)} %` : '';
    return phase === 'waiting' || phase === 'done' ? '' : `${phase}${share}`;
  });
  let result: ImportResult;
  try {
    const path = `/api/v1/customers/import?dry_run=${dryRun}&id=${id}`;
    result = await client.deliver<ImportResult>(path, bytes, 'text/csv', [422]);
  } finally {
    stop();
  }
  if (json) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return result.errors.length > 0 ? 1 : 0;
  }
  for (const { line, column, value, message } of result.errors) {
    const where = [line > 0 && `line ${line}`, column && `column ${column}`].filter(Boolean).join(', ');
    process.stderr.write(
      `${visible(`${file}: ${where || 'the file'}${value ? ` (${value})` : ''}: ${message[language]}`)}\n`,
    );
  }
  if (result.errors.length > 0) {
    process.stderr.write(`${result.moreErrors ? 'There are more errors. ' : ''}Nothing was changed.\n`);
    return 1;
  }
  const counts = Object.entries(result.counts)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${words[what] ?? what}`);
  const said = counts.length > 0 ? counts.join(', ') : 'nothing new';
  process.stdout.write(
    `${result.lines} lines in ${result.seconds} s: ${said}${dryRun ? '; it was a dry run, nothing was changed' : ''}\n`,
  );
  return 0;
}

const words: Readonly<Record<string, string>> = {
  customersMade: 'customers added',
  customersChanged: 'customers changed',
  numbers: 'number ranges',
};

/** Writes everything of a customer to a file, which is there whole or not at all. */
export async function exportCustomer(client: Client, id: string, file: string, json: boolean): Promise<number> {
  const answer = await client.open(`/api/v1/customers/${encodeURIComponent(id)}/export`, 'application/gzip');
  const aside = `${file}.${process.pid}.part`;
  let bytes = 0;
  const stop = tellProgress(async () => `${Math.round(bytes / 1e5) / 10} MB`);
  try {
    const counted = Readable.fromWeb(answer.body as never).on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    await pipeline(counted, createWriteStream(aside, { mode: 0o600 }));
    const descriptor = openSync(aside, 'r');
    fsyncSync(descriptor);
    renameSync(aside, file);
  } catch (error) {
    rmSync(aside, { force: true });
    throw new ClientError(`the export of ${id} broke off, ${file} is not written: ${(error as Error).message}`);
  } finally {
    stop();
  }
  process.stdout.write(
    json ? `${JSON.stringify({ file, bytes })}\n` : `everything of ${id} is in ${file} (${bytes} bytes)\n`,
  );
  return 0;
}

/** Erases a customer and waits until it is done. */
export async function eraseCustomer(client: Client, id: string, reason: string, json: boolean): Promise<number> {
  const begun = await client.ask<Erasure>('POST', `/api/v1/customers/${encodeURIComponent(id)}/erase`, {
    confirm: id,
    reason,
  });
  let now = begun;
  const stop = tellProgress(async () => `${now.step}: ${now.done} of ${now.total} rows`);
  try {
    while (now.state === 'running' && now.error === '') {
      await new Promise((resolve) => setTimeout(resolve, askEveryMs));
      now = await client.ask<Erasure>('GET', `/api/v1/erasures/${begun.id}`);
    }
  } finally {
    stop();
  }
  if (now.error !== '') {
    throw new ClientError(`${now.error}; what is left is erased at the next start of Belwacht`);
  }
  if (json) process.stdout.write(`${JSON.stringify(now)}\n`);
  else {
    const counts = Object.entries(now.counts).map(([table, count]) => `${table} ${count}`);
    process.stdout.write(`${id} is erased: ${now.done} rows (${counts.join(', ')}). The record of acts stays.\n`);
  }
  return now.state === 'done' ? 0 : 1;
}

/** Writes to the terminal how far it is, from two seconds on; returns what stops it. */
function tellProgress(look: () => Promise<string>): () => void {
  const began = performance.now();
  let said = '';
  const timer = setInterval(async () => {
    if (performance.now() - began < patienceMs) return;
    const now = await look().catch(() => '');
    if (now === '' || now === said) return;
    said = now;
    process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${visible(now)}` : `${visible(now)}\n`);
  }, askEveryMs);
  return () => {
    clearInterval(timer);
    if (said !== '' && process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  };
}
