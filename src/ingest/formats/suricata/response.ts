import type { Event } from '../../../core/event.ts';
import type { Reading } from '../../format.ts';

/**
 * What a final SIP response says about the attempt it answers. EVE gives a response without its method, so only codes that
 * mean one thing whatever was asked are read: 401 and 407 ask for credentials (whether the request had any is unknown), 403
 * refuses. With a method, 2xx and 404 have a meaning too.
 */
export function readResponse(code: number, event: Event): Reading {
  if (!Number.isInteger(code) || code < 100 || code > 699) return 'malformed';
  const { sipMethod } = event;
  event.sipStatus = code;
  if (code === 401 || code === 407) {
    event.action = 'sip-auth';
    event.reason = 'challenge-sent';
  } else if (code === 403) {
    event.action = sipMethod === 'INVITE' ? 'sip-call' : 'sip-auth';
    event.outcome = 'failure';
    event.reason = 'not-authorised';
  } else if (code === 404 && sipMethod === 'REGISTER') {
    event.action = 'sip-auth';
    event.outcome = 'failure';
    event.reason = 'unknown-account';
  } else if (code === 404 && sipMethod === 'INVITE') {
    event.action = 'sip-call';
    event.outcome = 'failure';
    event.reason = 'unknown-extension';
  } else if (code >= 200 && code < 300 && (sipMethod === 'REGISTER' || sipMethod === 'INVITE')) {
    event.action = sipMethod === 'REGISTER' ? 'sip-register' : 'sip-call';
    event.outcome = 'success';
    event.reason = 'accepted';
  } else {
    return 'ignored';
  }
  return 'recognised';
}
