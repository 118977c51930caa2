import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../core/command.ts';
import type { CdrFormat, CdrOptions } from '../../ingest/cdr/cdr-format.ts';
import { type CdrFormatEntry, cdrFormats } from '../../ingest/cdr/cdr-formats.ts';
import { mappingFault } from '../../ingest/cdr/csv/csv-cdr.ts';
import type { CsvMapping } from '../../ingest/cdr/csv/csv-mapping.ts';
import { proposeMapping } from '../../ingest/cdr/csv/propose-mapping.ts';
import { detectCdrFormat } from '../../ingest/cdr/detect-cdr-format.ts';
import { holdsPosts, joinPosts } from '../../ingest/cdr/freeswitch/post-lines.ts';
import type { RecordFile } from '../../ingest/cdr/ordered-records.ts';
import type { Zone } from '../../ingest/line/zone.ts';

const sampleSize = 262_144;
const chunkSize = 1_048_576;

/** How the files are to be read. */
export interface CallFileOptions {
  /** Name of a format, or `auto`. */
  readonly format: string;
  readonly zone: Zone;
  /** Of --mapping: of a CSV, and the order of the fields of 3CX. */
  readonly mapping: CsvMapping | undefined;
  readonly fields: readonly string[] | undefined;
  /** Gets sentences about what was guessed. */
  readonly say: (text: string) => void;
}

/**
 * Files of call detail records that can be read more than once. What comes through a pipe lies in a temporary file until
 * `close`.
 */
export class CallFiles {
  readonly files: RecordFile[] = [];
  #spool = '';

  /** Throws UsageError and what node:fs throws. */
  constructor(paths: readonly string[], options: CallFileOptions) {
    try {
      for (const [index, path] of paths.entries()) {
        const stat = path === '-' ? undefined : statSync(path);
        if (stat?.isDirectory()) throw new UsageError(`${path} is a directory; give a file`);
        this.#add(stat?.isFile() ? path : this.#spooled(path, index), path, options);
      }
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    if (this.#spool !== '') rmSync(this.#spool, { recursive: true, force: true });
    this.#spool = '';
  }

  #add(path: string, name: string, options: CallFileOptions): void {
    const sample = beginning(path);
    if (sample[0] === 0x1f && sample[1] === 0x8b)
      throw new UsageError(`${name} is compressed; write zcat ${name} | ./belwacht replay … -`);
    const { entry, mapping } = formatOf(sample, name, options);
    const posts = entry.id === 'freeswitch-cdr' && holdsPosts(sample);
    const { zone, fields } = options;
    const given: CdrOptions = { zone, ...(mapping && { mapping }), ...(fields && { fields }) };
    const create = (): CdrFormat => (posts ? joinPosts(entry.create(given)) : entry.create(given));
    this.files.push({ path, name, size: statSync(path).size, create });
  }

  /** Copies a pipe to its end. */
  #spooled(path: string, index: number): string {
    if (this.#spool === '') this.#spool = mkdtempSync(join(tmpdir(), 'belwacht-replay-'));
    const copy = join(this.#spool, String(index));
    const from = path === '-' ? 0 : openSync(path, 'r');
    const to = openSync(copy, 'wx', 0o600);
    try {
      const bytes = Buffer.allocUnsafe(chunkSize);
      for (let count = readSome(from, bytes); count > 0; count = readSome(from, bytes))
        for (let at = 0; at < count; ) at += writeSync(to, bytes, at, count - at);
    } finally {
      closeSync(to);
      if (from !== 0) closeSync(from);
    }
    return copy;
  }
}

function formatOf(
  sample: Buffer,
  name: string,
  { format, zone, mapping, say }: CallFileOptions,
): { entry: CdrFormatEntry; mapping?: CsvMapping } {
  const csv = cdrFormats.find(({ id }) => id === 'csv')!;
  if (mapping) {
    const fault = mappingFault(mapping, sample);
    if (fault !== undefined) throw new UsageError(`--mapping does not fit ${name}: ${fault}`);
    return { entry: csv, mapping };
  }
  const named = cdrFormats.find(({ id }) => id === format);
  const entry = named ?? detectCdrFormat(sample, zone);
  if (entry && entry !== csv) return { entry };
  if (sample.length === 0) return { entry: cdrFormats[0]! };
  const proposal = proposeMapping(sample, zone);
  if (!proposal.ok) {
    if (named)
      throw new UsageError(
        `no column of ${name} could be told (${proposal.reason}); say with --mapping FILE which is what, see docs/formats/cdr.md`,
      );
    throw new UsageError(
      `${name} is no call detail record of a format that is known; name it with --format, or give --mapping FILE for any CSV`,
    );
  }
  const columns = Object.entries(proposal.value.mapping.columns).map(
    ([field, names]) => `${field} = ${names.join(' ')}`,
  );
  say(
    `${name}: columns guessed: ${columns.join(', ')}${proposal.value.notes.map((note) => `; ${note}`).join('')}. Say it better with --mapping FILE.`,
  );
  return { entry: csv, mapping: proposal.value.mapping };
}

function beginning(path: string): Buffer {
  const fd = openSync(path, 'r');
  try {
    const bytes = Buffer.allocUnsafe(sampleSize);
    let count = 0;
    for (let read = 1; read > 0 && count < sampleSize; count += read)
      read = readSync(fd, bytes, count, sampleSize - count, count);
    // Whole lines, unless there is but one.
    const last = count === sampleSize ? bytes.lastIndexOf(0x0a, count - 1) : -1;
    return bytes.subarray(0, last > 0 ? last + 1 : count);
  } finally {
    closeSync(fd);
  }
}

/** Some bytes of a pipe; 0 at its end. */
function readSome(fd: number, bytes: Buffer): number {
  for (;;) {
    try {
      return readSync(fd, bytes, 0, bytes.length, null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
