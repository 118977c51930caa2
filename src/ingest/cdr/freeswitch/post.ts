import type { CallDirection } from '../../../core/call-record.ts';
import { canonicalAddress } from '../../../core/ip.ts';
import { CdrCall, checkTimes } from '../cdr-call.ts';
import { type CdrClock, earliestTime } from '../cdr-clock.ts';
import { type CdrReading, refusals } from '../cdr-format.ts';
import { isUuid, readDuration } from '../cdr-values.ts';
import { accountOf } from './csv-line.ts';
import { causeNumber, outcomeOfCause } from './hangup-cause.ts';
import { decodeUrl, longestText, type PostedRecord } from './posted-record.ts';
import { readXmlRecord } from './xml-record.ts';

/**
 * Reads a record as mod_json_cdr or mod_xml_cdr writes it, or the body of its post: plain, `cdr=` and URL-encoded, or `cdr=`
 * and base64 (`encode` in the settings of mod_xml_cdr).
 */
export function readPost(text: string, line: number, clock: CdrClock): CdrReading {
  const body = bodyOf(text);
  const record = body.startsWith('{') ? jsonRecord(body) : body.startsWith('<') ? readXmlRecord(body) : undefined;
  return record === undefined ? refusals['not-this-format'] : callOf(record, line, clock);
}

function bodyOf(text: string): string {
  if (!text.startsWith('cdr=')) return text;
  const value = text.slice(4).split('&', 1)[0];
  const decoded = decodeUrl(value.replaceAll('+', ' ')).trimStart();
  if (decoded.startsWith('{') || decoded.startsWith('<')) return decoded;
  return Buffer.from(decoded.replaceAll(' ', '+'), 'base64').toString('utf8').trimStart();
}

function jsonRecord(text: string): PostedRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const variables = own(value, 'variables');
  const flow = own(value, 'callflow');
  const profile = own(Array.isArray(flow) ? flow[0] : flow, 'caller_profile');
  if (typeof variables !== 'object' || variables === null) return undefined;
  return {
    variable: (name) => plain(own(variables, name)),
    profile: (name) => plain(own(profile, name)),
  };
}

function own(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function plain(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? decodeUrl(value).slice(0, longestText) : '';
}

function callOf(record: PostedRecord, line: number, clock: CdrClock): CdrReading {
  const of = record.variable;
  const call = new CdrCall();
  call.line = line;
  call.id = of('uuid') || record.profile('uuid');
  if (!isUuid(Buffer.from(call.id), 0, Buffer.byteLength(call.id))) return refusals['not-this-format'];
  const start = timeOf(record, 'start', clock);
  const answer = timeOf(record, 'answer', clock);
  const end = timeOf(record, 'end', clock);
  if (start === undefined || end === undefined) return refusals['bad-time'];
  if (Number.isNaN(start) || Number.isNaN(end) || Number.isNaN(answer)) return refusals['bad-time'];
  call.start = start;
  call.answer = answer;
  call.end = end;
  const total = lengthOf(of('duration'));
  const talk = lengthOf(of('billsec'));
  if (total === undefined || talk === undefined) return refusals['bad-duration'];
  const impossible = checkTimes(call, { total, talk }, clock.repeats);
  if (impossible) return impossible;
  const cause = of('hangup_cause');
  call.outcome = outcomeOfCause(cause, answer !== undefined);
  call.cause = Number(/^\d{1,4}$/.exec(of('hangup_cause_q850'))?.[0] ?? 0) || causeNumber(cause);
  call.linkedId = of('call_uuid') || of('originating_leg_uuid') || call.id;
  call.from = record.profile('caller_id_number') || of('effective_caller_id_number') || of('sip_from_user');
  call.to = record.profile('destination_number') || of('destination_number') || of('sip_to_user');
  call.account =
    of('sip_auth_username') || of('user_name') || record.profile('username') || accountOf(record.profile('chan_name'));
  call.accountCode = of('accountcode');
  call.trunk = of('sip_gateway_name') || of('sip_gateway');
  call.address =
    canonicalAddress(of('sip_network_ip') || of('sip_received_ip') || record.profile('network_addr')) ?? '';
  call.direction = directions.get(of('call_direction')) ?? 'unknown';
  return call;
}

/** `call_direction` as dial plans such as FusionPBX's set it; FreeSWITCH's own `direction` is that of a leg. */
const directions = new Map<string, CallDirection>([
  ['inbound', 'in'],
  ['outbound', 'out'],
  ['local', 'internal'],
]);

/** A time: microseconds or seconds since 1970, or a stamp on the wall; undefined when there is none (0 means never). */
function timeOf(record: PostedRecord, name: string, clock: CdrClock): number | undefined {
  const micro = record.variable(`${name}_uepoch`);
  if (/^\d{1,17}$/.test(micro)) return Number(micro) === 0 ? undefined : plausible(Math.floor(Number(micro) / 1_000));
  const seconds = record.variable(`${name}_epoch`);
  if (/^\d{1,11}$/.test(seconds)) return Number(seconds) === 0 ? undefined : plausible(Number(seconds) * 1_000);
  const stamp = record.variable(`${name}_stamp`);
  if (stamp === '') return undefined;
  const bytes = Buffer.from(stamp);
  return clock.read(bytes, 0, bytes.length);
}

/** The time, when it is one of a call. */
function plausible(time: number): number {
  return time >= earliestTime && time < 253_402_300_800_000 ? time : Number.NaN;
}

/** A length in ms, NaN when the record has none; undefined when it is none. */
function lengthOf(text: string): number | undefined {
  if (text === '') return Number.NaN;
  const bytes = Buffer.from(text);
  const length = readDuration(bytes, 0, bytes.length);
  return Number.isNaN(length) ? undefined : length;
}
