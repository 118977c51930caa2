import { z } from 'zod';
import { instant, text } from './common.ts';
import { geoSubject as subject } from './geo-policy.ts';

export const geoGroup = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/, 'lower-case letters, digits and dashes'),
  title: text,
  subjects: z.array(subject).max(2000),
  builtIn: z.boolean(),
});
/** Whom it cuts off who works now was seen, and it is meant. */
const acknowledgeCuts = z.boolean().default(false);
export const geoGroupForm = z.strictObject({
  title: z.string().trim().min(1).max(120),
  subjects: z.array(subject).min(1).max(2000),
  acknowledgeCuts,
});
/** A group of the provider's own. */
export const geoOwnGroup = geoGroup.extend({ version: z.number().int(), changedAt: instant, changedBy: z.string() });
export const geoGroupRevertForm = z.strictObject({ version: z.number().int().min(1), acknowledgeCuts });

export const geoGroupVersion = z.object({
  version: z.number().int(),
  at: instant,
  by: z.string(),
  title: z.string(),
  subjects: z.array(subject),
  /** Sentences: what this version changed. */
  changes: z.array(text),
  /** Whether it was removed in this version, and by whom. A later version brought it back. */
  removed: z.boolean(),
  /** null when it was not removed, or nobody knows when. */
  removedAt: instant.nullable(),
  removedBy: z.string(),
});
/** A group as it was when it was removed. */
export const geoRemovedGroup = geoGroupVersion
  .omit({ at: true, by: true, changes: true, removed: true })
  .extend({ name: z.string() });

export type GeoGroupWire = z.infer<typeof geoGroup>;
export type GeoOwnGroup = z.infer<typeof geoOwnGroup>;
export type GeoGroupVersionWire = z.infer<typeof geoGroupVersion>;
export type GeoRemovedGroup = z.infer<typeof geoRemovedGroup>;
