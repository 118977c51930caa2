import { z } from 'zod';
import { type Permission, permissions } from '../../core/access.ts';
import { alertSummary } from './alerts.ts';
import { instant, mode, severity, text } from './common.ts';

export const rule = z.object({
  id: z.string(),
  title: text,
  description: text,
  severity,
  /** Mode of this rule; the stricter of this and the overall mode counts. */
  mode,
  response: z.object({ action: z.enum(['alert', 'block']), durationS: z.number(), ceilingS: z.number() }),
  /** YAML as loaded. */
  source: z.string(),
  tags: z.array(z.string()),
  alerts24h: z.number().int(),
  blocks24h: z.number().int(),
  /** What report-only would have blocked in 24 h. */
  reported24h: z.number().int(),
  /** Of its mode; goes back as `If-Match: "<version>"`. */
  version: z.number().int(),
});
export const ruleTitle = rule.pick({ id: true, title: true });
export const ruleChange = z.strictObject({ mode });

/** A rule run over stored events. Runs in the background; ask again until `state` is done or failed. */
export const backtest = z.object({
  id: z.string(),
  rule: z.string(),
  days: z.number().int(),
  state: z.enum(['running', 'done', 'failed']),
  /** 0–1. */
  progress: z.number(),
  events: z.number().int(),
  alerts: z.array(alertSummary),
  wouldBlock: z.number().int(),
  seconds: z.number(),
  error: z.string(),
  /** What could not be taken into account, e.g. rolled-up events. */
  note: text,
});
export const newBacktest = z.strictObject({ days: z.number().int().min(1).max(30) });

export const recipient = z.object({
  id: z.string(),
  kind: z.enum(['mail', 'webhook']),
  address: z.string(),
  language: z.enum(['nl', 'en']),
  /** Alerts of this severity and worse. */
  minimumSeverity: severity,
  lastDelivery: z.object({ at: instant, ok: z.boolean(), error: z.string() }).nullable(),
  /** Goes back as `If-Match: "<version>"`. */
  version: z.number().int(),
});
export const newRecipient = z.strictObject({
  kind: z.enum(['mail', 'webhook']),
  address: z.string().min(3).max(500),
  language: z.enum(['nl', 'en']),
  minimumSeverity: severity,
});

export const settings = z.object({
  mode,
  /** Never blocked: addresses or CIDRs with a note. */
  allowlist: z.array(z.object({ value: z.string(), note: z.string() })),
  ownNetworks: z.array(z.string()),
  /** Automatic blocks a minute before Belwacht holds and alarms. */
  maxBlocksPerMinute: z.number().int().min(1).max(10_000),
  minPrefix4: z.number().int().min(8).max(32),
  minPrefix6: z.number().int().min(16).max(128),
});
export const settingsChange = settings.partial().strict();

const tokenKind = z.enum(['ingest', 'bouncer', 'list', 'api']);
/** Machine access. What it may do is never more than its maker may; ingest, bouncer and list tokens open one door and have no permissions. */
export const token = z.object({
  id: z.string(),
  kind: tokenKind,
  name: z.string(),
  tenant: z.string(),
  permissions: z.array(z.enum(permissions)),
  /** Name of who made it; '' for this machine itself. */
  madeBy: z.string(),
  createdAt: instant,
  /** Null: it has no end. */
  expiresAt: instant.nullable(),
  /** `expiring`: within 30 days. `stopped`: its maker is gone or suspended. */
  state: z.enum(['active', 'expiring', 'expired', 'stopped']),
  lastUsedAt: instant.nullable(),
  /** Where its last use came from; '' before the first. */
  lastUsedAddress: z.string(),
  version: z.number().int(),
});
/** Sets of permissions to start from, for tokens of kind api. */
export const tokenPresets = {
  /** Reads what is going on. */
  read: [
    'overview:read',
    'alerts:read',
    'decisions:read',
    'events:read',
    'sources:read',
    'rules:read',
    'settings:read',
    'customers:read',
    'calls:read',
    'system:read',
  ],
  /** The same, and acts: acknowledges, closes, blocks, lifts, keeps sources. */
  operate: [
    'overview:read',
    'alerts:read',
    'alerts:act',
    'decisions:read',
    'decisions:act',
    'events:read',
    'sources:read',
    'sources:write',
    'rules:read',
    'settings:read',
    'customers:read',
    'calls:read',
    'calls:stop',
    'system:read',
  ],
  /** Keeps customers and settings from a script. */
  manage: [
    'overview:read',
    'alerts:read',
    'alerts:act',
    'decisions:read',
    'decisions:act',
    'events:read',
    'sources:read',
    'sources:write',
    'rules:read',
    'rules:write',
    'settings:read',
    'settings:write',
    'customers:read',
    'customers:write',
    'calls:read',
    'calls:stop',
    'calls:write',
    'system:read',
  ],
  /** Asks about calls, for a dial plan or an SBC, and nothing else. */
  authorise: ['calls:authorise'],
} as const satisfies Record<string, readonly Permission[]>;
export const newToken = z.strictObject({
  kind: tokenKind,
  name: z.string().min(1).max(100),
  tenant: z.string().max(100).optional(),
  /** One of the sets; without it and without permissions an api token gets `operate` as far as its maker may. */
  preset: z.enum(Object.keys(tokenPresets) as [keyof typeof tokenPresets]).optional(),
  permissions: z.array(z.enum(permissions)).max(permissions.length).optional(),
  /** Default 365; null: no end, which only an owner may give. */
  expiresInDays: z.number().int().min(1).max(730).nullable().optional(),
});
export const createdToken = token.extend({ secret: z.string() });

export type Rule = z.infer<typeof rule>;
export type Backtest = z.infer<typeof backtest>;
export type Recipient = z.infer<typeof recipient>;
export type NewRecipient = z.infer<typeof newRecipient>;
export type Settings = z.infer<typeof settings>;
export type Token = z.infer<typeof token>;
export type NewToken = z.infer<typeof newToken>;
export type CreatedToken = z.infer<typeof createdToken>;
