import type { Action, Event, Outcome, Reason } from '../../../core/event.ts';
import type { Reading } from '../../format.ts';
import { EndpointReader } from '../../line/address.ts';
import { findLast, literal, standsAt } from '../../line/scan.ts';
import { sipUser } from '../../line/sip-user.ts';
import type { Interner } from '../../line/text.ts';
import { callFrom, RefusedCallReader } from './refused-call.ts';

const apostrophe = 0x27;
const registrationFrom = literal("Registration from '");
const failedFor = literal("failed for '");
const dash = literal(' - ');
const failedToAuthenticate = literal('Failed to authenticate ');
const fakeRejection = literal('Sending fake auth rejection for ');
const deviceWord = literal('device ');
const userWord = literal('user ');
const codeWord = literal(', code = -');
const forWord = literal(' for ');
const staleNonce = literal("Correct auth, but based on stale nonce received from '");

/** What chan_sip says behind the address of a refused registration. */
const registrationReasons: ReadonlyMap<string, Reason> = new Map<string, Reason>([
  ['Wrong password', 'wrong-password'],
  ['Username/auth name mismatch', 'unknown-account'],
  ['No matching peer found', 'unknown-account'],
  ['Not a local domain', 'wrong-domain'],
  ['Peer is not supposed to register', 'not-authorised'],
  ['Device does not match ACL', 'acl-denied'],
  ['ACL error (permit/deny)', 'acl-denied'],
  ['Device not configured to use this transport type', 'transport-denied'],
  ['Bad credentials', 'wrong-password'],
]);

/** What such words mean. */
export function registrationReasonOf(words: string): Reason {
  return registrationReasons.get(words) ?? 'rejected';
}

/** chan_sip's codes of check_auth, as printed behind `code = -`. */
const codeReasons: readonly Reason[] = [
  'rejected',
  'wrong-password',
  'unknown-account', // user name and authentication name differ
  'unknown-account',
  'unknown-account', // fake authentication: the account does not exist
  'wrong-domain',
  'not-authorised', // not a dynamic peer
  'acl-denied',
  'transport-denied',
  'rejected',
];

/** The messages of chan_sip, and the refused calls, which res_pjsip words alike. */
export class ChanSipReader {
  private readonly texts: Interner;
  private readonly endpoint = new EndpointReader();
  private readonly calls: RefusedCallReader;

  constructor(texts: Interner) {
    this.texts = texts;
    this.calls = new RefusedCallReader(texts);
  }

  /** What res_pjsip_session.c says, of which only the refused calls matter. */
  sessionCall(bytes: Buffer, start: number, end: number, event: Event): Reading {
    return this.calls.readSession(bytes, start, end, event);
  }

  /** Reads the message bytes[start, end); the event is touched only when it is recognised. */
  read(bytes: Buffer, start: number, end: number, event: Event, reach: number): Reading {
    if (standsAt(bytes, start, end, registrationFrom)) return this.registration(bytes, start, end, event, reach);
    if (standsAt(bytes, start, end, callFrom)) return this.calls.read(bytes, start, end, event);
    if (standsAt(bytes, start, end, failedToAuthenticate)) return this.failedDevice(bytes, start, end, event);
    if (standsAt(bytes, start, end, fakeRejection)) return this.fakeRejection(bytes, start, end, event);
    if (standsAt(bytes, start, end, staleNonce)) {
      return this.addressless(bytes, start + staleNonce.length, end - 1, event, 'unknown', 'stale-nonce');
    }
    return 'ignored';
  }

  /** `Registration from 'TO' failed for 'ADDRESS' - REASON`: the last two apostrophes are Asterisk's own. */
  private registration(bytes: Buffer, start: number, end: number, event: Event, reach: number): Reading {
    let close = end - 1;
    while (close > start && bytes[close] !== apostrophe) close--;
    let open = close - 1;
    while (open > start && bytes[open] !== apostrophe) open--;
    const clause = open + 1 - failedFor.length;
    const toStart = start + registrationFrom.length;
    if (clause <= toStart || !standsAt(bytes, clause, close, failedFor)) return 'malformed';
    if (!standsAt(bytes, close + 1, end, dash)) return 'malformed';
    const toEnd = clause - 2;
    if (toEnd < toStart || toEnd - toStart > reach || bytes[toEnd] !== apostrophe) return 'malformed';
    const reason = registrationReasons.get(this.texts.text(bytes, close + 1 + dash.length, end));
    // A reason we do not know may be one that was cut.
    if (reason === undefined && end - close > 80) return 'malformed';
    if (!this.endpoint.readWithPort(bytes, open + 1, close)) return 'malformed';
    event.userName = sipUser(bytes, toStart, toEnd, this.texts);
    event.sipToUser = event.userName;
    event.sipMethod = 'REGISTER';
    return this.fill(event, 'sip-auth', 'failure', reason ?? 'rejected', 'sip');
  }

  /** `Failed to authenticate device FROM for INVITE, code = -1` and older ones: From says nothing of the real address. */
  private failedDevice(bytes: Buffer, start: number, end: number, event: Event): Reading {
    let from = start + failedToAuthenticate.length;
    if (standsAt(bytes, from, end, deviceWord)) from += deviceWord.length;
    else if (standsAt(bytes, from, end, userWord)) from += userWord.length;
    else return 'ignored';
    const code = findLast(bytes, from, end, codeWord);
    const digit = code < 0 ? -1 : bytes[end - 1] - 0x30;
    const coded = digit >= 0 && digit <= 9 && code + codeWord.length + 1 === end;
    const method = coded ? findLast(bytes, from, code, forWord) : -1;
    const to = method < 0 ? end : method;
    const reading = this.addressless(bytes, from, to, event, 'failure', coded ? codeReasons[digit] : 'rejected');
    if (method >= 0) event.sipMethod = this.texts.text(bytes, method + forWord.length, code);
    return reading;
  }

  private fakeRejection(bytes: Buffer, start: number, end: number, event: Event): Reading {
    let from = start + fakeRejection.length;
    if (standsAt(bytes, from, end, deviceWord)) from += deviceWord.length;
    else if (standsAt(bytes, from, end, userWord)) from += userWord.length;
    return this.addressless(bytes, from, end, event, 'failure', 'unknown-account');
  }

  private addressless(
    bytes: Buffer,
    start: number,
    end: number,
    event: Event,
    outcome: Outcome,
    reason: Reason,
  ): Reading {
    event.userName = sipUser(bytes, start, end, this.texts);
    event.sipFromUser = event.userName;
    event.action = 'sip-auth';
    event.outcome = outcome;
    event.reason = reason;
    event.service = 'sip';
    return 'recognised';
  }

  private fill(event: Event, action: Action, outcome: Outcome, reason: Reason, service: string): Reading {
    event.action = action;
    event.outcome = outcome;
    event.reason = reason;
    event.service = service;
    event.sourceIp = this.endpoint.ip;
    event.sourcePort = this.endpoint.port;
    event.transport = this.endpoint.transport;
    return 'recognised';
  }
}
