import { z } from 'zod';
import { BackupError } from './backup-error.ts';

const name = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);
const count = z.number().int().min(0);
const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** First entry: what kind of file this is. */
export const header = z.object({
  format: z.literal(1),
  /** Release that wrote it. */
  version: z.string().max(100),
  createdAt: z.iso.datetime(),
  reason: z.string().max(100),
  /** Version of the database server. */
  database: z.string().max(100),
  migrations: z
    .array(z.object({ number: z.number().int().min(1), name: z.string().max(100), checksum: digest }))
    .min(1)
    .max(10_000),
});

/** One table, or one partition of one. */
export const tableEntry = z.object({
  name,
  /** Partitioned table it belongs to; '' for a table of its own. */
  parent: z.union([name, z.literal('')]),
  /** Bounds as PostgreSQL writes them. Run as SQL, so nothing else is taken. */
  bound: z.string().regex(/^$|^DEFAULT$|^FOR VALUES FROM \('?-?\d+'?\) TO \('?-?\d+'?\)$/),
  columns: z.array(z.string().min(1).max(63)).min(1).max(1600),
  /** Columns (of them) that put the rows in their order. */
  order: z.array(z.string().min(1).max(63)).min(1).max(1600),
  rows: count,
  /** Of the rows as COPY text, in that order. */
  bytes: count,
  sha256: digest,
});

/** Last entry: what has to be in the file. */
export const manifest = z.object({
  ...header.shape,
  tables: z.array(tableEntry).min(1).max(100_000),
  sequences: z.array(z.object({ name, value: z.number().int(), called: z.boolean() })).max(10_000),
  /** Last entry of the record, so that a shortened one shows. */
  auditHead: z.object({ id: z.number().int(), hash: z.string().max(200) }).nullable(),
  /** Keys that secrets in it are sealed under. */
  sealedUnder: z.array(z.string().max(40)).max(1000),
  /** How many key files are in it. */
  keys: count,
});

export type Header = z.infer<typeof header>;
export type TableEntry = z.infer<typeof tableEntry>;
export type Manifest = z.infer<typeof manifest>;

export const headerName = 'belwacht-backup.json';
export const manifestName = 'manifest.json';
/** Raw bytes of one entry with rows. */
export const partBytes = 4 * 1024 * 1024;
/** Largest entry that is read. */
export const maxEntryBytes = 64 * 1024 * 1024;

export function partName(table: string, part: number): string {
  return `tables/${table}/${String(part).padStart(6, '0')}`;
}

/** Reads an entry of JSON. @throws BackupError */
export function readJson<T>(schema: z.ZodType<T>, body: Buffer, what: string): T {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new BackupError(`This backup is damaged: ${what} cannot be read.`);
  }
  const format = (value as { format?: unknown } | null)?.format;
  if (typeof format === 'number' && format > 1) {
    throw new BackupError('This backup is of a newer Belwacht; restore it with that version.');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new BackupError(
    `This backup is damaged: ${what} is not as it has to be (${parsed.error.issues[0].path.join('.')}).`,
  );
}
