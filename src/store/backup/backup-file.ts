import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Manifest } from './manifest.ts';
import { verifyBackup } from './read-backup.ts';
import { type BackupOptions, backupStream } from './write-backup.ts';

/** A backup on disk, read back and found whole. */
export interface BackupFile {
  readonly manifest: Manifest;
  readonly bytes: number;
  /** Of the file, hex. */
  readonly sha256: string;
}

/**
 * Keeps a stream as a file only its owner reads: written under another name, on disk for good, read back whole, and only then
 * under its own name. Whatever goes wrong, `path` has what it had.
 *
 * @throws BackupError when what came is no whole backup; Error of the stream or the disk.
 */
export async function keepBackup(stream: Readable, path: string, passphrase?: string): Promise<BackupFile> {
  const staging = `${path}.${randomBytes(4).toString('hex')}.part`;
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  try {
    await pipeline(stream, measure, createWriteStream(staging, { mode: 0o600, flags: 'wx' }));
    await sync(staging);
    const manifest = await verifyBackup(staging, passphrase);
    await rename(staging, path);
    await sync(dirname(path));
    return { manifest, bytes, sha256: hash.digest('hex') };
  } catch (error) {
    await rm(staging, { force: true });
    throw error;
  }
}

/** Makes a backup and keeps it as a file. */
export async function writeBackupFile(path: string, options: BackupOptions): Promise<BackupFile> {
  const { stream, made } = backupStream(options);
  try {
    return await keepBackup(stream, path, options.passphrase);
  } catch (error) {
    stream.destroy();
    // Its own failure says more than that the stream broke off.
    const cause = await made.then(
      () => undefined,
      (reason: Error) => reason,
    );
    throw cause && !/aborted|premature|broken off/i.test(cause.message) ? cause : error;
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
