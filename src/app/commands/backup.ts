import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { type Command, UsageError } from '../../core/command.ts';
import { BackupError } from '../../store/backup/backup-error.ts';
import { type BackupFile, keepBackup, writeBackupFile } from '../../store/backup/backup-file.ts';
import { verifyBackup } from '../../store/backup/read-backup.ts';
import { askServer } from '../keeping/ask-server.ts';
import { configOf, findServer, openOffline, placeOptions, placeUsage } from '../keeping/offline.ts';
import { StartError } from '../start-error.ts';
import { version } from '../version.ts';
import { readPassphrase } from './passphrase.ts';

export const backup: Command = {
  name: 'backup',
  summary: 'write everything to one file, while Belwacht runs or not',
  usage: `Usage: ./belwacht backup FILE [--encrypt] [--with-keys]
       ./belwacht backup --check FILE

  --encrypt          seal it with a passphrase (typed, or --passphrase-file)
  --with-keys        put the keys of sealed secrets in; only with --encrypt
  --passphrase-file FILE   or BELWACHT_BACKUP_PASSPHRASE_FILE
  --force            replace FILE
  --check            read a backup and say what is in it
${placeUsage}

All rows of one moment; work goes on meanwhile. Written aside, read back, then given its name. Without --with-keys keep the
key directory apart: secrets in a backup open only with their keys. docs/backup.md tells more.`,
  options: {
    ...placeOptions,
    encrypt: { type: 'boolean' },
    'with-keys': { type: 'boolean' },
    'passphrase-file': { type: 'string' },
    force: { type: 'boolean' },
    check: { type: 'boolean' },
  },
  async run(values, words) {
    if (words.length !== 1) throw new UsageError('name one file: ./belwacht backup FILE');
    const path = resolve(words[0]);
    const file = values['passphrase-file'] as string | undefined;
    try {
      if (values.check) {
        const passphrase = file || values.encrypt ? await readPassphrase(file, false) : undefined;
        const { createdAt, version: by, tables } = await verifyBackup(path, passphrase);
        say(`${path}: whole, made ${createdAt} by Belwacht ${by}, ${rowsOf(tables)} rows in ${tables.length} tables`);
        return 0;
      }
      if (values['with-keys'] && !values.encrypt) throw new UsageError('keys only leave sealed: add --encrypt');
      if (existsSync(path) && !values.force) throw new UsageError(`${path} is there already; --force replaces it`);
      const passphrase = values.encrypt ? await readPassphrase(file, true) : undefined;
      const { manifest, bytes, sha256 } = await make(values, path, passphrase);
      say(
        `${path}: ${rowsOf(manifest.tables)} rows in ${manifest.tables.length} tables, ${bytes} bytes, verified\nsha256 ${sha256}`,
      );
      return 0;
    } catch (error) {
      if (error instanceof BackupError) throw new StartError(error.message);
      throw error;
    }
  },
};

async function make(
  values: Parameters<Command['run']>[0],
  path: string,
  passphrase: string | undefined,
): Promise<BackupFile> {
  const config = configOf(values);
  const withKeys = values['with-keys'] === true;
  const server = await findServer(config);
  if (server) {
    const headers = passphrase ? { 'belwacht-passphrase': encodeURIComponent(passphrase) } : undefined;
    const answer = await askServer(server, 'GET', `/api/v1/backup?keys=${withKeys}`, { headers });
    return keepBackup(watched(Readable.fromWeb(answer.body as never)), path, passphrase);
  }
  const offline = await openOffline(config, () => {});
  try {
    return await writeBackupFile(path, {
      connection: offline.database.connection,
      ...{ version, passphrase, reason: 'by-hand', now: Date.now() },
      keys: withKeys ? offline.keys.texts() : undefined,
      progress: (table, rows) => progress(`${rows} rows ${table}`),
    });
  } finally {
    await offline.close();
  }
}

/** Tells how much has come, on a terminal. */
function watched(stream: Readable): Readable {
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    progress(`${(bytes / 1024 ** 2).toFixed(1)} MiB`);
  });
  stream.pause();
  return stream;
}

let toldAt = 0;

function progress(text: string): void {
  if (!process.stderr.isTTY || Date.now() - toldAt < 200) return;
  toldAt = Date.now();
  process.stderr.write(`\r\x1b[K${text}`);
}

function rowsOf(tables: readonly { readonly rows: number }[]): number {
  return tables.reduce((sum, { rows }) => sum + rows, 0);
}

function say(text: string): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  process.stdout.write(`${text}\n`);
}
