import { z } from 'zod';
import { destinationKinds } from '../../core/phone/destination.ts';
import { deckFields } from '../../core/rates/deck-columns.ts';
import { eur } from './calls.ts';
import { instant, phoneNumber, text } from './common.ts';

/** A line of a deck that was refused. */
export const deckTrouble = z.object({
  line: z.number().int(),
  column: z.string(),
  value: z.string(),
  reason: z.string(),
  message: text,
});
export const rateDeck = z.object({
  id: z.string(),
  /** Customer it is for; `provider` for all that have none of their own. */
  tenant: z.string(),
  tenantName: z.string(),
  name: z.string(),
  /** The one calls are rated by. */
  active: z.boolean(),
  createdAt: instant,
  createdBy: z.string(),
  activatedAt: instant.nullable(),
  prefixes: z.number().int(),
  lines: z.number().int(),
  taken: z.number().int(),
  refused: z.number().int(),
  replaced: z.number().int(),
  rounded: z.number().int(),
  /** Currency of prices that name none. */
  currency: z.string(),
  /** Euro that one unit of other currencies was worth. */
  worth: z.record(z.string(), z.number()),
  /** Headers by what they hold, where somebody said so. */
  columns: z.partialRecord(z.enum(deckFields), z.string()),
  /** Headers that were not read. */
  ignored: z.array(z.string()),
  /** The first 100 lines that were refused. */
  troubles: z.array(deckTrouble),
  bytes: z.number().int(),
  version: z.number().int(),
});
export const rateDeckQuery = z.object({ tenant: z.string().max(100).optional() });
/** Of POST rate-decks, which takes text/csv. Active at once unless told otherwise. */
export const rateDeckUpload = z.object({
  tenant: z.string().max(100).optional(),
  name: z.string().min(1).max(100).default('rates'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('EUR'),
  /** What one unit of other currencies is worth in euro, as `USD:0.92,GBP:1.17`. */
  worth: z.string().max(400).optional(),
  /** Headers that are not called as usual, each as `price:Our price`. */
  column: z.union([z.string().max(200), z.array(z.string().max(200)).max(deckFields.length)]).optional(),
  activate: z.enum(['true', 'false']).default('true'),
  /** Reads and reports, and keeps nothing. */
  dry_run: z.enum(['true', 'false']).default('false'),
});
export const rateQuery = z.object({ number: phoneNumber, tenant: z.string().max(100).optional() });
/** What a call to a number costs. */
export const rateShown = z.object({
  number: z.string(),
  country: z.string(),
  kind: z.enum(destinationKinds),
  name: z.string(),
  prefix: z.string(),
  /** Deck that has it; '' for an estimate. */
  deck: z.string(),
  eurPerMinute: eur,
  setupEur: eur,
  minimumS: z.number(),
  incrementS: z.number(),
  estimate: z.boolean(),
});

export const numberList = z.object({
  id: z.string(),
  tenant: z.string(),
  name: z.string(),
  /** Where it comes from. */
  source: z.string(),
  /** Calls to it are refused; otherwise they only weigh. */
  refuse: z.boolean(),
  createdAt: instant,
  createdBy: z.string(),
  entries: z.number().int(),
  /** Entries past their date. */
  expired: z.number().int(),
  refused: z.number().int(),
  troubles: z.array(deckTrouble),
});
/** Of POST number-lists, which takes text/csv (`number,until,note`; a number is a prefix with a star, or a range) or application/json. */
export const numberListUpload = z.object({
  tenant: z.string().max(100).optional(),
  name: z.string().min(1).max(100).default('numbers'),
  source: z.string().max(200).default(''),
  refuse: z.enum(['true', 'false']).default('false'),
  /** Day after which entries without one of their own count no more, YYYY-MM-DD. */
  until: z.iso.date().optional(),
  dry_run: z.enum(['true', 'false']).default('false'),
});

export type RateDeck = z.infer<typeof rateDeck>;
export type RateShown = z.infer<typeof rateShown>;
export type NumberList = z.infer<typeof numberList>;
