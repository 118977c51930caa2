import {
  type Action,
  type Event,
  type EventKey,
  eventFields,
  type Outcome,
  type Reason,
  resetEvent,
} from '../../../core/event.ts';
import { canonicalAddress } from '../../../core/ip.ts';
import type { ReadContext, Reading } from '../../format.ts';
import { TimestampReader } from '../../line/timestamp.ts';

/** Longest text of one field, UTF-16 units; the rest is cut off. */
const longestText = 1024;
/** The last millisecond of the year 9999. */
const lastTime = 253_402_300_799_999;

/** What we know ourselves about a record: whose it is, where it came in, and what enrich finds out. A sender has no say in it. */
const ours: ReadonlySet<EventKey> = new Set<EventKey>([
  'tenant',
  'asset',
  'source',
  'country',
  'asNumber',
  'asName',
  'hosting',
  'localHour',
  'newCountry',
  'line',
  'original',
]);

const fields = eventFields
  .filter(([key]) => !ours.has(key))
  .map(([key, ecs, kind]) => ({ key, ecs, path: ecs.split('.'), kind }));

const actions: Readonly<Record<Exclude<Action, ''>, true>> = {
  'sip-auth': true,
  'sip-register': true,
  'sip-call': true,
  'sip-request': true,
  'sip-flood': true,
  'iax-auth': true,
  'iax-call': true,
  'admin-login': true,
  'ids-alert': true,
  'source-silent': true,
  'source-resumed': true,
  other: true,
};
/** Only we ourselves say that a source went silent. */
const ourActions: ReadonlySet<string> = new Set(['source-silent', 'source-resumed']);
const outcomes: Readonly<Record<Outcome, true>> = { success: true, failure: true, unknown: true };
const reasons: Readonly<Record<Reason, true>> = {
  '': true,
  'wrong-password': true,
  'unknown-account': true,
  'acl-denied': true,
  'wrong-domain': true,
  'unknown-extension': true,
  'transport-denied': true,
  'challenge-sent': true,
  'challenge-failed': true,
  'stale-nonce': true,
  'unexpected-address': true,
  'session-limit': true,
  'load-limit': true,
  'memory-limit': true,
  'method-not-allowed': true,
  'request-not-supported': true,
  'bad-format': true,
  'not-authorised': true,
  'no-credentials': true,
  'too-many-requests': true,
  accepted: true,
  removed: true,
  rejected: true,
  timeout: true,
  signature: true,
};

const stamps = new TimestampReader();

/**
 * Fills an event from a JSON object with ECS fields, flat (`"source.ip"`) or nested (`{"source":{"ip":…}}`); flat wins.
 * `@timestamp` is ISO 8601 (without zone: the context's) or a number of seconds or milliseconds since 1970; without one the
 * event happened when it was received. Unknown fields and those that are ours to know (tenant, asset, source, geo …) are
 * passed over. An action outside the closed list becomes `other`, an unknown outcome `unknown`, an unknown reason none.
 * Returns `malformed` for no object, a field of the wrong type, an address that is none, a port or time out of range;
 * `ignored` for an object without any field of an event. The event comes reset, and stays so unless it returns `recognised`.
 */
export function readJsonEvent(value: unknown, event: Event, context: ReadContext): Reading {
  const reading = fill(value, event, context);
  if (reading !== 'recognised') resetEvent(event);
  return reading;
}

function fill(value: unknown, event: Event, context: ReadContext): Reading {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'malformed';
  let found = 0;
  for (const { key, ecs, path, kind } of fields) {
    const given = Object.hasOwn(value, ecs) ? (value as Record<string, unknown>)[ecs] : dig(value, path);
    if (given === undefined || given === null) continue;
    const isRead = kind === 'time' ? setTime(given, event, context) : setField(key, kind, given, event);
    if (!isRead) return 'malformed';
    found++;
  }
  if (found === 0) return 'ignored';
  if (event.time === 0) event.time = context.receivedAt;
  if (event.dataset === '') event.dataset = 'json';
  if (!Object.hasOwn(actions, event.action) || ourActions.has(event.action)) event.action = 'other';
  if (!Object.hasOwn(outcomes, event.outcome)) event.outcome = 'unknown';
  if (!Object.hasOwn(reasons, event.reason)) event.reason = '';
  event.transport = event.transport.toLowerCase();
  event.sipMethod = event.sipMethod.toUpperCase();
  if (event.sourceIp !== '' && !setAddress(event, 'sourceIp')) return 'malformed';
  if (event.destinationIp !== '' && !setAddress(event, 'destinationIp')) return 'malformed';
  return event.sourcePort <= 65_535 && event.destinationPort <= 65_535 ? 'recognised' : 'malformed';
}

/** Value of a nested field; own properties only, so `__proto__` and the like lead nowhere. */
function dig(value: object, path: readonly string[]): unknown {
  let at: unknown = value;
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return at;
}

function setField(key: EventKey, kind: 'text' | 'number' | 'boolean', given: unknown, event: Event): boolean {
  const target = event as unknown as Record<EventKey, string | number | boolean>;
  if (kind === 'text') {
    if (typeof given !== 'string' && typeof given !== 'number') return false;
    target[key] = String(given).slice(0, longestText);
    return true;
  }
  if (kind === 'boolean') {
    target[key] = given === true;
    return typeof given === 'boolean';
  }
  const number = typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : given;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) return false;
  target[key] = number;
  return true;
}

function setTime(given: unknown, event: Event, context: ReadContext): boolean {
  let time = Number.NaN;
  if (typeof given === 'number') {
    // Below this a number of milliseconds would lie before March 1973: it is seconds.
    time = Math.floor(Math.abs(given) < 100_000_000_000 ? given * 1000 : given);
  } else if (typeof given === 'string' && given.length <= 64) {
    const stamp = Buffer.from(given);
    time = stamps.read(stamp, 0, stamp.length, context);
    if (stamps.next !== stamp.length) return false;
  }
  if (!(time > 0 && time <= lastTime)) return false;
  event.time = time;
  return true;
}

function setAddress(event: Event, key: 'sourceIp' | 'destinationIp'): boolean {
  const address = canonicalAddress(event[key]);
  if (address === undefined) return false;
  event[key] = address;
  return true;
}
