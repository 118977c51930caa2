import { z } from 'zod';
import { callMode } from './calls.ts';
import { countryCode, phoneNumber, text } from './common.ts';

/** How phones of a customer dial; empty lists and texts leave what is usual in its country. */
export const dialPlan = z.strictObject({
  country: z.union([z.literal(''), countryCode]).default(''),
  outsideLine: z
    .array(z.string().regex(/^\d{1,3}$/))
    .max(10)
    .default([]),
  internationalPrefixes: z
    .array(z.string().regex(/^\d{1,6}$/))
    .max(20)
    .default([]),
  nationalPrefix: z
    .string()
    .regex(/^\d{0,4}$/)
    .nullable()
    .default(null),
  carrierPrefixes: z
    .array(z.string().regex(/^[\d*#]{1,8}$/))
    .max(50)
    .default([]),
  callerIdPrefixes: z
    .array(z.string().regex(/^[\d*#]{1,8}$/))
    .max(20)
    .default([]),
  areaCode: z
    .string()
    .regex(/^\d{0,6}$/)
    .default(''),
  shortCodes: z
    .array(z.string().regex(/^\d{1,10}$/))
    .max(500)
    .default([]),
  longestExtension: z.number().int().min(1).max(10).default(5),
  emergencyCountries: z.array(countryCode).max(20).default([]),
});
/** What holds for the calls of one customer. */
export const callSettings = z.object({
  tenant: z.string(),
  mode: callMode,
  dialPlan,
  /** Trunks and accountcodes that are this customer's; accounts, numbers and networks are parts of the customer. */
  trunks: z.array(z.string().min(1).max(128)).max(200),
  accountCodes: z.array(z.string().min(1).max(128)).max(1000),
  /** Closed on the public holidays of its country. */
  keepsHolidays: z.boolean(),
  /** Numbers and prefixes that always pass, E.164 with plus. */
  allowedNumbers: z.array(z.object({ number: phoneNumber, note: z.string().max(200) })).max(1000),
  /** Countries that always pass. */
  allowedCountries: z.array(z.object({ country: countryCode, note: z.string().max(200) })).max(250),
  /** Figures of rules that differ from their defaults, by `<rule>.<figure>`; caps of money among them, in euro. */
  figures: z.record(z.string().max(100), z.number()),
  /** Rate deck in use: of its own, or '' for the provider's. */
  deck: z.string(),
  /** Goes back as `If-Match: "<version>"`; 0 while nobody set anything. */
  version: z.number().int(),
});
/** All that is left out becomes usual again. Loosening (mode, caps up, numbers allowed) needs a fresh second factor. */
export const callSettingsForm = z.strictObject({
  mode: callMode,
  dialPlan: dialPlan.prefault({}),
  trunks: z.array(z.string().min(1).max(128)).max(200).default([]),
  accountCodes: z.array(z.string().min(1).max(128)).max(1000).default([]),
  keepsHolidays: z.boolean().default(true),
  allowedNumbers: z
    .array(z.strictObject({ number: phoneNumber, note: z.string().max(200).default('') }))
    .max(1000)
    .default([]),
  allowedCountries: z
    .array(z.strictObject({ country: countryCode, note: z.string().max(200).default('') }))
    .max(250)
    .default([]),
  figures: z.record(z.string().max(100), z.number()).default({}),
});

export const callRule = z.object({
  id: z.string(),
  title: text,
  about: text,
  level: z.string(),
  response: z.enum(['alert', 'stop']),
  figures: z.array(
    z.object({
      /** As in `figures` of settings: `<rule>.<figure>`. */
      key: z.string(),
      name: z.string(),
      default: z.number(),
      unit: z.string(),
      min: z.number(),
      max: z.number(),
      about: text,
    }),
  ),
});

/** Emergency numbers besides those every country has; calls to them always pass. Changing them needs a fresh second factor. */
export const emergencyNumbers = z.object({
  numbers: z.array(z.object({ number: z.string(), note: z.string() })),
  version: z.number().int(),
});
export const emergencyNumbersForm = z.strictObject({
  numbers: z
    .array(z.strictObject({ number: z.string().regex(/^\d{2,15}$/), note: z.string().max(200).default('') }))
    .max(200),
});

export type CallSettings = z.infer<typeof callSettings>;
export type CallSettingsForm = z.infer<typeof callSettingsForm>;
export type CallRule = z.infer<typeof callRule>;
export type EmergencyNumbers = z.infer<typeof emergencyNumbers>;
