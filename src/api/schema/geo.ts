import { z } from 'zod';
import {
  geoAttackKinds,
  geoGuardKinds,
  geoLevels,
  geoServiceNames,
  geoStates,
  geoVerdicts,
} from '../../core/geo/geo-policy.ts';
import { countryCode, instant, tenantId, text } from './common.ts';

const day = z.union([z.literal(''), z.iso.date()]);
const id = z.string().min(1).max(128);
const subject = z.string().min(1).max(64);
export const geoVerdict = z.enum(geoVerdicts);
export const geoState = z.enum(geoStates);
export const geoServiceName = z.enum(geoServiceNames);

export const geoScope = z.strictObject({
  level: z.enum(geoLevels),
  tenant: z.string().max(100).default(''),
  site: z.string().max(128).default(''),
  asset: z.string().max(128).default(''),
});
export const geoLimit = z.strictObject({
  per: z.enum(['registrations', 'calls', 'packets']),
  /** A minute, from one source. */
  count: z.number().int().min(1).max(100_000),
  /** At a time, from one source; 0: any. */
  concurrent: z.number().int().min(0).max(10_000).default(0),
  /** Web sign-in only with a second factor. */
  mfa: z.boolean().default(false),
});
export const geoRule = z.strictObject({
  /** Empty in a form: one is made. */
  id: z.string().max(64).default(''),
  verdict: geoVerdict,
  /** Empty: all. */
  services: z.array(geoServiceName).max(7).default([]),
  /** NL · EU · a group · AS64500 · hosting · 203.0.113.0/24 · unknown · any; of calls out also +88213 · kind:premium. */
  subjects: z.array(subject).min(1).max(2000),
  limit: geoLimit.nullable().default(null),
  when: z
    .strictObject({
      from: instant.nullable().default(null),
      until: instant.nullable().default(null),
      /** open · closed · a schedule such as Mo-Fr 08:00-18:00 · empty for always. */
      hours: z.string().max(500).default(''),
      timeZone: z.string().max(64).default(''),
    })
    .nullable()
    .default(null),
  /** Beats ordinary rules of its level and of wider ones; has to end. */
  exception: z
    .strictObject({
      owner: z.string().min(1).max(200),
      reason: z.string().min(1).max(500),
      reviewOn: day.default(''),
    })
    .nullable()
    .default(null),
  note: z.string().max(500).default(''),
});
export const geoPolicyForm = z.strictObject({
  name: z.string().trim().min(1).max(120),
  scope: geoScope,
  state: geoState.default('watch'),
  proposeOn: day.default(''),
  reviewOn: day.default(''),
  owner: z.string().max(200).default(''),
  note: z.string().max(2000).default(''),
  rules: z.array(geoRule).max(500),
});
export const geoPolicy = geoPolicyForm.extend({
  id: z.string(),
  version: z.number().int(),
  changedAt: instant,
  changedBy: z.string(),
});
/** A form, and what the person who saves it confirms: `key`s of cuts. Enforcing needs a fresh second factor. */
export const geoPolicySave = geoPolicyForm.extend({ confirm: z.array(z.string().max(200)).max(1000).default([]) });

/** Somebody that a policy would cut off, and who works now. */
export const geoCut = z.object({
  key: z.string(),
  kind: z.enum(['session', 'trunk', 'phone', 'site', 'customer-network', 'token']),
  tenant: z.string(),
  /** Account, name of the trunk, person. */
  name: z.string(),
  address: z.string(),
  country: z.string(),
  asName: z.string(),
  service: geoServiceName,
  verdict: geoVerdict,
  /** Newest time it worked. */
  lastSeen: instant.nullable(),
  /** A guard lets it pass all the same: for information. */
  guarded: z.boolean(),
});
export const geoCheck = z.object({
  /** Field and sentence; a policy with faults is not saved. */
  faults: z.array(z.object({ field: z.string(), sentence: text })),
  /** What it would cut off, were it enforced; at most 500. */
  cuts: z.array(geoCut),
  cutsTotal: z.number().int(),
  /** Sentences to think about: contradictions, rules that nothing reaches. */
  notes: z.array(text),
});

const tallies = z.object({
  /** Attempts that succeeded. */
  good: z.number().int(),
  failed: z.number().int(),
  /** From sources with an alert or a block in those days. */
  attack: z.number().int(),
});
export const geoPreviewQuery = z.strictObject({
  policy: geoPolicyForm,
  /** The policy it takes the place of; empty for a new one. */
  id: z.string().max(128).default(''),
  days: z.number().int().min(1).max(90).default(30),
});
export const geoPreview = z.object({
  days: z.number().int(),
  from: instant,
  /** Stored attempts looked at, and how long it took. */
  events: z.number().int(),
  tookMs: z.number(),
  /** Attempts that get another verdict than now, by what they become. */
  hits: z.object({ refuse: tallies, limit: tallies, watch: tallies, allow: tallies }),
  customers: z.array(
    z.object({
      tenant: z.string(),
      service: z.string(),
      refused: tallies,
      limited: tallies,
      accounts: z.number().int(),
    }),
  ),
  countries: z.array(z.object({ country: z.string(), verdict: geoVerdict, ...tallies.shape })),
  /** Accounts and sites that worked and would not any more; at most 500. */
  broken: z.array(
    z.object({
      tenant: z.string(),
      service: z.string(),
      account: z.string(),
      address: z.string(),
      country: z.string(),
      asName: z.string(),
      verdict: geoVerdict,
      good: z.number().int(),
      lastSeen: instant,
    }),
  ),
  brokenTotal: z.number().int(),
  /** Alerts of those days whose source it would have refused from the first packet. */
  stopped: z.array(
    z.object({
      alert: z.string(),
      rule: z.string(),
      tenant: z.string(),
      address: z.string(),
      country: z.string(),
      at: instant,
    }),
  ),
  stoppedTotal: z.number().int(),
  /** Alerts in those days altogether. */
  alertsTotal: z.number().int(),
  /** Calls out that it would have refused: by destination. */
  calls: z.array(
    z.object({
      tenant: z.string(),
      country: z.string(),
      kind: z.string(),
      calls: z.number().int(),
      costEur: z.number(),
      refused: z.number().int(),
    }),
  ),
});

export const geoVersion = z.object({
  version: z.number().int(),
  at: instant,
  by: z.string(),
  policy: geoPolicyForm,
  /** Sentences: what this version changed. */
  changes: z.array(text),
});

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

export const geoAttackForm = z.strictObject({
  kind: z.enum(geoAttackKinds),
  scope: geoScope,
  services: z.array(geoServiceName).max(7).default([]),
  /** Empty for `only-home`: the countries of the sites in scope. */
  countries: z.array(countryCode).max(250).default([]),
  durationS: z
    .number()
    .int()
    .min(60)
    .max(7 * 86_400)
    .default(7200),
  reason: z.string().max(500).default(''),
  alert: z.string().max(128).default(''),
  /** Proposal it takes up, '' for none. */
  proposal: z.string().max(128).default(''),
});
export const geoAttack = geoAttackForm.omit({ durationS: true, proposal: true }).extend({
  id: z.string(),
  from: instant,
  until: instant,
  state: z.enum(['asked', 'in-force', 'lifted', 'expired', 'failed']),
  /** When the kernel confirmed it, and that it is gone again; null without one. */
  confirmedAt: instant.nullable(),
  liftedAt: instant.nullable(),
  error: z.string(),
  by: z.string(),
  /** Packets it refused so far. */
  refused: z.number().int(),
});
export const geoAttackPreview = z.object({
  countries: z.array(z.string()),
  cuts: z.array(geoCut),
  cutsTotal: z.number().int(),
  /** Attempts in the last hour that it would refuse. */
  refuses: tallies,
});
export const geoProposal = z.object({
  id: z.string(),
  at: instant,
  sentence: text,
  attack: geoAttackForm,
  /** Share of the hostile traffic it would refuse, 0–1. */
  share: z.number(),
  alerts: z.array(z.string()),
});

export const geoGroup = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/, 'lower-case letters, digits and dashes'),
  title: text,
  subjects: z.array(subject).max(2000),
  builtIn: z.boolean(),
});
export const geoGroupForm = z.strictObject({
  title: z.string().trim().min(1).max(120),
  subjects: z.array(subject).min(1).max(2000),
});
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
  countries: z.array(
    z.object({
      country: z.string(),
      verdict: geoVerdict,
      wished: geoVerdict,
      good: z.number().int(),
      failed: z.number().int(),
      /** What policies did: packets in the kernel, and attempts elsewhere. */
      refused: z.number().int(),
      limited: z.number().int(),
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

const dataPart = z.object({
  name: z.string(),
  origin: z.string(),
  date: instant.nullable(),
  ageDays: z.number().nullable(),
  stale: z.boolean(),
  rows: z.number().int(),
  /** Share of the addresses that are routed on the internet with an answer, 0–1. */
  coverage4: z.number(),
  coverage6: z.number(),
});
export const geoData = z.object({
  parts: z.array(dataPart),
  /** An update that waits for a person. */
  held: z
    .object({
      at: instant,
      origin: z.string(),
      reasons: z.array(text),
      changedShare: z.number(),
      samples: z.array(z.object({ address: z.string(), before: z.string(), after: z.string() })),
    })
    .nullable(),
  /** The one before, to go back to. */
  previous: z.object({ origin: z.string(), date: instant.nullable() }).nullable(),
  running: z.object({ step: z.string(), share: z.number() }).nullable(),
  lastTry: z.object({ at: instant, ok: z.boolean(), detail: z.string() }).nullable(),
});
export const geoUpdateForm = z.strictObject({
  /** npm: the packages; maxmind: with the licence key of the settings; url: https or file path of a .csv or .mmdb. */
  from: z.enum(['npm', 'maxmind', 'url']),
  url: z.string().max(1000).default(''),
  what: z.enum(['country', 'network']).default('country'),
});
export const geoCorrectionForm = z.strictObject({
  range: z.string().min(1).max(64),
  country: z.union([z.literal(''), countryCode]),
  /** null leaves what the data say. */
  hosting: z.boolean().nullable().default(null),
  note: z.string().max(500).default(''),
});
export const geoCorrection = geoCorrectionForm.extend({ id: z.string(), by: z.string(), at: instant });

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
export const guardKind = z.enum(geoGuardKinds);
export const geoId = id;

export type GeoPolicyFormWire = z.infer<typeof geoPolicyForm>;
export type GeoPolicyWire = z.infer<typeof geoPolicy>;
export type GeoRuleWire = z.infer<typeof geoRule>;
export type GeoScopeWire = z.infer<typeof geoScope>;
export type GeoCheck = z.infer<typeof geoCheck>;
export type GeoCut = z.infer<typeof geoCut>;
export type GeoPreview = z.infer<typeof geoPreview>;
export type GeoVersion = z.infer<typeof geoVersion>;
export type GeoExplained = z.infer<typeof geoExplained>;
export type GeoAttackForm = z.infer<typeof geoAttackForm>;
export type GeoAttackWire = z.infer<typeof geoAttack>;
export type GeoAttackPreview = z.infer<typeof geoAttackPreview>;
export type GeoProposal = z.infer<typeof geoProposal>;
export type GeoGroupWire = z.infer<typeof geoGroup>;
export type GeoCatalogue = z.infer<typeof geoCatalogue>;
export type GeoTemplate = z.infer<typeof geoTemplate>;
export type GeoMap = z.infer<typeof geoMap>;
export type GeoStanding = z.infer<typeof geoStanding>;
export type GeoDataWire = z.infer<typeof geoData>;
export type GeoCorrectionWire = z.infer<typeof geoCorrection>;
export type GeoReview = z.infer<typeof geoReview>;
export type GeoSuggestion = z.infer<typeof geoSuggestion>;
