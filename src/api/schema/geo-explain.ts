import { z } from 'zod';
import { instant, text } from './common.ts';
import { geoLimit, geoServiceName, geoVerdict } from './geo-policy.ts';

const reason = z.object({
  kind: z.enum(['guard', 'attack', 'exception', 'rule', 'emergency', 'nothing']),
  of: z.string(),
  policy: z.string(),
  policyName: z.string(),
  rule: z.string(),
  subject: z.string(),
  verdict: geoVerdict,
  decided: z.boolean(),
  sentence: text,
});
export const geoExplainQuery = z.strictObject({
  /** Address, number or range. */
  subject: z.string().min(1).max(64),
  customer: z.string().max(100).default(''),
  site: z.string().max(128).default(''),
  asset: z.string().max(128).default(''),
  service: geoServiceName.optional(),
  at: instant.optional(),
});
export const geoExplained = z.object({
  subject: z.string(),
  kind: z.enum(['address', 'number']),
  country: z.string(),
  asNumber: z.number(),
  asName: z.string(),
  hosting: z.boolean(),
  /** Of a number: kind of line. */
  numberKind: z.string(),
  service: geoServiceName,
  verdict: geoVerdict,
  wished: geoVerdict,
  limit: geoLimit.nullable(),
  because: z.array(reason),
  until: instant.nullable(),
  /** What the kernel does with the address in this lane, when it holds the policy: the same, or an alarm. */
  kernel: z.union([geoVerdict, z.literal('')]),
  /** A correction of the provider, '' for none. */
  correction: z.string(),
});

export type GeoExplained = z.infer<typeof geoExplained>;
