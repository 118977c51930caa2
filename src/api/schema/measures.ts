import { z } from 'zod';
import { measureActions } from '../../core/incident/measure-action.ts';
import { approvalNeeds, measureOrderKinds, measureStates } from '../../core/incident/measure-record.ts';
import { recoveryPhases, recoveryTestStates, recoveryTests } from '../../core/incident/recovery.ts';
import { countryCode, instant, tenantId, text } from './common.ts';

/** Longest that a measure may hold, hours; it is extended, never endless. */
export const longestMeasureHours = 168;
export const usualMeasureHours = 2;

export const measureAction = z.enum(measureActions);
/**
 * Life of a measure. `waiting`: for a second person. `unconfirmed`: it was ordered and nothing that really carries it out has
 * confirmed it yet. `failed`: it was not done; `undone`: taken back, by somebody or since its time was over.
 */
export const measureState = z.enum(measureStates);

const hours = z
  .number()
  .min(1 / 60)
  .max(longestMeasureHours)
  .default(usualMeasureHours);
const reason = z.string().trim().max(500).default('');
const account = z.string().trim().min(1).max(128);
const name = z.string().max(128).default('');
const target = z.string().trim().min(1).max(256);

/** What is wanted, by action. Customers, sites and assets are ids. */
export const measureWish = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('block-source'), address: z.string().trim().min(1).max(64), hours, reason }),
  /** A CIDR, or the number of a network such as AS64500. */
  z.strictObject({ action: z.literal('block-network'), network: z.string().trim().min(1).max(64), hours, reason }),
  /** `customer` absent: everybody. */
  z.strictObject({
    action: z.literal('block-country'),
    country: countryCode,
    customer: tenantId.optional(),
    hours,
    reason,
  }),
  z.strictObject({
    action: z.literal('block-account'),
    account,
    customer: tenantId.optional(),
    /** Source of calls (PBX) the account is of; '' for all of the customer. */
    asset: name,
    hours,
    reason,
  }),
  z.strictObject({ action: z.literal('stop-international'), customer: tenantId, hours, reason }),
  /** Web, SSH and provisioning of an asset for own networks only; `*`: of everything of the customer of the incident. */
  z.strictObject({ action: z.literal('shield-management'), asset: z.string().min(1).max(128), hours, reason }),
  /**
   * `to`: a number in E.164 such as +31612345678, a SIP URI, or the name of a trunk group of the settings.
   * `number`: only calls from it (out) or to it (in); '' for all of the customer.
   */
  z.strictObject({
    action: z.literal('divert-calls'),
    customer: tenantId,
    direction: z.enum(['in', 'out']),
    to: target,
    number: z.string().trim().max(64).default(''),
    hours,
    reason,
  }),
  /** At least one of the last three, or `all` of the customer. */
  z.strictObject({
    action: z.literal('hang-up'),
    customer: tenantId,
    account: z.string().trim().max(128).default(''),
    /** Country or digits of a prefix. */
    destination: z.string().trim().max(16).default(''),
    /** Id of a call. */
    call: z.string().trim().max(256).default(''),
    reason,
  }),
]);

/** Why something would be refused, or what somebody has to know before it is done. */
export const measureNote = z.object({
  kind: z.enum(['refusal', 'warning', 'note']),
  sentence: text,
});

/** Who carries it out. */
export const measureCarrier = z.object({
  name: z.string(),
  /** False: it only writes down what it would do. */
  real: z.boolean(),
  /** What it does, and what it cannot. */
  does: text,
});

export const measurePreview = z.object({
  /** What will be done, in one sentence, and on the button. */
  sentence: text,
  button: text,
  /** Addresses it covers, as digits or `2^64`; '' where it is about none. */
  addresses: z.string(),
  customers: z.array(z.object({ id: z.string(), name: z.string() })).max(50),
  customersTotal: z.number().int(),
  /** Phones that worked from there in the last days. */
  accounts: z.array(z.object({ tenant: z.string(), account: z.string(), address: z.string() })).max(50),
  accountsTotal: z.number().int(),
  /** Calls that run now and end or are touched; those to emergency numbers are never among them. */
  calls: z
    .array(
      z.object({
        id: z.string(),
        from: z.string(),
        to: z.string(),
        country: z.string(),
        since: instant,
        /** Whether something can hang it up. */
        reachable: z.boolean(),
      }),
    )
    .max(50),
  callsTotal: z.number().int(),
  /** Running calls to emergency numbers that stay as they are. */
  emergencyCalls: z.number().int(),
  /** Attempts in the last hour it would have refused; null where that is not counted. */
  refusesLastHour: z.number().int().nullable(),
  carriers: z.array(measureCarrier),
  notes: z.array(measureNote),
  /** A guard refuses it: it cannot be taken. */
  refused: z.boolean(),
  /** A second person has to agree first, and why; null when nobody has to. */
  approval: text.nullable(),
});

/** What one who carries it out said. */
export const measureReport = z.object({
  by: z.string(),
  real: z.boolean(),
  state: z.enum(['asked', 'in-force', 'lifted', 'failed']),
  at: instant,
  /** As the enforcer says it, in English. */
  detail: z.string(),
});

export const measure = z.object({
  id: z.string(),
  incident: z.string(),
  /** Number of the incident, to say on the phone. */
  number: z.number().int(),
  title: z.string(),
  /** In either language; twice the same where somebody gave it. */
  titles: text,
  /** Customer it is about; `provider` when it is about all. */
  tenant: z.string(),
  tenantName: z.string(),
  action: measureAction,
  with: z.record(z.string(), z.string()),
  sentence: text,
  state: measureState,
  reason: z.string(),
  askedAt: instant,
  askedBy: z.string(),
  /** Whether whoever reads this is the one who asked, who cannot agree to it as well. */
  mine: z.boolean(),
  /** Why a second person is needed; null when nobody is. */
  approval: text.nullable(),
  decidedBy: z.string(),
  /** Null while it waits. */
  from: instant.nullable(),
  until: instant.nullable(),
  /** It has something to be undone: false for calls that were hung up. */
  lasts: z.boolean(),
  /** What it is made of: decisions, stops and attack modes, each on its own page too. */
  orders: z.array(z.object({ kind: z.enum(measureOrderKinds), id: z.string() })),
  reports: z.array(measureReport),
  /** What went wrong or is missing, for people; null when nothing is. */
  trouble: text.nullable(),
  /** A later end that waits for a second person; null when none does. */
  extension: z
    .object({
      until: instant,
      askedAt: instant,
      askedBy: z.string(),
      /** Whoever reads this asked for it, and cannot agree to it as well. */
      mine: z.boolean(),
      approval: text,
    })
    .nullable(),
  undoneAt: instant.nullable(),
  undoneBy: z.string(),
  undoReason: z.string(),
});

export const measurePage = z.object({
  items: z.array(measure),
  total: z.number().int(),
  next: z.string().nullable(),
});

export const measureQuery = z.object({
  incident: z.string().max(128).optional(),
  tenant: tenantId.optional(),
  /** `open`: waiting, or not undone yet: the temporary measures. */
  state: z.enum(['open', 'over']).optional(),
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const measureReason = z.strictObject({ reason: z.string().trim().min(1).max(500) });
/** From now. */
export const measureExtend = z.strictObject({
  hours: z
    .number()
    .min(1 / 60)
    .max(longestMeasureHours),
  reason,
});

/** Which actions need a second person. `wide`: only where it is about everybody, a whole customer or more than a /24. */
export const approvalNeed = z.enum(approvalNeeds);
export const measureApprovals = z.record(measureAction, approvalNeed);
export const measureSettings = z.object({ approvals: measureApprovals, version: z.number().int() });
export const measureSettingsForm = z.strictObject({ approvals: measureApprovals });

/** Where calls can go, and what can be steered, for forms. */
export const measureOffer = z.object({
  trunkGroups: z.array(z.object({ name: z.string(), targets: z.array(z.string()) })),
  pbxs: z.array(z.object({ id: z.string(), name: z.string(), tenant: z.string(), canHangUp: z.boolean() })),
  /** Something asks Belwacht before it sets a call up: without, stops and diversions reach only what is steered. */
  asked: z.boolean(),
});

/** The way back to production, in steps from narrow to wide. */
export const recoveryPhase = z.enum(recoveryPhases);
export const recoveryTest = z.enum(recoveryTests);

export const recoveryTestState = z.object({
  test: recoveryTest,
  state: z.enum(recoveryTestStates),
  /** What was seen, or why it does not apply. */
  evidence: text,
  at: instant.nullable(),
  by: z.string(),
  /** Whether it was measured by Belwacht or said by a person. */
  how: z.enum(['', 'measured', 'said']),
});
export const recovery = z.object({
  incident: z.string(),
  phases: z.array(
    z.object({
      phase: recoveryPhase,
      state: z.enum(['waiting', 'open', 'done']),
      tests: z.array(recoveryTestState),
      doneAt: instant.nullable(),
      doneBy: z.string(),
    }),
  ),
  /** Alerts of these customers, however mild, join the incident until then; null when nobody watches. */
  watch: z
    .object({ from: instant, until: instant, customers: z.array(z.string()), by: z.string(), joined: z.number().int() })
    .nullable(),
  /** It can be begun anew: all of it is done, or the incident was reopened since. */
  canBegin: z.boolean(),
  /** Temporary measures that still stand. */
  measures: z.number().int(),
  version: z.number().int(),
});

/** Asks our own SIP client to look. Passwords are of the vault, never in a request. */
export const recoveryProbe = z.discriminatedUnion('test', [
  /**
   * `asset`: PBX or SBC of a customer of the incident, by id, name or `customer/id`; the account whose password is in the vault, or
   * one whose registration is looked for.
   */
  z.strictObject({
    test: z.literal('register'),
    asset: z.string().min(1).max(256),
    account: z.string().max(128).default(''),
  }),
  z.strictObject({
    test: z.enum(['call-in', 'call-out']),
    asset: z.string().min(1).max(256),
    from: z.string().trim().min(1).max(64),
    to: z.string().trim().min(1).max(64),
    /** Longest that it rings or talks. */
    seconds: z.number().int().min(1).max(60).default(15),
  }),
]);
/** What a person saw. An emergency route is confirmed with the name of who looked at it. */
export const recoverySaid = z.strictObject({
  test: recoveryTest,
  outcome: z.enum(['passed', 'failed', 'not-applicable']),
  evidence: z.string().trim().min(1).max(2000),
  /** Who looked, of `emergency-route`. */
  person: z.string().trim().max(200).default(''),
});
/** Why a phase that was done is gone back to. */
export const recoveryBack = z.strictObject({ reason: z.string().trim().min(1).max(500) });
export const watchForm = z.strictObject({
  hours: z
    .number()
    .min(1 / 60)
    .max(720)
    .default(24),
});
/** Where probes go and by which password. */
export const probeTarget = z.object({
  tenant: z.string(),
  tenantName: z.string(),
  asset: z.string(),
  /** What the system is called. */
  name: z.string(),
  host: z.string(),
  port: z.number().int(),
  transport: z.enum(['udp', 'tcp']),
  domain: z.string(),
  accounts: z.array(z.string()),
});
export const probeTargetForm = z.strictObject({
  host: z.string().trim().min(1).max(253),
  port: z.number().int().min(1).max(65_535).default(5060),
  transport: z.enum(['udp', 'tcp']).default('udp'),
  /** Realm of its accounts; '' for the host. */
  domain: z.string().trim().max(253).default(''),
  account: z.string().trim().max(128).default(''),
  /** Kept in the vault; '' leaves what there is. */
  password: z.string().max(256).default(''),
});

export type MeasureWishForm = z.infer<typeof measureWish>;
export type MeasurePreviewWire = z.infer<typeof measurePreview>;
export type MeasureNote = z.infer<typeof measureNote>;
export type MeasureCarrier = z.infer<typeof measureCarrier>;
export type MeasureWire = z.infer<typeof measure>;
export type MeasurePage = z.infer<typeof measurePage>;
export type MeasureStateWire = z.infer<typeof measureState>;
export type ProbeTargetWire = z.infer<typeof probeTarget>;
export type MeasureSettings = z.infer<typeof measureSettings>;
export type ApprovalNeed = z.infer<typeof approvalNeed>;
export type MeasureOffer = z.infer<typeof measureOffer>;
export type RecoveryWire = z.infer<typeof recovery>;
export type RecoveryPhase = z.infer<typeof recoveryPhase>;
export type RecoveryTest = z.infer<typeof recoveryTest>;
export type RecoveryProbe = z.infer<typeof recoveryProbe>;
export type RecoverySaid = z.infer<typeof recoverySaid>;
