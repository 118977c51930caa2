import { z } from 'zod';
import { decisionStates, guardNames, modes } from '../../core/decision.ts';
import { severities } from '../../core/severity.ts';
import { sourceKinds } from '../../core/source.ts';

/** Instants travel as ISO 8601 UTC. */
export const instant = z.iso.datetime();
export const severity = z.enum(severities);
export const mode = z.enum(modes);
export const decisionState = z.enum(decisionStates);
export const guardName = z.enum(guardNames);
export const sourceKind = z.enum(sourceKinds);
export const text = z.object({ nl: z.string(), en: z.string() });
/** An event as flat ECS fields. */
export const ecsEvent = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** RFC 9457. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  /** Field that is wrong, as a dotted path. */
  field: z.string().optional(),
});

export const tenant = z.object({ id: z.string(), name: z.string(), timeZone: z.string() });
export const tally = z.object({
  received: z.number(),
  recognised: z.number(),
  ignored: z.number(),
  malformed: z.number(),
  shed: z.number(),
});
/** One page of a list; `next` goes back as `cursor`. */
export function page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), total: z.number().int(), next: z.string().nullable() });
}
export type Tenant = z.infer<typeof tenant>;
export type Problem = z.infer<typeof problem>;

/** Number in E.164, with or without its plus. */
export const phoneNumber = z.string().regex(/^\+?\d{1,15}$/, 'digits of a number, with its country code');
export const countryCode = z.string().regex(/^[A-Z]{2}$/, 'a country as two capitals');
export const tenantId = z.string().min(1).max(100);
