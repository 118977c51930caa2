import { z } from 'zod';
import { roles } from '../../core/access.ts';
import { wayChannels } from '../../core/on-call/responder.ts';
import { severities } from '../../core/severity.ts';
import { instant, text } from './common.ts';
import { onCallFault } from './on-call-roster.ts';

export const wayChannel = z.enum(wayChannels);
const wayId = z.string().min(1).max(64);
const personId = z.string().min(1).max(128);

export const contactWay = z.strictObject({
  /** Unique within its person. */
  id: wayId,
  channel: wayChannel,
  /** Mail address, number (+31…), subscription or room. */
  address: z.string().min(1).max(2000),
  /** Ids of customers, sites or assets whose failure takes it down; `platform` is all of the own telephone platform. */
  dependsOn: z.array(z.string().min(1).max(128)).max(100).default([]),
});
export const wayRule = z.strictObject({ way: wayId, afterMinutes: z.number().int().min(0).max(1440) });
export const absence = z.strictObject({
  from: instant,
  until: instant,
  /** Who stands in; '' for nobody. */
  standIn: z.union([z.literal(''), personId]).default(''),
});
/** How somebody wants to be reached. */
export const responderForm = z.strictObject({
  /** IANA zone of the quiet hours and of times in messages. */
  zone: z.string().min(1).max(64),
  ways: z.array(contactWay).max(10),
  /** Way after minutes, by severity; a severity that is left out gets the usual ones. */
  rules: z.partialRecord(z.enum(severities), z.array(wayRule).max(20)).default({}),
  /** Hours in which only what is critical comes through, `23:00-07:00`; '' for none. */
  quiet: z.string().max(500).default(''),
  absences: z.array(absence).max(500).default([]),
});
export const plannedWay = z.object({ way: z.string(), channel: wayChannel, afterMinutes: z.number().int() });
export const responder = responderForm.extend({
  id: z.string(),
  name: z.string(),
  role: z.enum(roles),
  language: z.enum(['nl', 'en']),
  /** True until somebody saves: then mail to the address they sign in with is the only way. */
  isUsual: z.boolean(),
  /** Ways that depend on the platform, and whether any is left without it. */
  warnings: z.array(text),
  /** What happens at each severity, soonest first. */
  plan: z.record(z.enum(severities), z.array(plannedWay)),
  /** What the last message in each way came to. */
  lastDeliveries: z.array(
    z.object({ way: z.string(), at: instant, state: z.enum(['waiting', 'delivered', 'failed']), error: z.string() }),
  ),
  /** 0 until somebody saves. */
  version: z.number().int(),
  changedAt: instant.nullable(),
  changedBy: z.string(),
});
/** One of those who can be asked, in lists to choose from. */
export const responderSummary = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(roles),
  channels: z.array(wayChannel),
  /** Whether a way is left that does not depend on the platform. */
  independent: z.boolean(),
  /** When they are away now: until then. */
  absentUntil: instant.nullable(),
  /** Rosters in which they are on call now. */
  onCallIn: z.array(z.string()),
});
export const responderCheck = z.object({ faults: z.array(onCallFault), warnings: z.array(text) });
/** The test button of a way. */
export const wayTestForm = z.strictObject({ way: wayId });
export const wayTestResult = z.object({ ok: z.boolean(), error: z.string() });
/** A channel of this installation. */
export const onCallChannel = z.object({
  channel: wayChannel,
  /** False: messages in it wait until somebody sets it up, or fail. */
  ready: z.boolean(),
  /** What it goes through, and what it depends on. */
  detail: text,
  /** Where it goes through; `ours`: names of what we guard there, `platform` for an address of the own networks. */
  dependsOn: z.array(z.object({ host: z.string(), what: text, ours: z.array(z.string()) })),
  waiting: z.number().int(),
  failedLastDay: z.number().int(),
  lastDeliveredAt: instant.nullable(),
});

export type ContactWayWire = z.infer<typeof contactWay>;
export type ResponderFormWire = z.infer<typeof responderForm>;
export type ResponderWire = z.infer<typeof responder>;
export type ResponderSummaryWire = z.infer<typeof responderSummary>;
export type ResponderCheck = z.infer<typeof responderCheck>;
export type WayTestResult = z.infer<typeof wayTestResult>;
export type OnCallChannelWire = z.infer<typeof onCallChannel>;
