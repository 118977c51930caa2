import { z } from 'zod';
import { instant, text } from './common.ts';
import { geoPolicyForm } from './geo-policy.ts';

export const geoVersion = z.object({
  version: z.number().int(),
  at: instant,
  by: z.string(),
  policy: geoPolicyForm,
  /** Sentences: what this version changed. */
  changes: z.array(text),
  /** Whether it was removed in this version, and by whom. A later version brought it back. */
  removed: z.boolean(),
  /** null when it was not removed, or nobody knows when. */
  removedAt: instant.nullable(),
  removedBy: z.string(),
});
/** A policy as it was when it was removed. */
export const geoRemovedPolicy = geoVersion
  .pick({ version: true, policy: true, removedAt: true, removedBy: true })
  .extend({ id: z.string() });
/** `version`: as it was then; without it as it was when it was removed. One that was enforced comes back to watch. */
export const geoRestoreForm = z.strictObject({ version: z.number().int().min(1).optional() });

/** Two versions to compare; without `to` the newest, without `from` the one before that. */
export const geoChangesQuery = z.strictObject({
  from: z.coerce.number().int().min(1).optional(),
  to: z.coerce.number().int().min(1).optional(),
});
export const geoChanges = z.object({ from: z.number().int(), to: z.number().int(), changes: z.array(text) });

export type GeoVersion = z.infer<typeof geoVersion>;
export type GeoRemovedPolicy = z.infer<typeof geoRemovedPolicy>;
export type GeoChanges = z.infer<typeof geoChanges>;
