import { z } from 'zod';
import { callDirections, callOutcomes } from '../../core/call-record.ts';
import { callModes } from '../../core/calls/call-customer.ts';
import { moneyKinds } from '../../core/calls/call-records.ts';
import { diversionReaches, stopReaches, stopScopes, stopStates } from '../../core/calls/call-stop.ts';
import { verdictActions, verdictReasons } from '../../core/calls/call-verdict.ts';
import { destinationKinds } from '../../core/phone/destination.ts';
import { countryCode, instant, page, phoneNumber, tenantId, text } from './common.ts';

/** Money is in euro, with at most six decimals. `estimate`: an order of magnitude of ours, no deck has the destination. */
export const eur = z.number();
export const callMode = z.enum(callModes);
export const stopScope = z.enum(stopScopes);
export const stopReach = z.enum(stopReaches);
export const stopState = z.enum(stopStates);

const shortText = z.string().max(256);

/** One call that is about to be made, as a dial plan or an SBC asks about it. Texts are as the source has them. */
export const callQuestion = z.strictObject({
  /** Who calls, as shown. */
  from: shortText.default(''),
  /** What was dialled. */
  to: z.string().min(1).max(256),
  /** Account that authenticated, or the peer of the channel. */
  account: shortText.default(''),
  accountCode: shortText.default(''),
  /** Trunk or peer it would leave by. */
  trunk: shortText.default(''),
  /** IP address of the caller. */
  address: z.string().max(64).default(''),
  callId: z.string().max(512).default(''),
});
/** The answer. Whoever gets none within half a second lets the call pass. */
export const callAnswer = z.object({
  verdict: z.enum(verdictActions),
  reason: z.enum(verdictReasons),
  /** SIP URI to send it to; '' unless `divert`. */
  target: z.string(),
  /** Id of the stop that led to it; '' for none. */
  stop: z.string(),
  /** It would have been refused, if its customer were not report-only. */
  reported: z.boolean(),
  sentence: text,
});

export const call = z.object({
  id: z.string(),
  tenant: z.string(),
  tenantName: z.string(),
  /** Account, accountcode or own number that is answerable; '' when nothing tells. */
  payer: z.string(),
  direction: z.enum(callDirections),
  from: z.string(),
  /** As dialled. */
  dialled: z.string(),
  /** Far end, E.164 with its plus; '' when it has none. */
  number: z.string(),
  country: z.string(),
  kind: z.enum(destinationKinds),
  abroad: z.boolean(),
  account: z.string(),
  accountCode: z.string(),
  trunk: z.string(),
  address: z.string(),
  source: z.string(),
  start: instant,
  answer: instant.nullable(),
  /** Null while it runs. */
  end: instant.nullable(),
  outcome: z.enum(callOutcomes),
  cause: z.number().int(),
  /** From answer to end, or until now. */
  seconds: z.number(),
  /** So far. */
  costEur: eur,
  eurPerMinute: eur,
  estimate: z.boolean(),
  closed: z.boolean(),
  verdict: z.enum(verdictActions),
  reason: z.enum(verdictReasons),
  reported: z.boolean(),
  stop: z.string(),
});
export const callQuery = z.object({
  /** `running`: now, newest first; `ended`: those over. Both by default. */
  state: z.enum(['running', 'ended']).optional(),
  tenant: z.string().max(100).optional(),
  payer: z.string().max(256).optional(),
  country: z.string().max(2).optional(),
  direction: z.enum(callDirections).optional(),
  /** `refused`: refused or diverted; `reported`: would have been. */
  verdict: z.enum(['pass', 'refused', 'reported']).optional(),
  /** Calls of one alert. */
  alert: z.string().max(128).optional(),
  abroad: z.enum(['true', 'false']).optional(),
  from: z.iso
    .datetime({ offset: true })
    .transform((value) => Date.parse(value))
    .optional(),
  to: z.iso
    .datetime({ offset: true })
    .transform((value) => Date.parse(value))
    .optional(),
  /** Number, payer or account it contains. */
  q: z.string().max(100).optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const callPage = page(call);

const band = z.object({ low: z.number(), high: z.number() });
/** What goes on now. Also the live message `calls`, every second. */
export const callsNow = z.object({
  at: instant,
  running: z.number().int(),
  runningAbroad: z.number().int(),
  /** What the running calls cost an hour if all go on. */
  eurPerHour: eur,
  costEur: z.object({ hour: eur, day: eur, week: eur, month: eur }),
  /** Normal count of running calls at this hour; null while there is no history. */
  normal: band.nullable(),
  refusedHour: z.number().int(),
  reportedHour: z.number().int(),
  stops: z.number().int(),
  /** Dearest first, at most 50. */
  customers: z.array(
    z.object({
      tenant: z.string(),
      tenantName: z.string(),
      mode: callMode,
      running: z.number().int(),
      eurPerHour: eur,
      costDayEur: eur,
      normal: band.nullable(),
    }),
  ),
  /** Calls that no customer is known for, in the last hour. */
  unattributed: z.number().int(),
  /** What happened to records besides: `late`, `duplicate`, `never-ended`, `cdr-without-sip` …, since the start. */
  counts: z.record(z.string(), z.number()),
  /** What needs attention, one sentence each. */
  troubles: z.array(text),
});

/** Where calls went; for the map. */
export const callDestinations = z.object({
  from: instant,
  to: instant,
  items: z.array(
    z.object({
      /** ISO country; '' for satellite, international networks and unknown ones. */
      country: z.string(),
      calls: z.number().int(),
      answered: z.number().int(),
      running: z.number().int(),
      minutes: z.number(),
      costEur: eur,
      refused: z.number().int(),
      reported: z.number().int(),
      /** Most expensive customer; '' when there is none. */
      tenant: z.string(),
      /** Named in published fraud statistics: one signal, no verdict. */
      risk: z.enum(['', 'watched', 'high']),
    }),
  ),
});

const profileCell = z.object({
  /** Hour of the week in the customer's zone, 0 is Monday 00:00. */
  weekHour: z.number().int().min(0).max(167),
  median: z.number(),
  low: z.number(),
  high: z.number(),
});
/** What is normal for a customer, an account or a country, and what was seen in the last days. */
export const callProfile = z.object({
  tenant: z.string(),
  payer: z.string(),
  country: z.string(),
  timeZone: z.string(),
  /** Days it has learned from. */
  days: z.number(),
  calls: z.array(profileCell),
  minutes: z.array(profileCell),
  costEur: z.array(profileCell),
  /** Most calls at a time. */
  concurrent: z.array(profileCell),
  /** Different countries. */
  destinations: z.array(profileCell),
  /** Attempts that nobody answered. */
  failed: z.array(profileCell),
  /** By hour, oldest first, the last seven days. */
  line: z.array(
    z.object({
      ...{ at: instant, calls: z.number(), minutes: z.number(), costEur: eur },
      ...{ concurrent: z.number(), destinations: z.number(), failed: z.number() },
    }),
  ),
  /** Accounts and countries that can be asked for, most calls first. */
  payers: z.array(z.object({ payer: z.string(), calls: z.number().int(), costEur: eur })),
  countries: z.array(z.object({ country: z.string(), calls: z.number().int(), costEur: eur })),
});

/** Money of a customer in the present hour, day, week and month of its zone, running calls included, to the second. */
export const callMoney = z.array(
  z.object({
    kind: z.enum(moneyKinds),
    /** Account, number or trunk; of a destination its country, or its prefix where that is no country. */
    name: z.string(),
    running: z.number().int(),
    ...{ hourEur: eur, dayEur: eur, weekEur: eur, monthEur: eur },
  }),
);
export type CallMoney = z.infer<typeof callMoney>;

export const callStop = z.object({
  id: z.string(),
  tenant: z.string(),
  tenantName: z.string(),
  scope: stopScope,
  payer: z.string(),
  reach: z.enum([...stopReaches, ...diversionReaches]),
  country: z.string(),
  prefix: z.string(),
  divertTo: z.string(),
  hangUp: z.boolean(),
  from: instant,
  until: instant,
  reason: text,
  author: z.string(),
  authorName: z.string(),
  alert: z.string(),
  rule: z.string(),
  state: stopState,
  /** Calls it refused, or in report-only would have. */
  refused: z.number().int(),
  /** What PBXs beside the path confirmed. */
  controls: z.array(
    z.object({
      control: z.string(),
      state: z.enum(['asked', 'in-force', 'lifted', 'failed']),
      at: instant,
      detail: z.string(),
    }),
  ),
});
export const callStopQuery = z.object({
  /** `current`: in force, asked or reported. */
  state: z.union([stopState, z.literal('current')]).optional(),
  tenant: z.string().max(100).optional(),
  alert: z.string().max(128).optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const callStopPage = page(callStop);
export const newCallStop = z.strictObject({
  tenant: tenantId.optional(),
  scope: stopScope,
  /** Account, accountcode or number; needed for scope `account`. */
  payer: shortText.default(''),
  reach: stopReach.default('costly'),
  /** Of scope `destination`: a country, or digits of a prefix. */
  country: z.union([z.literal(''), countryCode]).default(''),
  prefix: z.union([z.literal(''), phoneNumber]).default(''),
  /** SIP URI instead of refusing. */
  divertTo: z.string().max(256).default(''),
  hangUp: z.boolean().default(true),
  durationS: z.number().int().min(60).max(31_536_000),
  reason: z.string().min(1).max(500),
  alert: z.string().max(128).default(''),
});

/** What report-only would have refused, day by day in the customer's zone. */
export const callReport = z.object({
  from: instant,
  to: instant,
  customers: z.array(
    z.object({
      tenant: z.string(),
      tenantName: z.string(),
      mode: callMode,
      /** Since when it is report-only. */
      since: instant.nullable(),
      refused: z.number().int(),
      savedEur: eur,
      days: z.array(
        z.object({
          day: z.iso.date(),
          calls: z.number().int(),
          costEur: eur,
          refused: z.number().int(),
          /** What those calls came to cost. */
          savedEur: eur,
        }),
      ),
    }),
  ),
  /** The last of them, newest first, at most 200. */
  calls: z.array(call),
});
export const callReportQuery = z.object({
  tenant: z.string().max(100).optional(),
  days: z.coerce.number().int().min(1).max(92).default(14),
});

/** What an alert about calls knows besides. */
export const callAlert = z.object({
  payer: z.string(),
  detected: instant,
  calls: z.number(),
  minutes: z.number(),
  costEur: eur,
  costAtDetectionEur: eur,
  /** Null while nothing was stopped. */
  costAtStopEur: eur.nullable(),
  refused: z.number(),
  normal: z.number(),
  seen: z.number(),
  unit: z.enum(['calls', 'minutes', 'eur', 'destinations', 'attempts', 'percent', 'seconds']),
  countries: z.array(z.string()),
  numbers: z.array(z.string()),
});

export type Call = z.infer<typeof call>;
export type CallQuery = z.infer<typeof callQuery>;
export type CallQuestion = z.infer<typeof callQuestion>;
export type CallAnswer = z.infer<typeof callAnswer>;
export type CallsNow = z.infer<typeof callsNow>;
export type CallDestinations = z.infer<typeof callDestinations>;
export type CallProfile = z.infer<typeof callProfile>;
export type CallStop = z.infer<typeof callStop>;
export type NewCallStop = z.infer<typeof newCallStop>;
export type CallReport = z.infer<typeof callReport>;
export type CallAlert = z.infer<typeof callAlert>;
