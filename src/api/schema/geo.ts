import { z } from 'zod';
import { instant, tenantId, text } from './common.ts';
import { geoGroup } from './geo-group.ts';
import { geoPolicyForm, geoServiceName, geoVerdict } from './geo-policy.ts';

// One door for those who need most of it.
export * from './geo-attack.ts';
export * from './geo-data.ts';
export * from './geo-explain.ts';
export * from './geo-group.ts';
export * from './geo-history.ts';
export * from './geo-policy.ts';
export * from './geo-preview.ts';
export * from './geo-review.ts';

export const geoTemplate = z.object({ id: z.string(), title: text, about: text, policy: geoPolicyForm });
/** What an editor offers. */
export const geoCatalogue = z.object({
  groups: z.array(geoGroup),
  templates: z.array(geoTemplate),
  countries: z.array(z.object({ code: z.string(), name: text, continent: z.string() })),
  numberKinds: z.array(z.string()),
});

export const geoMapQuery = z.strictObject({
  tenant: tenantId.optional(),
  service: geoServiceName.default('sip'),
  hours: z.coerce.number().int().min(1).max(720).default(24),
});
/** One line per country with traffic or a verdict. */
export const geoMap = z.object({
  tenant: z.string(),
  service: geoServiceName,
  /** Start of the first hour that counts: traffic is counted by whole hours, and none before the first there was. */
  from: instant,
  countries: z.array(
    z.object({
      country: z.string(),
      verdict: geoVerdict,
      wished: geoVerdict,
      /** Attempts by how they went, as far as somebody told. */
      good: z.number().int(),
      failed: z.number().int(),
      /** Packets that the kernel threw away: refused by policy, and over a limit. */
      refused: z.number().int(),
      limited: z.number().int(),
      /** Packets that it let pass and counted, since a policy in watch would refuse or limit them. */
      watchedPackets: z.number().int(),
      /** Attempts from where the policy refuses: turned away by a list at another door, and those that came in all the same. */
      denied: z.number().int(),
      passed: z.number().int(),
      /** Attempts let in that a policy in watch would have refused, and those noted otherwise. */
      wouldRefuse: z.number().int(),
      watched: z.number().int(),
      accounts: z.number().int(),
      lastGood: instant.nullable(),
    }),
  ),
});

export const geoStanding = z.object({
  /** Whether a kernel carries it out; else only Belwacht's own doors, feeds and configurations do. */
  kernel: z.object({
    present: z.boolean(),
    ok: z.boolean(),
    /** It has what was saved last; else that is on its way. */
    followed: z.boolean(),
    detail: z.string(),
    prefixes: z.number().int(),
    classes: z.number().int(),
    lanes: z.number().int(),
    loadedAt: instant.nullable(),
    /** Last change: how long from wish to receipt. */
    lastChangeMs: z.number().nullable(),
    checkedAt: instant.nullable(),
    drift: z.string(),
  }),
  data: z.object({ date: instant.nullable(), ageDays: z.number().nullable(), stale: z.boolean() }),
  attacks: z.number().int(),
  enforced: z.number().int(),
  watching: z.number().int(),
});

/** A file as ./belwacht geo check takes it; what it holds starts in watch. A dry run says what would come of it, with no ids. */
export const geoImportForm = z.strictObject({
  text: z.string().min(1).max(1_000_000),
  dryRun: z.boolean().default(false),
});
export const geoImported = z.object({
  policies: z.array(z.object({ id: z.string(), name: z.string() })),
  groups: z.array(z.string()),
  notes: z.array(text),
});

export type GeoCatalogue = z.infer<typeof geoCatalogue>;
export type GeoTemplate = z.infer<typeof geoTemplate>;
export type GeoMap = z.infer<typeof geoMap>;
export type GeoStanding = z.infer<typeof geoStanding>;
