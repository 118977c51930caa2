import type { Action, Outcome, Reason } from '../../../core/event.ts';
import { literal, standsAt } from '../../line/scan.ts';

/** What a kind of security event means. */
export interface Kind {
  readonly name: Uint8Array;
  readonly outcome: Outcome;
  readonly reason: Reason;
  /** Whether Asterisk alone writes what follows the remote address. Then the last pair of addresses is the real one. */
  readonly ownTail: boolean;
}

/** Kinds by the length of their name, so that at most a few are compared. */
const kinds: Kind[][] = Array.from({ length: 32 }, () => []);

for (const [name, outcome, reason, ownTail] of [
  ['FailedACL', 'failure', 'acl-denied', true],
  ['InvalidAccountID', 'failure', 'unknown-account', true],
  ['SessionLimit', 'failure', 'session-limit', true],
  ['MemoryLimit', 'failure', 'memory-limit', true],
  ['LoadAverageLimit', 'failure', 'load-limit', true],
  ['RequestNotSupported', 'failure', 'request-not-supported', false],
  ['RequestNotAllowed', 'failure', 'not-authorised', false],
  ['AuthMethodNotAllowed', 'failure', 'method-not-allowed', false],
  ['RequestBadFormat', 'failure', 'bad-format', false],
  ['SuccessfulAuth', 'success', 'accepted', true],
  ['UnexpectedAddress', 'failure', 'unexpected-address', true],
  ['ChallengeResponseFailed', 'failure', 'challenge-failed', false],
  ['InvalidPassword', 'failure', 'wrong-password', false],
  ['ChallengeSent', 'unknown', 'challenge-sent', true],
  ['InvalidTransport', 'failure', 'transport-denied', false],
] as const) {
  kinds[name.length].push({ name: literal(name), outcome, reason, ownTail });
}

/** The kind that bytes[start, end) name, undefined for one we do not know. */
export function kindAt(bytes: Buffer, start: number, end: number): Kind | undefined {
  const length = end - start;
  if (length <= 0 || length >= kinds.length) return undefined;
  const candidates = kinds[length];
  for (let i = 0; i < candidates.length; i++) if (standsAt(bytes, start, end, candidates[i].name)) return candidates[i];
  return undefined;
}

/** The service that raised an event, and so what its events are about. */
export interface Service {
  readonly title: Uint8Array;
  readonly name: string;
  readonly action: Action;
  /**
   * Whether what comes from others behind the remote address cannot look like a pair of addresses: chan_sip takes values
   * without quotes up to a comma, and in those of res_pjsip every quote has a backslash before it.
   */
  readonly safeTail: boolean;
}

const services: readonly Service[] = [
  { title: literal('PJSIP'), name: 'pjsip', action: 'sip-auth', safeTail: true },
  { title: literal('SIP'), name: 'sip', action: 'sip-auth', safeTail: true },
  { title: literal('IAX2'), name: 'iax2', action: 'iax-auth', safeTail: false },
  { title: literal('AMI'), name: 'ami', action: 'admin-login', safeTail: false },
  { title: literal('ARI'), name: 'ari', action: 'admin-login', safeTail: false },
  { title: literal('HTTP'), name: 'http', action: 'admin-login', safeTail: false },
];

/** The service that bytes[start, end) name; another one is kept under its own name, without a meaning. */
export function serviceAt(bytes: Buffer, start: number, end: number): Service {
  for (let i = 0; i < services.length; i++) {
    const service = services[i];
    if (service.title.length === end - start && standsAt(bytes, start, end, service.title)) return service;
  }
  const name = bytes.toString('utf8', start, Math.min(end, start + 32)).toLowerCase();
  return { title: literal(name), name, action: 'other', safeTail: false };
}
