import type { Action, Event, Outcome, Reason } from '../../../core/event.ts';
import type { Reading } from '../../format.ts';
import { EndpointReader } from '../../line/address.ts';
import {
  endsWith,
  findByte,
  findFirst,
  findLast,
  literal,
  longestBeforeAddress,
  skipDigits,
  standsAt,
} from '../../line/scan.ts';
import { decode, type Interner } from '../../line/text.ts';
import { sipUser } from './sip-user.ts';

const space = 0x20;
const quote = 0x22;
const apostrophe = 0x27;
const closeParenthesis = 0x29;
const backslash = 0x5c;
const requestWord = literal('Request ');
const requestFrom = literal("from '");
const fromBehind = literal("' from '");
const uriFailedFor = literal(">' failed for '");
const bareFailedFor = literal("' failed for '");
const callId = literal("' (callid: ");
const callIdEnd = literal(') - ');
const afterTries = literal(' after ');
const tries = literal(' tries in ');
const milliseconds = literal(' ms');
const openAddress = literal("' (");
const incomingMessage = literal('Incoming SIP message from ');
const didNotPass = literal(' did not pass ACL test');
const aorWord = literal("AOR '");
const aorNotFound = literal("' not found for endpoint '");
const attemptFrom = literal("Registration attempt from endpoint '");
const toAor = literal(") to AOR '");
const endpointWord = literal("Endpoint '");
const noAors = literal(') has no configured AORs');

/** What res_pjsip says behind a refused request. */
const requestReasons: ReadonlyMap<string, Reason> = new Map<string, Reason>([
  ['No matching endpoint found', 'unknown-account'],
  ['Not match Endpoint ACL', 'acl-denied'],
  ['Not match Endpoint Contact ACL', 'acl-denied'],
  ['Failed to authenticate', 'wrong-password'],
  ['Error to authenticate', 'rejected'],
]);

/** The messages of res_pjsip. */
export class PjsipReader {
  private readonly texts: Interner;
  private readonly endpoint = new EndpointReader();
  private readonly rival = new EndpointReader();

  constructor(texts: Interner) {
    this.texts = texts;
  }

  /** Reads the message bytes[start, end); the event is touched only when it is recognised. */
  read(bytes: Buffer, start: number, end: number, event: Event): Reading {
    if (standsAt(bytes, start, end, requestWord)) return this.request(bytes, start, end, event);
    if (standsAt(bytes, start, end, incomingMessage)) return this.messageAcl(bytes, start, end, event);
    if (standsAt(bytes, start, end, aorWord)) return this.unknownAor(bytes, start, end, event);
    if (standsAt(bytes, start, end, endpointWord)) return this.noAors(bytes, start, end, event);
    // `Registration attempt from endpoint 'NAME' (ADDRESS) to AOR 'NAME' will exceed max contacts of 1`
    if (standsAt(bytes, start, end, attemptFrom)) {
      return this.configured(bytes, start + attemptFrom.length, end, event, toAor, 'session-limit');
    }
    return 'ignored';
  }

  /** `Request 'METHOD' from 'FROM' failed for 'ADDRESS' (callid: CALLID) - REASON`, older ones without method. */
  private request(bytes: Buffer, start: number, end: number, event: Event): Reading {
    let from = start + requestWord.length;
    let methodEnd = 0;
    if (from < end && bytes[from] === apostrophe) {
      // A method holds no space, so the first of these is Asterisk's.
      methodEnd = findByte(bytes, from + 1, end, space) - 1;
      if (!standsAt(bytes, methodEnd, end, fromBehind)) return 'malformed';
      from = methodEnd + fromBehind.length;
    } else if (standsAt(bytes, from, end, requestFrom)) {
      from += requestFrom.length;
    } else {
      return 'ignored';
    }
    const reasonStart = this.requestReasonStart(bytes, from, end);
    if (reasonStart < 0) return 'malformed';
    const callIdStop = reasonStart - callIdEnd.length;
    const addressStart = this.requestAddress(bytes, from, callIdStop);
    if (addressStart < 0) return 'malformed';
    const fromEnd = addressStart - bareFailedFor.length;
    const callIdStart = findByte(bytes, addressStart, end, apostrophe) + callId.length;
    if (fromEnd - from > longestBeforeAddress || callIdStop - callIdStart > longestBeforeAddress) return 'malformed';
    const tail = this.triesStart(bytes, reasonStart, end);
    const reason = requestReasons.get(this.texts.text(bytes, reasonStart, tail));
    if (reason === undefined && tail - reasonStart > 80) return 'malformed';
    const methodStart = start + requestWord.length + 1;
    if (methodEnd > 0) event.sipMethod = this.texts.text(bytes, methodStart, methodEnd);
    event.userName = sipUser(bytes, from, fromEnd, this.texts);
    event.sipFromUser = event.userName;
    event.sipCallId = decode(bytes, callIdStart, callIdStop);
    return this.fill(event, 'sip-auth', 'failure', reason ?? 'rejected', 'pjsip');
  }

  /** Place of the reason behind the last `) - `, which is Asterisk's own; -1 without. */
  private requestReasonStart(bytes: Buffer, start: number, end: number): number {
    const at = findLast(bytes, start, end, callIdEnd);
    return at < 0 ? -1 : at + callIdEnd.length;
  }

  /** End of the reason: before ` after 3 tries in 12.500 ms` when that follows. */
  private triesStart(bytes: Buffer, start: number, end: number): number {
    const at = findLast(bytes, start, end, afterTries);
    if (at < 0 || !endsWith(bytes, start, end, milliseconds)) return end;
    const digits = skipDigits(bytes, at + afterTries.length, end);
    return standsAt(bytes, digits, end, tries) ? at : end;
  }

  /**
   * Place of the address, which is left in `endpoint`; -1 when there is none or two that differ. res_pjsip prints From as
   * `"name" <uri>`, so the address follows a `>` outside that name.
   */
  private requestAddress(bytes: Buffer, start: number, end: number): number {
    let from = nameEnd(bytes, start, end);
    let found = -1;
    for (let count = 0; count < 16; count++) {
      const clause = findFirst(bytes, from, end, uriFailedFor);
      if (clause < 0) return found;
      const addressStart = clause + uriFailedFor.length;
      const addressEnd = findByte(bytes, addressStart, Math.min(end, addressStart + 80), apostrophe);
      from = addressStart - 1;
      if (!standsAt(bytes, addressEnd, end, callId)) continue;
      const reader = found < 0 ? this.endpoint : this.rival;
      if (!reader.readWithPort(bytes, addressStart, addressEnd)) continue;
      if (found >= 0 && this.rival.ip !== this.endpoint.ip) return -1;
      if (found < 0) found = addressStart;
    }
    return -1;
  }

  /** `Incoming SIP message from ADDRESS did not pass ACL test` (res_pjsip_acl). */
  private messageAcl(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const from = start + incomingMessage.length;
    if (!endsWith(bytes, from, end, didNotPass)) return 'malformed';
    if (!this.endpoint.readWithPort(bytes, from, end - didNotPass.length)) return 'malformed';
    return this.fill(event, 'sip-auth', 'failure', 'acl-denied', 'pjsip');
  }

  /** `AOR 'NAME' not found for endpoint 'NAME' (ADDRESS)` (res_pjsip_registrar): the address comes last. */
  private unknownAor(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const nameStart = start + aorWord.length;
    const clause = findLast(bytes, nameStart, end, aorNotFound);
    if (clause < 0) return 'ignored';
    const open = findLast(bytes, clause, end, openAddress);
    if (open < 0 || bytes[end - 1] !== closeParenthesis || clause - nameStart > longestBeforeAddress)
      return 'malformed';
    if (!this.endpoint.readWithPort(bytes, open + openAddress.length, end - 1)) return 'malformed';
    return this.registrar(bytes, clause + aorNotFound.length, open, event, 'unknown-account');
  }

  /** `Endpoint 'NAME' (ADDRESS) has no configured AORs` */
  private noAors(bytes: Buffer, start: number, end: number, event: Event): Reading {
    if (findFirst(bytes, start, end, noAors) < 0) return 'ignored';
    return this.configured(bytes, start + endpointWord.length, end, event, noAors, 'not-authorised');
  }

  private configured(
    bytes: Buffer,
    nameStart: number,
    end: number,
    event: Event,
    clause: Uint8Array,
    reason: Reason,
  ): Reading {
    const nameEnd = findFirst(bytes, nameStart, end, openAddress);
    const addressStart = nameEnd + openAddress.length;
    const addressEnd = nameEnd < 0 ? end : findByte(bytes, addressStart, end, closeParenthesis);
    if (!standsAt(bytes, addressEnd, end, clause)) return 'malformed';
    if (!this.endpoint.readWithPort(bytes, addressStart, addressEnd)) return 'malformed';
    return this.registrar(bytes, nameStart, nameEnd, event, reason);
  }

  private registrar(bytes: Buffer, nameStart: number, nameEnd: number, event: Event, reason: Reason): Reading {
    event.userName = this.texts.text(bytes, nameStart, nameEnd);
    event.sipMethod = 'REGISTER';
    return this.fill(event, 'sip-register', 'failure', reason, 'pjsip');
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

/** Place behind a quoted name at `start`; `start` without one, or when an escape makes its end a matter of opinion. */
function nameEnd(bytes: Buffer, start: number, end: number): number {
  if (start >= end || bytes[start] !== quote) return start;
  for (let at = start + 1; at < end && bytes[at] !== backslash; at++) if (bytes[at] === quote) return at + 1;
  return start;
}
