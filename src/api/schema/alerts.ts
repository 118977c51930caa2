import { z } from 'zod';
import { callAlert } from './calls.ts';
import { decisionState, ecsEvent, guardName, instant, mode, page, severity, text } from './common.ts';
import { relatedIncident } from './incidents.ts';

export const alertState = z.enum(['open', 'acknowledged', 'closed']);

export const alertSummary = z.object({
  id: z.string(),
  rule: z.string(),
  severity,
  state: alertState,
  tenant: z.string(),
  tenantName: z.string(),
  asset: z.string(),
  start: instant,
  end: instant,
  count: z.number().int(),
  sourceIp: z.string(),
  userName: z.string(),
  country: z.string(),
  asNumber: z.number().int(),
  asName: z.string(),
  sentence: text,
  acknowledgedBy: z.string(),
  acknowledgedAt: instant.nullable(),
  /** What was done: the newest decision of this alert, if any. */
  decision: z.object({ id: z.string(), value: z.string(), state: decisionState, until: instant }).nullable(),
  /** Of alerts about calls; null otherwise. */
  calls: callAlert.nullable(),
});

export const guardResult = z.object({ guard: guardName, passed: z.boolean(), detail: z.string() });

export const decision = z.object({
  id: z.string(),
  tenant: z.string(),
  tenantName: z.string(),
  action: z.literal('block'),
  scope: z.enum(['ip', 'range']),
  value: z.string(),
  country: z.string(),
  asName: z.string(),
  from: instant,
  until: instant,
  reason: text,
  author: z.string(),
  /** Name to show for the author. */
  authorName: z.string(),
  alert: z.string(),
  rule: z.string(),
  offence: z.number().int(),
  state: decisionState,
  guards: z.array(guardResult),
  /** Per enforcer what it confirmed. */
  enforcers: z.array(
    z.object({
      enforcer: z.string(),
      real: z.boolean(),
      state: z.enum(['asked', 'in-force', 'lifted', 'failed']),
      at: instant,
      error: z.string(),
    }),
  ),
});

export const alertDetail = alertSummary.extend({
  group: z.record(z.string(), z.string()),
  distinct: z.object({ users: z.number(), addresses: z.number(), numbers: z.number() }),
  evidence: z.array(ecsEvent),
  decisions: z.array(decision),
  /** Everything that happened to it, oldest first. */
  timeline: z.array(z.object({ at: instant, kind: z.string(), text })),
  /** Events per minute around it, for a chart. */
  series: z.array(z.object({ at: instant, count: z.number() })),
  ruleTitle: text,
  ruleMode: mode,
  /** The incident it is part of by now; null when none, or when the caller may see no incidents. */
  incident: relatedIncident.nullable(),
});

export const alertQuery = z.object({
  state: alertState.optional(),
  severity: severity.optional(),
  tenant: z.string().optional(),
  rule: z.string().optional(),
  /** Free text over address, account, sentence. */
  q: z.string().max(200).optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const alertPage = page(alertSummary);

export const decisionQuery = z.object({
  /** `current`: asked or in force. */
  state: z.union([decisionState, z.literal('current')]).optional(),
  tenant: z.string().optional(),
  q: z.string().max(200).optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const decisionPage = page(decision);

export const newDecision = z.strictObject({
  value: z.string().min(2).max(64),
  /** Seconds. */
  durationS: z.number().int().min(60).max(31_536_000),
  reason: z.string().min(1).max(500),
  tenant: z.string().optional(),
});
/** What a block would touch, asked before it is done. */
export const decisionPreview = z.object({
  value: z.string(),
  addresses: z.string(),
  country: z.string(),
  asName: z.string(),
  guards: z.array(guardResult),
  /** Accounts with a successful registration from there in the last 24 h. */
  activeAccounts: z.array(z.object({ tenant: z.string(), userName: z.string(), sourceIp: z.string() })),
});

export type AlertSummary = z.infer<typeof alertSummary>;
export type AlertDetail = z.infer<typeof alertDetail>;
export type AlertQuery = z.infer<typeof alertQuery>;
export type Decision = z.infer<typeof decision>;
export type DecisionQuery = z.infer<typeof decisionQuery>;
export type NewDecision = z.infer<typeof newDecision>;
export type DecisionPreview = z.infer<typeof decisionPreview>;
