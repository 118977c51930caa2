import { z } from 'zod';
import { callDirections, callOutcomes } from '../../core/call-record.ts';
import { callModes } from '../../core/calls/call-customer.ts';
import { stopReaches, stopScopes, stopStates } from '../../core/calls/call-stop.ts';
import { verdictActions, verdictReasons } from '../../core/calls/call-verdict.ts';
import { destinationKinds } from '../../core/phone/destination.ts';
import { instant, page, text } from './common.ts';

/** Money is in euro, with at most six decimals. `estimate`: an order of magnitude of ours, no deck has the destination. */
export const eur = z.number();
export const callMode = z.enum(callModes);
export const stopScope = z.enum(stopScopes);
export const stopReach = z.enum(stopReaches);
export const stopState = z.enum(stopStates);

const shortText = z.string().max(256);
const number = z.string().regex(/^\+?\d{1,15}$/, 'digits of a number, with its country code');
const country = z.string().regex(/^[A-Z]{2}$/, 'a country as two capitals');
const tenantId = z.string().min(1).max(100);

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
  /** By hour, oldest first, the last seven days. */
  line: z.array(z.object({ at: instant, calls: z.number(), minutes: z.number(), costEur: eur })),
  /** Accounts and countries that can be asked for, most calls first. */
  payers: z.array(z.object({ payer: z.string(), calls: z.number().int(), costEur: eur })),
  countries: z.array(z.object({ country: z.string(), calls: z.number().int(), costEur: eur })),
});

/** How phones of a customer dial; empty lists and texts leave what is usual in its country. */
export const dialPlan = z.strictObject({
  country: z.union([z.literal(''), country]).default(''),
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
  emergencyCountries: z.array(country).max(20).default([]),
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
  allowedNumbers: z.array(z.object({ number, note: z.string().max(200) })).max(1000),
  /** Countries that always pass. */
  allowedCountries: z.array(z.object({ country, note: z.string().max(200) })).max(250),
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
    .array(z.strictObject({ number, note: z.string().max(200).default('') }))
    .max(1000)
    .default([]),
  allowedCountries: z
    .array(z.strictObject({ country, note: z.string().max(200).default('') }))
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
  activate: z.enum(['true', 'false']).default('true'),
  /** Reads and reports, and keeps nothing. */
  dry_run: z.enum(['true', 'false']).default('false'),
});
export const rateQuery = z.object({ number, tenant: z.string().max(100).optional() });
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

export const callStop = z.object({
  id: z.string(),
  tenant: z.string(),
  tenantName: z.string(),
  scope: stopScope,
  payer: z.string(),
  reach: stopReach,
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
  country: z.union([z.literal(''), country]).default(''),
  prefix: z.union([z.literal(''), number]).default(''),
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

/** Formats of call detail records. */
export const cdrFormat = z.enum(['asterisk-cdr', 'freeswitch-cdr', 'kamailio-acc', '3cx-cdr', 'csv']);
export const cdrUpload = z.object({
  format: cdrFormat,
  /** Of times without a zone; the token's customer's by default. */
  timezone: z.string().max(64).optional(),
  /** Of format csv: a call source whose mapping holds. */
  source: z.string().max(128).optional(),
  /** Of 3cx-cdr: names of the fields in their order, with commas between. */
  fields: z.string().max(2000).optional(),
});
/** What became of the records; durable when it is answered. */
export const cdrTaken = z.object({
  received: z.number().int(),
  calls: z.number().int(),
  duplicates: z.number().int(),
  refused: z.number().int(),
  /** Why lines were refused: reason → how many. */
  reasons: z.record(z.string(), z.number()),
  errors: z.array(z.object({ line: z.number().int(), reason: z.string() })),
});

export const callSourceKinds = [
  'asterisk-ami',
  'asterisk-cel',
  'freeswitch-esl',
  '3cx-xapi',
  '3cx-cdr',
  'cdr-file',
  'cdr-socket',
  'kamailio-rpc',
] as const;
const csvMapping = z.record(z.string(), z.unknown());
/** How a source is reached; which fields count depends on its kind. */
const sourceFields = {
  name: z.string().min(1).max(100),
  kind: z.enum(callSourceKinds),
  enabled: z.boolean().default(true),
  /** Host of the PBX; of cdr-socket and 3cx-cdr: empty to listen instead. */
  host: z.string().max(253).default(''),
  port: z.number().int().min(0).max(65_535).default(0),
  tls: z.boolean().default(false),
  /** SHA-256, hex, of the certificate that alone is taken (asterisk-ami) or of its public key (3cx-xapi); '' checks it as usual. */
  fingerprint: z
    .string()
    .regex(/^[0-9a-fA-F:]{0,95}$/)
    .default(''),
  /** PEM of the authority of its certificate, when that is not a public one. */
  ca: z.string().max(50_000).default(''),
  /** Of 3cx-xapi and kamailio-rpc. */
  url: z.string().max(500).default(''),
  /** Of 3cx-xapi: the address may be http; what is sent, the secret too, can then be read on the way. */
  insecure: z.boolean().default(false),
  user: z.string().max(128).default(''),
  /** Of cdr-file and asterisk-cel. */
  path: z.string().max(1000).default(''),
  format: z.union([z.literal(''), cdrFormat]).default(''),
  timeZone: z.string().max(64).default(''),
  fields: z.array(z.string().max(64)).max(64).default([]),
  mapping: csvMapping.nullable().default(null),
  /** Who may connect, when it listens: addresses and networks. */
  peers: z.array(z.string().max(64)).max(100).default([]),
  /** Of asterisk-ami and asterisk-cel: endpoints that are trunks. Of freeswitch-esl: SIP profiles of trunks; none: external. */
  trunks: z.array(z.string().max(128)).max(200).default([]),
  /** Of freeswitch-esl and kamailio-rpc: domain of accounts that have none of their own. */
  domain: z.string().max(253).default(''),
  /** May act: hang up, stop accounts, drop registrations. */
  control: z.boolean().default(false),
} as const;
export const callSource = z.object({
  id: z.string(),
  tenant: z.string(),
  tenantName: z.string(),
  ...sourceFields,
  /** Whether a password or secret is kept. It is never shown. */
  hasSecret: z.boolean(),
  up: z.boolean(),
  /** Why it is down, or what it is doing. */
  detail: z.string(),
  lastSeen: instant.nullable(),
  tally: z.object({
    received: z.number().int(),
    recognised: z.number().int(),
    ignored: z.number().int(),
    malformed: z.number().int(),
  }),
  /** Running calls it knows. */
  running: z.number().int(),
  /** The last records, newest first, at most 20. */
  last: z.array(z.object({ at: instant, summary: z.string() })),
  version: z.number().int(),
});
export const callSourceForm = z.strictObject({
  ...sourceFields,
  tenant: tenantId.optional(),
  /** Password or client secret; absent leaves the one that is kept. */
  secret: z.string().max(1000).optional(),
});
export const callSourceTest = z.object({ ok: z.boolean(), detail: z.string() });
/** A sample of a CSV file, and what it seems to be. */
export const mappingSample = z.strictObject({
  sample: z.string().min(1).max(200_000),
  timeZone: z.string().max(64).default(''),
  /** Read the sample with this one instead of guessing. */
  mapping: csvMapping.optional(),
});
export const mappingProposal = z.object({
  ok: z.boolean(),
  /** Why there is none; '' otherwise. */
  reason: z.string(),
  mapping: csvMapping.nullable(),
  notes: z.array(z.string()),
  lines: z.number().int(),
  calls: z.number().int(),
  /** The first calls as read. */
  preview: z.array(
    z.object({
      line: z.number().int(),
      start: instant,
      answer: instant.nullable(),
      end: instant.nullable(),
      from: z.string(),
      to: z.string(),
      account: z.string(),
      outcome: z.enum(callOutcomes),
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
export type CallSettings = z.infer<typeof callSettings>;
export type CallSettingsForm = z.infer<typeof callSettingsForm>;
export type CallRule = z.infer<typeof callRule>;
export type RateDeck = z.infer<typeof rateDeck>;
export type RateShown = z.infer<typeof rateShown>;
export type NumberList = z.infer<typeof numberList>;
export type CallStop = z.infer<typeof callStop>;
export type NewCallStop = z.infer<typeof newCallStop>;
export type CallReport = z.infer<typeof callReport>;
export type CdrTaken = z.infer<typeof cdrTaken>;
export type CallSource = z.infer<typeof callSource>;
export type CallSourceForm = z.infer<typeof callSourceForm>;
export type MappingProposal = z.infer<typeof mappingProposal>;
export type EmergencyNumbers = z.infer<typeof emergencyNumbers>;
export type CallAlert = z.infer<typeof callAlert>;
