import { z } from 'zod';
import { geoAttackKinds } from '../../core/geo/geo-policy.ts';
import { countryCode, instant, text } from './common.ts';
import { geoCut, geoScope, geoServiceName } from './geo-policy.ts';
import { geoTallies } from './geo-preview.ts';

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
  /** Whom it cuts off of those who work now is known and meant. */
  acknowledgeCuts: z.boolean().default(false),
});
export const geoAttack = geoAttackForm.omit({ durationS: true, proposal: true, acknowledgeCuts: true }).extend({
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
  /** Attempts since `since` that it would refuse: the last hour, from the start of the five minutes in which it began. */
  refuses: geoTallies,
  since: instant,
  /** Attempts of the customer in that time that nobody knows the site or asset of; 0 for wider scopes. */
  unplaced: z.number().int(),
  /** Addresses of its systems at which the kernel can shut doors; null for everybody, and where no kernel carries modes out. */
  addresses: z.number().int().nullable(),
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

/** Until when from now: it takes the place of the end there was. */
export const geoExtendForm = z.strictObject({
  durationS: z
    .number()
    .int()
    .min(60)
    .max(7 * 86_400)
    .default(7200),
});

export type GeoAttackForm = z.infer<typeof geoAttackForm>;
export type GeoAttackWire = z.infer<typeof geoAttack>;
export type GeoAttackPreview = z.infer<typeof geoAttackPreview>;
export type GeoProposal = z.infer<typeof geoProposal>;
