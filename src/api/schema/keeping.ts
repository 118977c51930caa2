import { z } from 'zod';
import { instant, text } from './common.ts';

/** What is kept for a time of its own. */
export const retentionKinds = [
  'events',
  'minuteCounts',
  'hourCounts',
  'alerts',
  'calls',
  'audit',
  'sites',
  'messages',
  'backtests',
] as const;
export const retentionKind = z.enum(retentionKinds);
const days = z.number().int().min(1).max(36_500);

export const retention = z.object({
  kinds: z.array(
    z.object({
      kind: retentionKind,
      days,
      /** What may be set. */
      least: days,
      most: days,
      usual: days,
      /** What is in it, and on what it costs. */
      about: text,
    }),
  ),
  /** Customers whose events are kept for another time than everybody's. */
  customers: z.array(z.object({ tenant: z.string(), tenantName: z.string(), eventDays: days })),
  /** Last round of cleaning up. */
  last: z
    .object({
      at: instant,
      ok: z.boolean(),
      /** Why it failed; '' otherwise. */
      error: z.string(),
      freedBytes: z.number(),
      removedRows: z.number(),
    })
    .nullable(),
});
/** Only what is given changes. `eventDays: null` takes the exception of a customer away. */
export const retentionChange = z.strictObject({
  days: z.partialRecord(retentionKind, days).optional(),
  customers: z
    .array(z.strictObject({ tenant: z.string().min(1).max(64), eventDays: days.nullable() }))
    .max(1000)
    .optional(),
});
/** What cleaning up now would remove, with the times as they are or as asked. */
export const retentionPreview = z.object({
  items: z.array(z.object({ kind: retentionKind, olderThan: instant, rows: z.number(), bytes: z.number() })),
  rows: z.number(),
  bytes: z.number(),
  /** Rows past their time that stay since a legal hold covers them. */
  heldRows: z.number(),
});

/** Keeps what a customer's time span holds, whatever retention and erasure say, until it is released. */
export const hold = z.object({
  id: z.string(),
  tenant: z.string(),
  tenantName: z.string(),
  /** Reference of the incident it is for. */
  incident: z.string(),
  reason: z.string(),
  from: instant,
  to: instant,
  createdAt: instant,
  createdBy: z.string(),
  /** null while it holds. */
  released: z.object({ at: instant, by: z.string(), reason: z.string() }).nullable(),
  /** Events and alerts it covers now. */
  events: z.number().int(),
  alerts: z.number().int(),
});
export const newHold = z
  .strictObject({
    tenant: z.string().min(1).max(64),
    incident: z.string().trim().min(1).max(100),
    reason: z.string().trim().min(1).max(500),
    from: instant,
    to: instant,
  })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'must be after from' });
export const holdRelease = z.strictObject({ reason: z.string().trim().min(1).max(500) });

export const backupReasons = ['by-hand', 'scheduled', 'before-update', 'before-restore'] as const;
export const backup = z.object({
  /** Name of the file. */
  name: z.string(),
  createdAt: instant,
  reason: z.enum(backupReasons),
  bytes: z.number(),
  rows: z.number(),
  tables: z.number().int(),
  /** SHA-256 of the file, hex. */
  sha256: z.string(),
  /** Release that made it. */
  version: z.string(),
  encrypted: z.boolean(),
  /** Read back whole after it was written, and found right. */
  verified: z.boolean(),
});
export const backups = z.object({
  directory: z.string(),
  items: z.array(backup),
  /** One that is being made now. */
  running: z.object({ since: instant, reason: z.enum(backupReasons), table: z.string(), rows: z.number() }).nullable(),
  /** How the last one ended. */
  last: z
    .object({ at: instant, reason: z.enum(backupReasons), ok: z.boolean(), error: z.string(), seconds: z.number() })
    .nullable(),
  /** The next one by schedule. */
  nextAt: instant.nullable(),
});
export const backupSettings = z.object({
  /** Hours between two; 0 makes none by itself. */
  everyHours: z.number().int().min(0).max(720),
  /** Scheduled ones that are kept; older ones are removed. */
  keep: z.number().int().min(1).max(365),
});
export const backupSettingsChange = backupSettings.partial().strict();
export const restoreResult = z.object({
  version: z.string(),
  createdAt: instant,
  tables: z.number().int(),
  rows: z.number(),
  /** Backup of what was there before. */
  before: z.string(),
  /** Names of migrations that ran on what was restored. */
  migrated: z.array(z.string()),
});

/** Keys that secrets are sealed under; the keys themselves are never shown. */
export const sealingKeys = z.object({
  keys: z.array(
    z.object({
      id: z.string(),
      createdAt: instant,
      state: z.enum(['current', 'in-use', 'retired']),
      /** How many secrets in the database are sealed under it. */
      secrets: z.number().int(),
    }),
  ),
  secrets: z.array(z.object({ tenant: z.string(), name: z.string(), key: z.string(), sealedAt: instant })),
});

/** As Standard Webhooks has them: `whsec_` and base64 of 24 to 64 random bytes. */
export const enforcerSecret = z.strictObject({
  secret: z.string().regex(/^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/, 'must be whsec_ and base64 of 24 to 64 bytes'),
});
export const shownKey = z.object({ secret: z.string() });

const trouble = z.object({ level: z.enum(['warning', 'critical']), what: text });
/** All about the system itself on one screen. */
export const system = z.object({
  version: z.string(),
  node: z.string(),
  startedAt: instant,
  database: z.object({
    version: z.string(),
    embedded: z.boolean(),
    /** Number and name of the last migration. */
    schema: z.string(),
    bytes: z.number(),
    /** Largest first; partitions count for their table. */
    tables: z.array(z.object({ name: z.string(), bytes: z.number(), rows: z.number() })),
    connections: z.number().int(),
  }),
  disk: z.object({ path: z.string(), freeBytes: z.number(), totalBytes: z.number() }),
  queues: z.object({
    /** Batches of the hot path that are not stored yet. */
    batches: z.number().int(),
    messagesWaiting: z.number().int(),
    messagesFailed: z.number().int(),
  }),
  enforcers: z.array(
    z.object({ id: z.string(), kind: z.string(), real: z.boolean(), ok: z.boolean(), detail: z.string() }),
  ),
  geo: z.object({ date: instant.nullable(), stale: z.boolean() }),
  /** What the hot path could not take as it came, counted since its start. */
  intake: z.object({
    /** Events with a time that could not be right: they count as of their arrival. */
    skewedTimes: z.number().int(),
    /** Records of unknown senders beyond the limit: they share a source. */
    overflowed: z.number().int(),
    /** Events too far behind their source for rules that count. */
    late: z.number().int(),
    /** Groups, alerts, customer sites and offences that made room for others before their time. */
    evicted: z.number().int(),
  }),
  lastBackup: z.object({ at: instant, ok: z.boolean(), error: z.string() }).nullable(),
  key: z.object({ id: z.string(), createdAt: instant }),
  /** Of the web server; null without one. */
  certificate: z.object({ subject: z.string(), until: instant }).nullable(),
  troubles: z.array(trouble),
});

export type RetentionKind = z.infer<typeof retentionKind>;
export type Retention = z.infer<typeof retention>;
export type RetentionChange = z.infer<typeof retentionChange>;
export type RetentionPreview = z.infer<typeof retentionPreview>;
export type Hold = z.infer<typeof hold>;
export type NewHold = z.infer<typeof newHold>;
export type BackupReason = (typeof backupReasons)[number];
export type Backup = z.infer<typeof backup>;
export type Backups = z.infer<typeof backups>;
export type BackupSettings = z.infer<typeof backupSettings>;
export type RestoreResult = z.infer<typeof restoreResult>;
export type SealingKeys = z.infer<typeof sealingKeys>;
export type System = z.infer<typeof system>;
