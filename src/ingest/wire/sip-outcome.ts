import type { Event } from '../../core/event.ts';

/** What is known about the request that a response answers. */
export interface Asked {
  /** It carried credentials for the realm that challenges now (or for any, for other responses). */
  readonly credentials: boolean;
  /** Its credentials answer a challenge, so that a 2xx means somebody checked them: anybody can write credentials nobody asked for. */
  readonly proven: boolean;
  /** It only took bindings away. */
  readonly removes: boolean;
  /** It belonged to a dialog that stands already: no new call. */
  readonly inDialog: boolean;
}

/**
 * What a final response proves about the client that asked. One event at most:
 * - 401/407: `sip-auth`; without credentials a challenge (unknown), with them wrong-password, or stale-nonce (unknown);
 * - 403: failure not-authorised, `sip-call` for INVITE, `sip-auth` for the rest (some servers answer a wrong password so);
 * - 404, 410, 604: REGISTER `sip-auth` failure unknown-account, INVITE `sip-call` failure unknown-extension;
 * - 2xx: REGISTER `sip-register` success accepted or removed; INVITE `sip-call` success; reason no-credentials when none are
 *   proven, for then nobody has shown who they are; another method with proven credentials `sip-auth` success accepted. The success of REGISTER
 *   and INVITE with credentials proves the account too; there is no second event for it.
 * Everything else (busy, no answer, declined, terminated, server errors) is normal telephony.
 * Returns false when there is nothing to tell; sets action, outcome and reason otherwise.
 */
export function setOutcome(method: string, status: number, stale: boolean, asked: Asked, event: Event): boolean {
  if (method === 'ACK' || method === 'BYE' || method === 'CANCEL' || method === 'PRACK') return false;
  const invite = method === 'INVITE';
  if (status === 401 || status === 407) {
    event.action = 'sip-auth';
    event.outcome = asked.credentials && !stale ? 'failure' : 'unknown';
    event.reason = !asked.credentials ? 'challenge-sent' : stale ? 'stale-nonce' : 'wrong-password';
    return true;
  }
  if (invite && asked.inDialog) return false;
  if (status === 403) {
    event.action = invite ? 'sip-call' : 'sip-auth';
    event.outcome = 'failure';
    event.reason = 'not-authorised';
    return true;
  }
  if (status === 404 || status === 410 || status === 604) {
    if (!invite && method !== 'REGISTER') return false;
    event.action = invite ? 'sip-call' : 'sip-auth';
    event.outcome = 'failure';
    event.reason = invite ? 'unknown-extension' : 'unknown-account';
    return true;
  }
  if (status < 200 || status > 299) return false;
  if (method === 'REGISTER') event.action = 'sip-register';
  else if (invite) event.action = 'sip-call';
  else if (asked.proven) event.action = 'sip-auth';
  else return false;
  event.outcome = 'success';
  if (method === 'REGISTER' && asked.removes) event.reason = 'removed';
  else event.reason = asked.proven ? 'accepted' : 'no-credentials';
  return true;
}
