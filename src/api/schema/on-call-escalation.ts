import { z } from 'zod';
import { answerWays } from '../../core/on-call/escalation.ts';
import { severities } from '../../core/severity.ts';
import { instant, page, severity, tenantId, text } from './common.ts';
import { wayChannel } from './on-call-person.ts';
import { onCallFault } from './on-call-roster.ts';

/** Whom a step asks: a person, who is on call in a roster (`schedule`), or everybody of a role. */
export const escalationTarget = z.strictObject({
  kind: z.enum(['person', 'schedule', 'role']),
  id: z.string().min(1).max(128),
});
export const escalationStep = z.strictObject({
  targets: z.array(escalationTarget).max(20),
  /** Minutes after which the next step begins when nobody acknowledged. */
  waitMinutes: z.number().int().min(1).max(1440).default(5),
});
export const escalationPolicyForm = z.strictObject({
  name: z.string().trim().min(1).max(200),
  steps: z.array(escalationStep).max(20),
  /** How often all steps are gone through again. */
  repeat: z.number().int().min(0).max(10).default(2),
  /** Minutes without progress after which who acknowledged no longer counts; 0 is never. */
  silentMinutes: z.number().int().min(0).max(1440).default(0),
});
export const escalationPolicy = escalationPolicyForm.extend({
  id: z.string(),
  /** Name of each target as it is now, by `kind id`. */
  targetNames: z.record(z.string(), z.string()),
  version: z.number().int(),
  changedAt: instant,
  changedBy: z.string(),
});
export const escalationPolicyCheck = z.object({ faults: z.array(onCallFault) });

/** Policy of each severity: '' asks nobody, `usual` is the built-in one. */
const policyOf = z.string().max(128);
export const escalationChoiceForm = z.strictObject({
  /** A severity that is left out: as the provider has it (customers), as Belwacht comes (provider). */
  policies: z.partialRecord(z.enum(severities), policyOf),
});
/** What holds for everybody (`tenant` is `provider`), or for the incidents of one customer. */
export const escalationChoice = escalationChoiceForm.extend({
  tenant: tenantId,
  tenantName: z.string(),
  /** What comes of it, for every severity. */
  holds: z.record(z.enum(severities), z.object({ policy: policyOf, name: z.string() })),
  /** 0 for what nobody has set. */
  version: z.number().int(),
  changedAt: instant.nullable(),
  changedBy: z.string(),
});

export const askState = z.enum(['waiting', 'handed', 'delivered', 'failed', 'called-off']);
/** A message to one person in one way. */
export const escalationAsk = z.object({
  key: z.string(),
  cycle: z.number().int(),
  round: z.number().int(),
  step: z.number().int(),
  person: z.string(),
  personName: z.string(),
  way: z.string(),
  channel: wayChannel,
  target: escalationTarget,
  targetName: z.string(),
  /** Name of whom they stand in for; ''. */
  standsInFor: z.string(),
  dueAt: instant,
  /** When it would have gone out but for quiet hours. */
  deferredFrom: instant.nullable(),
  /** Names of what this way depends on and is hit. */
  atRisk: z.array(z.string()),
  state: askState,
  handedAt: instant.nullable(),
  settledAt: instant.nullable(),
  /** Attempts to deliver so far, and what the channel said last. */
  attempts: z.number().int(),
  detail: z.string(),
});
export const escalationMiss = z.object({
  at: instant,
  round: z.number().int(),
  step: z.number().int(),
  targetName: z.string(),
  personName: z.string(),
  reason: z.enum(['nobody-on-call', 'nobody-in-role', 'unknown', 'absent', 'no-way', 'own-rules', 'declined']),
});
export const escalationAnswer = z.object({
  at: instant,
  by: z.string(),
  byName: z.string(),
  way: z.enum(answerWays),
  kind: z.enum(['acknowledged', 'declined']),
});
/** Who was asked to take an incident, and what they said. */
export const escalation = z.object({
  id: z.string(),
  incident: z.string(),
  severity,
  policyName: z.string(),
  steps: z.number().int(),
  phase: z.enum(['asking', 'acknowledged', 'nobody-reached', 'ended']),
  startedAt: instant,
  cycle: z.number().int(),
  /** From 0. */
  round: z.number().int(),
  rounds: z.number().int(),
  step: z.number().int(),
  /** While it is asking: when the next step begins. */
  stepUntil: instant.nullable(),
  /** When who acknowledged counts as silent. */
  silentAt: instant.nullable(),
  /** At most 2,000, in the order in which they were planned. */
  asks: z.array(escalationAsk),
  misses: z.array(escalationMiss),
  answers: z.array(escalationAnswer),
  /** Whether the caller is asked now and has not answered. */
  asksYou: z.boolean(),
});
/** Begins to ask by hand: with a policy, '' for the one of its severity and customer. */
export const escalateForm = z.strictObject({ policy: policyOf.default('') });
/** People answer for themselves; a token says for whom. */
export const answerForm = z.strictObject({ person: z.string().min(1).max(128).optional() }).nullish();
export const answered = z.object({ ok: z.boolean(), sentence: text });
/** A message out of an incident. */
export const incidentMessageForm = z.strictObject({
  /** A role of the incident, `roster:<id>`, `person:<id>`, `recipient:<id>`, or an address of the channel. */
  to: z.string().min(1).max(2000),
  /** '' : as the person wants it. */
  channel: z.union([z.literal(''), wayChannel]).default(''),
  subject: z.string().max(200).default(''),
  message: z.string().trim().min(1).max(10_000),
});

export const deliveryState = z.enum(['waiting', 'delivered', 'failed', 'called-off']);
/** A message of on call, as the outbox has it. */
export const delivery = z.object({
  key: z.string(),
  /** `alarm`: asks somebody; `message`: by people or playbooks; `nobody`: the alarm that nobody was reached; `help`: a playbook needs somebody. */
  kind: z.enum(['alarm', 'message', 'nobody', 'help']),
  incident: z.string(),
  incidentNumber: z.number().int().nullable(),
  /** Person or recipient; '' for an address. */
  person: z.string(),
  personName: z.string(),
  channel: z.string(),
  address: z.string(),
  subject: z.string(),
  state: deliveryState,
  attempts: z.number().int(),
  /** What the channel said last. */
  error: z.string(),
  createdAt: instant,
  /** Of those that wait: when it is tried next. */
  nextAttemptAt: instant.nullable(),
  endedAt: instant.nullable(),
});
export const deliveryPage = page(delivery);
/** Sign of life to a watcher outside. */
export const heartbeat = z.object({
  /** False: no watcher is set up. */
  set: z.boolean(),
  /** Host it goes to. */
  to: z.string(),
  everySeconds: z.number().int(),
  lastOkAt: instant.nullable(),
  lastError: z.string(),
  lastErrorAt: instant.nullable(),
});

export type EscalationPolicyFormWire = z.infer<typeof escalationPolicyForm>;
export type EscalationPolicyWire = z.infer<typeof escalationPolicy>;
export type EscalationChoiceWire = z.infer<typeof escalationChoice>;
export type EscalationWire = z.infer<typeof escalation>;
export type EscalationAskWire = z.infer<typeof escalationAsk>;
export type DeliveryWire = z.infer<typeof delivery>;
export type HeartbeatWire = z.infer<typeof heartbeat>;
export type IncidentMessageFormWire = z.infer<typeof incidentMessageForm>;
