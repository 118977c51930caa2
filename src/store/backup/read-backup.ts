import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { BackupError } from './backup-error.ts';
import { decrypt } from './envelope.ts';
import {
  type Header,
  header,
  headerName,
  type Manifest,
  manifest,
  manifestName,
  maxEntryBytes,
  partName,
  readJson,
} from './manifest.ts';

/** What comes out of a backup, in order: its header, keys, rows table by table, and at last the manifest. */
export type BackupPiece =
  | { readonly kind: 'header'; readonly header: Header }
  | { readonly kind: 'key'; readonly text: string }
  | { readonly kind: 'rows'; readonly table: string; readonly body: Buffer }
  | { readonly kind: 'manifest'; readonly manifest: Manifest };

type Entry = AsyncIterable<Buffer> & { readonly header: { readonly name: string; readonly size?: number | null } };

/**
 * Reads a backup from a file, piece by piece, and checks it on the way: nothing missing, nothing twice, nothing altered. The
 * manifest only comes when all before it agrees with it.
 *
 * @throws BackupError
 */
export async function* readBackup(path: string, passphrase?: string): AsyncGenerator<BackupPiece> {
  const sealed = await isSealed(path);
  const tar = extract();
  const steps: (Readable | NodeJS.ReadWriteStream)[] = [createReadStream(path, { highWaterMark: 1 << 20 })];
  if (sealed) steps.push(decrypt(passphrase));
  steps.push(createGunzip());
  // tar-stream's stream is no Node stream to `pipeline`; one in between tells errors of all before it.
  const bytes = new PassThrough();
  const flow = pipeline([...steps, bytes] as Parameters<typeof pipeline>[0] & Readable[]);
  let failure: Error | undefined;
  flow.catch((error: Error) => {
    failure = error;
    tar.destroy(error);
  });
  bytes.pipe(tar as unknown as NodeJS.WritableStream);
  try {
    yield* pieces(tar as unknown as AsyncIterable<Entry>);
    await flow;
  } catch (error) {
    throw asBackupError(failure ?? (error as Error));
  } finally {
    bytes.destroy();
    tar.destroy();
  }
}

async function* pieces(entries: AsyncIterable<Entry>): AsyncGenerator<BackupPiece> {
  let head: Header | undefined;
  let end: Manifest | undefined;
  let keys = 0;
  const tables = new Map<string, { readonly hash: Hash; bytes: number; parts: number }>();
  for await (const entry of entries) {
    const { name, size } = entry.header;
    if (end || (size ?? 0) > maxEntryBytes)
      throw damaged(`there is something in it that does not belong (${name.slice(0, 80)})`);
    const body = await gather(entry);
    if (!head) {
      if (name !== headerName) throw new BackupError('This is no backup of Belwacht.');
      head = readJson(header, body, headerName);
      yield { kind: 'header', header: head };
    } else if (name === `keys/${keys}`) {
      keys++;
      yield { kind: 'key', text: body.toString('utf8') };
    } else if (name === manifestName) {
      end = readJson(manifest, body, manifestName);
      compare(end, head, keys, tables);
      yield { kind: 'manifest', manifest: end };
    } else {
      const table = /^tables\/([a-z0-9_]+)\/\d+$/.exec(name)?.[1] ?? '';
      const seen = tables.get(table) ?? { hash: createHash('sha256'), bytes: 0, parts: 0 };
      if (name !== partName(table, ++seen.parts)) throw damaged(`${name.slice(0, 80)} is out of place`);
      seen.hash.update(body);
      seen.bytes += body.length;
      tables.set(table, seen);
      yield { kind: 'rows', table, body };
    }
  }
  if (!head) throw new BackupError('This is no backup of Belwacht.');
  if (!end) throw damaged('it ends too early');
}

function compare(
  said: Manifest,
  head: Header,
  keys: number,
  tables: ReadonlyMap<string, { readonly hash: Hash; readonly bytes: number }>,
): void {
  const empty = createHash('sha256').digest('hex');
  const known = new Set<string>();
  for (const { name, bytes, sha256 } of said.tables) {
    const found = tables.get(name);
    if ((found?.bytes ?? 0) !== bytes || (found ? found.hash.copy().digest('hex') : empty) !== sha256) {
      throw damaged(`the rows of ${name} are not those that were written`);
    }
    known.add(name);
  }
  const stranger = [...tables.keys()].find((name) => !known.has(name));
  if (stranger) throw damaged(`${stranger} is not in its list`);
  if (known.size !== said.tables.length) throw damaged('a table is in its list twice');
  if (keys !== said.keys) throw damaged('keys are missing');
  for (const key of ['version', 'createdAt'] as const)
    if (said[key] !== head[key]) throw damaged('its ends are of two backups');
  if (JSON.stringify(said.migrations) !== JSON.stringify(head.migrations)) throw damaged('its ends are of two backups');
}

/** Reads the whole file and says what is in it. @throws BackupError when anything is not as it was written. */
export async function verifyBackup(path: string, passphrase?: string): Promise<Manifest> {
  let found: Manifest | undefined;
  for await (const piece of readBackup(path, passphrase)) if (piece.kind === 'manifest') found = piece.manifest;
  if (!found) throw damaged('it ends too early');
  return found;
}

/** Whether the file is a sealed backup; a plain one starts as gzip does. @throws BackupError when it is neither. */
export async function isSealed(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch((error: Error) => {
    throw new BackupError(`${path} cannot be read: ${error.message}`);
  });
  try {
    const start = Buffer.alloc(3);
    await file.read(start, 0, 3, 0);
    if (start[0] === 0x1f && start[1] === 0x8b) return false;
    if (start.toString('latin1') === 'eyJ') return true;
    throw new BackupError('This is no backup of Belwacht.');
  } finally {
    await file.close();
  }
}

async function gather(entry: Entry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of entry) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function asBackupError(error: Error): Error {
  if (error instanceof BackupError) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR' || /Unexpected end|Premature/i.test(error.message)) return damaged('it ends too early');
  if (code.startsWith('Z_') || /Invalid tar|tar/i.test(error.message)) return damaged('it cannot be unpacked');
  return error;
}

function damaged(why: string): BackupError {
  return new BackupError(`This backup is damaged: ${why}.`);
}
