import { z } from 'zod';
import { usualGeoSettings } from '../../core/geo/records.ts';
import { countryCode, instant, text } from './common.ts';

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
  lastTry: z.object({ at: instant, ok: z.boolean(), detail: text }).nullable(),
});
export const geoUpdateForm = z.strictObject({
  /** npm: the packages; maxmind: with the licence key of the settings; url: https or file path of a .csv or .mmdb. */
  from: z.enum(['npm', 'maxmind', 'url']),
  url: z.string().max(1000).default(''),
  what: z.enum(['country', 'network']).default('country'),
});
const correction = z.strictObject({
  range: z.string().min(1).max(64),
  country: z.union([z.literal(''), countryCode]),
  /** null leaves what the data say. */
  hosting: z.boolean().nullable().default(null),
  note: z.string().max(500).default(''),
});
/** `acknowledgeCuts`: whom it cuts off who works now was seen, and it is meant. */
export const geoCorrectionForm = correction.extend({ acknowledgeCuts: z.boolean().default(false) });
export type GeoCorrectionForm = z.infer<typeof geoCorrectionForm>;
/** Data that are taken into use, and the same. */
export const geoDataForm = z
  .strictObject({ acknowledgeCuts: z.boolean().default(false) })
  .default({ acknowledgeCuts: false });
export const geoCorrection = correction.extend({ id: z.string(), by: z.string(), at: instant });

/** Where data come from. The licence key is kept in the vault and never told; '' leaves it, null forgets it. */
export const geoDataSettingsForm = z.strictObject({
  maxmindAccount: z.string().max(100).default(''),
  maxmindKey: z.union([z.string().max(200), z.null()]).default(''),
  /** Share of addresses whose country changed above which an update waits for a person, 0.001–1. */
  holdAbove: z.number().min(0.001).max(1).default(usualGeoSettings.heldFrom),
});
export const geoDataSettings = z.object({
  maxmindAccount: z.string(),
  maxmindKeySet: z.boolean(),
  holdAbove: z.number(),
});

export type GeoDataWire = z.infer<typeof geoData>;
export type GeoCorrectionWire = z.infer<typeof geoCorrection>;
export type GeoDataSettings = z.infer<typeof geoDataSettings>;
