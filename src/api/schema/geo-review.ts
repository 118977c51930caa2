import { z } from 'zod';
import { instant, text } from './common.ts';

export const geoSuggestion = z.object({
  id: z.string(),
  kind: z.enum([
    'close-country',
    'exception-for-good',
    'exception-past-review',
    'policy-past-review',
    'enforce-policy',
    'data-old',
    'drift',
  ]),
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
  /** Share of the hostile attempts by country, most first. */
  attackShares: z.array(z.object({ country: z.string(), share: z.number(), attempts: z.number().int() })),
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

export type GeoReview = z.infer<typeof geoReview>;
export type GeoSuggestion = z.infer<typeof geoSuggestion>;
export type GeoReviewSettings = z.infer<typeof geoReviewSettings>;
