import { z } from 'zod';
import { callOutcomes } from '../../core/call-record.ts';
import { instant, tenantId } from './common.ts';

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

export type CdrTaken = z.infer<typeof cdrTaken>;
export type CallSource = z.infer<typeof callSource>;
export type CallSourceForm = z.infer<typeof callSourceForm>;
export type MappingProposal = z.infer<typeof mappingProposal>;
