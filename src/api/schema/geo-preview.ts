import { z } from 'zod';
import { instant } from './common.ts';
import { geoPolicyForm, geoVerdict } from './geo-policy.ts';

export const geoTallies = z.object({
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
  hits: z.object({ refuse: geoTallies, limit: geoTallies, watch: geoTallies, allow: geoTallies }),
  customers: z.array(
    z.object({
      tenant: z.string(),
      service: z.string(),
      refused: geoTallies,
      limited: geoTallies,
      accounts: z.number().int(),
    }),
  ),
  countries: z.array(z.object({ country: z.string(), verdict: geoVerdict, ...geoTallies.shape })),
  /** Accounts that worked and would not any more; at most 500. */
  broken: z.array(
    z.object({
      tenant: z.string(),
      service: z.string(),
      account: z.string(),
      /** Name of its site; '' when nobody wrote down where it is. */
      site: z.string(),
      address: z.string(),
      country: z.string(),
      asName: z.string(),
      verdict: geoVerdict,
      good: z.number().int(),
      lastSeen: instant,
    }),
  ),
  brokenTotal: z.number().int(),
  /** Sites of customers with such accounts, most accounts first, at most 500; looked for at 20,000 sources and 50,000 accounts. */
  brokenSites: z.array(
    z.object({
      tenant: z.string(),
      site: z.string(),
      name: z.string(),
      /** Accounts that would break, and how often they worked. */
      accounts: z.number().int(),
      good: z.number().int(),
      lastSeen: instant,
    }),
  ),
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

export type GeoPreview = z.infer<typeof geoPreview>;
