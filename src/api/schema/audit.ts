import { z } from 'zod';
import { instant, page } from './common.ts';

const columns = z.record(z.string(), z.unknown()).nullable();
export const actorKinds = ['person', 'token', 'rule', 'system', 'local'] as const;

/** One act on record: who, what, before and after, from where, why. */
export const auditEntry = z.object({
  seq: z.number().int(),
  at: instant,
  tenant: z.string(),
  actor: z.object({ kind: z.enum(actorKinds), id: z.string(), name: z.string(), address: z.string() }),
  /** What was asked for, e.g. `PATCH /api/v1/settings`. */
  act: z.string(),
  /** `decision.created`, `person.role-changed`, `sign-in.failed` … */
  action: z.string(),
  object: z.object({ kind: z.string(), id: z.string() }),
  /** Columns; for a change only those that differ. Secrets read "(secret)", changed ones "(changed)". */
  before: columns,
  after: columns,
  /** Of acts that change no row. */
  detail: columns,
  reason: z.string(),
  /** Rule that caused it. */
  rule: z.string(),
  prevHash: z.string(),
  hash: z.string(),
});
export const auditPage = page(auditEntry);

const instantIn = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
/** Filters of list and export. */
export const auditFilters = z.object({
  from: instantIn.optional(),
  to: instantIn.optional(),
  /** Id of the actor. */
  actor: z.string().max(200).optional(),
  actorKind: z.enum(actorKinds).optional(),
  /** A whole action, or the start of one with its dot: `decision.` */
  action: z.string().max(100).optional(),
  objectKind: z.string().max(100).optional(),
  objectId: z.string().max(200).optional(),
  rule: z.string().max(200).optional(),
  tenant: z.string().max(100).optional(),
  q: z.string().max(200).optional(),
});
export const auditQuery = auditFilters.extend({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const auditExportQuery = auditFilters.extend({ format: z.enum(['csv', 'json']).default('json') });

/** End of the record as `SEQ:HASH`. */
export const auditVerifyQuery = z.object({
  head: z
    .string()
    .regex(/^\d{1,15}:[0-9a-f]{64}$/, 'must be a number, a colon and 64 hex digits')
    .optional(),
});
export const auditVerdict = z.object({
  ok: z.boolean(),
  entries: z.number().int(),
  /** First entry still there; later than 1 when retention removed some. */
  first: z.number().int(),
  head: z.object({ seq: z.number().int(), hash: z.string() }),
  fault: z
    .object({
      kind: z.enum(['changed', 'missing', 'reordered', 'added', 'cut', 'head', 'pruned']),
      seq: z.number().int(),
      sentence: z.string(),
    })
    .nullable(),
});
/** Actions that occur, for the filter on screen. */
export const auditActions = z.array(z.string());

export type AuditEntry = z.infer<typeof auditEntry>;
export type AuditVerdict = z.infer<typeof auditVerdict>;
