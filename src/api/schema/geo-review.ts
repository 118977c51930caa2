import { z } from 'zod';
import { geoSuggestionKinds } from '../../core/geo/records.ts';
import { instant, text } from './common.ts';

export const geoSuggestion = z.object({
  id: z.string(),
  kind: z.enum(geoSuggestionKinds),
  sentence: text,
  /** Country, policy or exception it is about. */
  about: z.string(),
  tenant: z.string(),
  evidence: z.array(text),
  decision: z.enum(['', 'accepted', 'rejected', 'later']),
  decidedBy: z.string(),
  decidedAt: instant.nullable(),
  note: z.string(),
});
export const geoReview = z.object({
  id: z.string(),
  at: instant,
  owner: z.string(),
  dueOn: z.iso.date(),
  state: z.enum(['open', 'done']),
  /** By country, most first: share of the hostile attempts that reached somebody, and of the packets that the kernel refused by policy. */
  attackShares: z.array(
    z.object({
      country: z.string(),
      share: z.number(),
      attempts: z.number().int(),
      /** null in reviews from before they were counted. */
      packets: z.number().int().nullable(),
      packetShare: z.number().nullable(),
    }),
  ),
  /** What it is founded on; null in reviews from before that was kept. */
  facts: z
    .object({
      /** Days of which successes were counted by country, and days of which single sources are kept: at most 90. */
      countedDays: z.number().int(),
      keptDays: z.number().int(),
      ageDays: z.number().int().nullable(),
      /** Share of the announced addresses with a country, 0–1. */
      coverage4: z.number(),
      coverage6: z.number(),
      /** Sources with a public address that were seen, and those among them with a country. */
      sources: z.number().int(),
      located: z.number().int(),
    })
    .nullable(),
  suggestions: z.array(geoSuggestion),
});
export const geoReviewSettings = z.strictObject({
  owner: z.string().max(200),
  dayOfMonth: z.number().int().min(1).max(28),
});
export const geoDecision = z.strictObject({
  decision: z.enum(['accepted', 'rejected', 'later']),
  note: z.string().max(1000).default(''),
});

/** A review as a file. */
export const geoReportQuery = z.strictObject({
  format: z.enum(['markdown', 'pdf']).default('markdown'),
  language: z.enum(['nl', 'en']).default('nl'),
});

export type GeoReview = z.infer<typeof geoReview>;
export type GeoSuggestion = z.infer<typeof geoSuggestion>;
export type GeoReviewSettings = z.infer<typeof geoReviewSettings>;
