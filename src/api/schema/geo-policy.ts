import { z } from 'zod';
import { geoLevels, geoServiceNames, geoStates, geoVerdicts } from '../../core/geo/geo-policy.ts';
import { instant, text } from './common.ts';

const day = z.union([z.literal(''), z.iso.date()]);
export const geoSubject = z.string().min(1).max(64);
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
  subjects: z.array(geoSubject).min(1).max(2000),
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
/** What the person who saves something confirms: `key`s of cuts, or all of them together, those that were not listed too. */
const confirming = {
  confirm: z.array(z.string().max(200)).max(1000).default([]),
  acknowledgeCuts: z.boolean().default(false),
};
/** The same where there is no body. */
export const geoAcknowledge = z.strictObject({ acknowledgeCuts: z.enum(['true', 'false']).default('false') });
/** A form, and what is confirmed. Enforcing needs a fresh second factor. */
export const geoPolicySave = geoPolicyForm.extend(confirming);

/** Somebody that a policy would cut off, and who works now. */
export const geoCut = z.object({
  key: z.string(),
  kind: z.enum(['session', 'trunk', 'phone', 'customer-network', 'token']),
  tenant: z.string(),
  /** Account, name of the trunk, person. */
  name: z.string(),
  address: z.string(),
  country: z.string(),
  asName: z.string(),
  service: geoServiceName,
  verdict: geoVerdict,
  /** From when on it would be refused: as when a shop closes, or a rule begins; null for at once. */
  from: instant.nullable(),
  /** Newest time it worked. */
  lastSeen: instant.nullable(),
  /** A guard lets it pass all the same: for information. */
  guarded: z.boolean(),
});
/** Who carries a policy out while it is enforced. */
export const geoReach = z.object({
  /**
   * `held`: the kernel does what it says. `nowhere`: packets to those it is about go to no address that is known.
   * `absent`: there is no kernel here that carries policies out.
   */
  kernel: z.enum(['held', 'on-its-way', 'failing', 'nowhere', 'absent', 'not-about-packets']),
  /** Addresses of PBXs, SBCs and servers that have a lane of their own for it; 0 when it is about all. */
  addresses: z.number().int(),
  /** Customers whose hours it goes by, and that no address is known of: of them the kernel keeps no hours. */
  withoutAddresses: z.number().int(),
  /** Calls out are judged when an SBC or PBX asks. */
  calls: z.boolean(),
  /** Belwacht's own sign-in. */
  signIn: z.boolean(),
  /** Kamailios that follow it. */
  followers: z.array(z.string()),
});
export type GeoReach = z.infer<typeof geoReach>;
export const geoCheck = z.object({
  /** Field and sentence; a policy with faults is not saved. */
  faults: z.array(z.object({ field: z.string(), sentence: text })),
  /** What it would cut off, were it enforced; at most 500. */
  cuts: z.array(geoCut),
  cutsTotal: z.number().int(),
  /** Sentences to think about: contradictions, rules that nothing reaches. */
  notes: z.array(text),
});
/** What is asked of a check: the form, and the policy it takes the place of ('' for a new one). */
export const geoCheckQuery = z.strictObject({ policy: geoPolicyForm, id: z.string().max(128).default('') });
/** Another state, and what is confirmed for it as in {@link geoPolicySave}. */
export const geoStateForm = z.strictObject({
  state: geoState,
  ...confirming,
});
export const geoRevertForm = z.strictObject({
  version: z.number().int().min(1),
  ...confirming,
});

export type GeoPolicyFormWire = z.infer<typeof geoPolicyForm>;
export type GeoPolicyWire = z.infer<typeof geoPolicy>;
export type GeoRuleWire = z.infer<typeof geoRule>;
export type GeoScopeWire = z.infer<typeof geoScope>;
export type GeoCheck = z.infer<typeof geoCheck>;
export type GeoCut = z.infer<typeof geoCut>;
