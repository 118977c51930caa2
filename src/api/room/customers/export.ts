import { createHash } from 'node:crypto';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import type { Customer } from '../../../core/customer/customer.ts';
import type { ExportPiece } from '../../ports/customers.ts';

interface TableManifest {
  rows: number;
  /** Columns that hold secrets. */
  leftOut: readonly string[];
  files: { name: string; rows: number; bytes: number; sha256: string }[];
}

/** An archive of pieces, written as it is read: so much as one piece is in memory at a time. */
export function archiveOf(
  customer: Customer,
  pieces: AsyncIterable<ExportPiece>,
  at: number,
  version: string,
  broken: (error: Error) => void,
): Readable {
  const archive = pack();
  const out = new PassThrough();
  // Whoever reads stops early, or reading the database fails: both ends are closed, and the last entry is missing.
  void Promise.all([
    pipeline(archive, createGzip({ level: 6 }), out),
    fill(archive, customer, pieces, at, version),
  ]).catch((error: Error) => {
    archive.destroy(error);
    out.destroy(error);
    broken(error);
  });
  return out;
}

type Pack = ReturnType<typeof pack>;

async function fill(
  archive: Pack,
  customer: Customer,
  pieces: AsyncIterable<ExportPiece>,
  at: number,
  version: string,
): Promise<void> {
  const tables: Record<string, TableManifest> = {};
  for await (const { table, rows, text, leftOut, piece } of pieces) {
    tables[table] ??= { rows: 0, leftOut, files: [] };
    if (rows === 0 && leftOut.length === 0) continue;
    tables[table].rows += rows;
    if (rows === 0) continue;
    const content = Buffer.from(text);
    const name = `tables/${table}${piece === 0 ? '' : `.${piece + 1}`}.ndjson`;
    const sha256 = createHash('sha256').update(content).digest('hex');
    tables[table].files.push({ name, rows, bytes: content.length, sha256 });
    await entry(archive, name, content, at);
  }
  const manifest = {
    format: 'belwacht-customer-export',
    formatVersion: 1,
    belwacht: version,
    exportedAt: new Date(at).toISOString(),
    customer: { id: customer.id, name: customer.name },
    rows: Object.values(tables).reduce((sum, { rows }) => sum + rows, 0),
    tables,
    note: {
      en: 'One JSON object a line. Times in bigint columns are milliseconds since 1970 UTC. Secrets (passwords, keys, hashes of tokens) are left out: see leftOut of each table.',
      nl: 'Eén JSON-object per regel. Tijden in bigint-kolommen zijn milliseconden sinds 1970 UTC. Geheimen (wachtwoorden, sleutels, hashes van tokens) ontbreken: zie leftOut per tabel.',
    },
  };
  // Last, so that an archive that was cut off has none.
  await entry(archive, 'manifest.json', Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`), at);
  archive.finalize();
}

function entry(archive: Pack, name: string, content: Buffer, at: number): Promise<void> {
  return new Promise((resolve, reject) => {
    if (archive.destroyed) return reject(new Error('nobody reads it any more'));
    archive.once('close', gone);
    archive.entry({ name, size: content.length, mode: 0o600, mtime: new Date(at) }, content, (error) => {
      archive.off('close', gone);
      if (error) reject(error);
      else resolve();
    });
    function gone() {
      reject(new Error('nobody reads it any more'));
    }
  });
}
