import type { Event } from '../../../core/event.ts';

/** Return code of the authentication functions when a line gives none. */
export const noCode = 1;

/**
 * Sets outcome and reason from the return code of `auth_check`, `www_authenticate` and their like
 * (https://www.kamailio.org/docs/modules/stable/modules/auth_db.html): -1 something went wrong with the credentials, -2 wrong
 * password, -3 no such user, -4 the nonce has expired, -5 no credentials, -6 nonce used before, -8 the account is not the one
 * in From, To or Request-URI. Positive is success; `noCode` says failure without more.
 */
export function setAuthResult(code: number, event: Event): void {
  event.action = 'sip-auth';
  event.outcome = 'failure';
  switch (code) {
    case noCode:
      event.reason = 'wrong-password';
      return;
    case -2:
      event.reason = 'wrong-password';
      return;
    case -3:
      event.reason = 'unknown-account';
      return;
    case -4:
    case -6:
      // What every phone runs into now and then: it answers an old question rightly.
      event.outcome = 'unknown';
      event.reason = 'stale-nonce';
      return;
    case -5:
      event.outcome = 'unknown';
      event.reason = 'challenge-sent';
      return;
    case -8:
      event.reason = 'not-authorised';
      return;
    default:
      event.reason = 'rejected';
  }
}

/** Reads a whole number with an optional minus, from first to last byte; `noCode` when it is none. */
export function readCode(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === 0x2d;
  const from = negative ? start + 1 : start;
  if (from >= end || end - from > 3) return noCode;
  let value = 0;
  for (let i = from; i < end; i++) {
    const digit = bytes[i] - 0x30;
    if (!(digit >= 0 && digit <= 9)) return noCode;
    value = value * 10 + digit;
  }
  return negative ? -value : value;
}
