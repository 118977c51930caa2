import { z } from 'zod';
import { alertSummary, decision } from './alerts.ts';
import { callStop, callsNow } from './calls.ts';
import { instant, mode, sourceKind, tally } from './common.ts';

export const sourceHealth = z.enum(['delivering', 'silent', 'never', 'troubled']);

export const source = z.object({
  id: z.string(),
  tenant: z.string(),
  tenantName: z.string(),
  asset: z.string(),
  name: z.string(),
  kind: sourceKind,
  match: z.object({
    listener: z.string().optional(),
    address: z.string().optional(),
    hostname: z.string().optional(),
    captureId: z.number().int().optional(),
  }),
  format: z.string(),
  timeZone: z.string(),
  silentAfterS: z.number().int().min(0).optional(),
  discovered: z.boolean(),
  health: sourceHealth,
  lastSeen: instant.nullable(),
  /** Records a second over the last minute. */
  perSecond: z.number(),
  /** Since it was made. */
  tally,
  /** Goes back as `If-Match: "<version>"`. */
  version: z.number().int(),
});
export const newSource = source
  .pick({ name: true, kind: true, match: true, format: true, timeZone: true, silentAfterS: true })
  .extend({ tenant: z.string(), asset: z.string().default('') })
  .strict();
/** Last lines a source delivered with what was made of them, newest first. */
export const sourceTail = z.array(
  z.object({
    at: instant,
    line: z.string(),
    reading: z.enum(['recognised', 'ignored', 'malformed', 'shed']),
    summary: z.string(),
  }),
);
/** Where to point a product: what this server really listens on. */
export const listener = z.object({
  id: z.string(),
  kind: sourceKind,
  transport: z.enum(['udp', 'tcp', 'tls', 'http', 'file']),
  host: z.string(),
  port: z.number().int(),
  path: z.string(),
});

export const enforcer = z.object({
  id: z.string(),
  kind: z.string(),
  real: z.boolean(),
  ok: z.boolean(),
  detail: z.string(),
});

/** Live places on the map: last 60 minutes per country. */
export const countryCount = z.object({
  country: z.string(),
  failed: z.number().int(),
  succeeded: z.number().int(),
  addresses: z.number().int(),
  blocked: z.number().int(),
});
export const overview = z.object({
  at: instant,
  mode,
  demo: z.boolean(),
  counts: z.object({
    openAlerts: z.number().int(),
    criticalAlerts: z.number().int(),
    blocks: z.number().int(),
    blocksEndingSoon: z.number().int(),
    sources: z.number().int(),
    sourcesDelivering: z.number().int(),
    tenants: z.number().int(),
    /** Decisions a guard held in the last 24 h. */
    held: z.number().int(),
    /** Decisions report-only mode noted in the last 24 h. */
    reported: z.number().int(),
  }),
  /** Worst first, at most 10. */
  alerts: z.array(alertSummary),
  /** Newest first, at most 10. */
  blocks: z.array(decision),
  /** Registrations per minute over the last 24 h in steps of `stepS`. */
  registrations: z.object({
    stepS: z.number().int(),
    points: z.array(z.object({ at: instant, failed: z.number(), succeeded: z.number() })),
    /** Median and bounds of failed per step over the last week at this hour; null when there is less than a day of history. */
    normalFailed: z.object({ low: z.number(), high: z.number() }).nullable(),
  }),
  countries: z.array(countryCount),
  sources: z.array(source),
  enforcers: z.array(enforcer),
  geo: z.object({ date: instant.nullable(), ageDays: z.number().nullable(), stale: z.boolean() }),
});

/** Messages of GET /api/v1/live (SSE): `event:` is the kind, `data:` the JSON. */
export const liveMessages = {
  /** Said once, first: for how long nothing had changed, ms; what was fetched before that may be old. */
  quiet: z.object({ ms: z.number() }),
  alert: alertSummary,
  decision,
  source,
  /** A stop of calls that began, moved or ended. */
  stop: callStop,
  /** Calls now, every second while somebody watches. */
  calls: callsNow,
  /** Every second while something happens. */
  tick: z.object({
    at: instant,
    failedPerMinute: z.number(),
    succeededPerMinute: z.number(),
    eventsPerSecond: z.number(),
    countries: z.array(countryCount),
  }),
} as const;

export type Overview = z.infer<typeof overview>;
export type Source = z.infer<typeof source>;
export type NewSource = z.infer<typeof newSource>;
export type SourceTail = z.infer<typeof sourceTail>;
export type Listener = z.infer<typeof listener>;
export type Enforcer = z.infer<typeof enforcer>;
export type CountryCount = z.infer<typeof countryCount>;
export type LiveTick = z.infer<typeof liveMessages.tick>;
