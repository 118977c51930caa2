import type { Action, Event, Outcome, Reason } from '../../../core/event.ts';
import type { Reading } from '../../format.ts';
import { EndpointReader } from '../../line/address.ts';
import { endsWith, findByte, findFirst, findLast, literal, skipDigits, standsAt } from '../../line/scan.ts';
import { sipUser } from '../../line/sip-user.ts';
import { decode, type Interner } from '../../line/text.ts';

/** Most of a Call-ID that is kept, bytes. */
export const longestCallId = 1_024;
/** Longest From that Asterisk prints, bytes (its PJSIP_MAX_URL_SIZE is no more than this). */
const longestFrom = 1_100;
/** Most places that are looked at for a second address; nobody needs more. */
const mostRivals = 64;
const space = 0x20;
const quote = 0x22;
const apostrophe = 0x27;
const closeParenthesis = 0x29;
const less = 0x3c;
const greater = 0x3e;
const backslash = 0x5c;
const requestWord = literal('Request ');
const requestFrom = literal("from '");
const fromBehind = literal("' from '");
const failedFor = literal("' failed for '");
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
const toAorUnplaced = literal("' to AOR '");
const noAors = literal(') has no configured AORs');
const noAorsUnplaced = literal("' has no configured AORs");

/** What res_pjsip says behind a refused request. */
const requestReasons: ReadonlyMap<string, Reason> = new Map<string, Reason>([
  ['No matching endpoint found', 'unknown-account'],
  ['Not match Endpoint ACL', 'acl-denied'],
  ['Not match Endpoint Contact ACL', 'acl-denied'],
  ['Failed to authenticate', 'wrong-password'],
  ['Error to authenticate', 'rejected'],
]);

/** What such words mean. */
export function requestReasonOf(words: string): Reason {
  return requestReasons.get(words) ?? 'rejected';
}

/** The messages of res_pjsip. */
export class PjsipReader {
  private readonly texts: Interner;
  private readonly endpoint = new EndpointReader();
  private readonly rival = new EndpointReader();

  constructor(texts: Interner) {
    this.texts = texts;
  }

  /** Reads the message bytes[start, end); the event is touched only when it is recognised. */
  read(bytes: Buffer, start: number, end: number, event: Event, reach: number, withCallId = true): Reading {
    if (standsAt(bytes, start, end, requestWord)) return this.request(bytes, start, end, event, reach, withCallId);
    if (standsAt(bytes, start, end, incomingMessage)) return this.messageAcl(bytes, start, end, event);
    if (standsAt(bytes, start, end, aorWord)) return this.unknownAor(bytes, start, end, event, reach);
    if (standsAt(bytes, start, end, endpointWord)) return this.noAors(bytes, start, end, event);
    if (standsAt(bytes, start, end, attemptFrom)) return this.tooManyContacts(bytes, start, end, event);
    return 'ignored';
  }

  /** `Request 'METHOD' from 'FROM' failed for 'ADDRESS' (callid: CALLID) - REASON`, older ones without method. */
  private request(
    bytes: Buffer,
    start: number,
    end: number,
    event: Event,
    reach: number,
    withCallId: boolean,
  ): Reading {
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
    const orderly = this.nameAddressEnd(bytes, from, end, reach);
    const fromEnd = this.onlyAddress(bytes, from, end, orderly, reach);
    if (fromEnd < 0) return 'malformed';
    const callIdStart = findByte(bytes, fromEnd + failedFor.length, end, apostrophe) + callId.length;
    // The last `) - ` is Asterisk's own, unless the line was cut; then nothing is said of the reason.
    const callIdStop = findLast(bytes, callIdStart, end, callIdEnd);
    const reasonStart = callIdStop < 0 ? end : callIdStop + callIdEnd.length;
    const tail = this.triesStart(bytes, reasonStart, end);
    const reason = requestReasons.get(this.texts.text(bytes, reasonStart, tail));
    // What does not look like a From is only believed in a line that is whole.
    if (orderly < 0 && reason === undefined) return 'malformed';
    const methodStart = start + requestWord.length + 1;
    if (methodEnd > 0) event.sipMethod = this.texts.text(bytes, methodStart, methodEnd);
    event.userName = sipUser(bytes, from, fromEnd, this.texts);
    event.sipFromUser = event.userName;
    if (withCallId) {
      const stop = Math.min(callIdStop < 0 ? end : callIdStop, callIdStart + longestCallId);
      event.sipCallId = decode(bytes, callIdStart, stop);
    }
    return this.fill(event, 'sip-auth', 'failure', reason ?? 'rejected', 'pjsip');
  }

  /** End of the reason: before ` after 3 tries in 12.500 ms` when that follows. */
  private triesStart(bytes: Buffer, start: number, end: number): number {
    const at = findLast(bytes, start, end, afterTries);
    if (at < 0 || !endsWith(bytes, start, end, milliseconds)) return end;
    const digits = skipDigits(bytes, at + afterTries.length, end);
    return standsAt(bytes, digits, end, tries) ? at : end;
  }

  /**
   * End of a From as res_pjsip prints it, `"name" <uri>` or `<uri>`, with the address behind it left in `endpoint`; -1 when it
   * does not look so. In a name that came with quotes a quote has a backslash before it, one that came without holds no
   * `<`, and a printed URI no `>`: the first address behind is the true one. A backslash makes two readings possible; then
   * both must give the same address.
   */
  private nameAddressEnd(bytes: Buffer, start: number, end: number, reach: number): number {
    if (start >= end || bytes[start] !== quote) return this.uriEnd(bytes, start, end, this.endpoint);
    let close = start + 1;
    let escaped = false;
    for (; close < end && bytes[close] !== quote; close++) {
      if (bytes[close] !== backslash) continue;
      escaped = true;
      close++;
    }
    // Quotes that do not close may have been closed behind a cut.
    if (close >= end && end - start > reach) return -1;
    const quoted = bytes[close + 1] === space ? close + 2 : close + 1;
    const unquoted = findByte(bytes, start, end, less);
    if (!escaped) return this.uriEnd(bytes, bytes[quoted] === less ? quoted : unquoted, end, this.endpoint);
    const one = this.uriEnd(bytes, quoted, end, this.endpoint);
    const other = this.uriEnd(bytes, unquoted, end, one < 0 ? this.endpoint : this.rival);
    if (one >= 0 && other >= 0 && this.rival.ip !== this.endpoint.ip) return -1;
    const found = one < 0 ? other : one;
    return found - start > reach ? -1 : found;
  }

  /** End of `<uri>` at `start` when the clause with the address stands behind, -1 otherwise. */
  private uriEnd(bytes: Buffer, start: number, end: number, reader: EndpointReader): number {
    if (start >= end || bytes[start] !== less) return -1;
    const clause = findByte(bytes, start, end, greater) + 1;
    return standsAt(bytes, clause, end, failedFor) && this.readAddress(bytes, clause, end, reader) ? clause : -1;
  }

  /**
   * Place of the clause with the address, which is left in `endpoint`; -1 when there is none or two that differ. A URI too long
   * for Asterisk is printed in part, with whatever stood there before behind it: then an orderly From need not be all of
   * it, and when the Call-ID holds one more clause nobody can tell them apart. Behind an orderly From only clauses that
   * follow a `>`, as the true one does, are rivals.
   */
  private onlyAddress(bytes: Buffer, start: number, end: number, orderly: number, reach: number): number {
    let found = orderly;
    for (let from = orderly < 0 ? start : orderly + 1, count = 0; count < mostRivals; count++) {
      const clause = findFirst(bytes, from, end, failedFor);
      if (clause < 0) return found - start > (orderly < 0 ? reach : longestFrom) ? -1 : found;
      from = clause + 1;
      if (orderly >= 0 && bytes[clause - 1] !== greater) continue;
      if (!this.readAddress(bytes, clause, end, found < 0 ? this.endpoint : this.rival)) continue;
      if (found >= 0 && this.rival.ip !== this.endpoint.ip) return -1;
      if (found < 0) found = clause;
    }
    return -1;
  }

  /** Reads the address of the clause `' failed for 'ADDRESS' (callid: ` at `clause`. */
  private readAddress(bytes: Buffer, clause: number, end: number, reader: EndpointReader): boolean {
    const addressStart = clause + failedFor.length;
    const addressEnd = findByte(bytes, addressStart, Math.min(end, addressStart + 80), apostrophe);
    return standsAt(bytes, addressEnd, end, callId) && reader.readWithPort(bytes, addressStart, addressEnd);
  }

  /**
   * `Incoming SIP message from ADDRESS did not pass ACL test` (res_pjsip_acl). Without a port the address is that of the
   * visitor's Contact, which names whom it likes.
   */
  private messageAcl(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const from = start + incomingMessage.length;
    if (!endsWith(bytes, from, end, didNotPass)) return 'malformed';
    if (!this.endpoint.readWithPort(bytes, from, end - didNotPass.length)) return 'malformed';
    this.fill(event, 'sip-auth', 'failure', 'acl-denied', 'pjsip');
    if (event.sourcePort === 0) event.sourceIp = '';
    return 'recognised';
  }

  /** `AOR 'NAME' not found for endpoint 'NAME' (ADDRESS)` (res_pjsip_registrar), in old versions without the address. */
  private unknownAor(bytes: Buffer, start: number, end: number, event: Event, reach: number): Reading {
    const nameStart = start + aorWord.length;
    const clause = findLast(bytes, nameStart, end, aorNotFound);
    if (clause < 0) return 'ignored';
    const name = clause + aorNotFound.length;
    if (bytes[end - 1] === apostrophe) return this.unplaced(bytes, name, end - 1, event, 'unknown-account');
    const open = findLast(bytes, clause, end, openAddress);
    if (open < 0 || bytes[end - 1] !== closeParenthesis || clause - nameStart > reach) return 'malformed';
    if (!this.endpoint.readWithPort(bytes, open + openAddress.length, end - 1)) return 'malformed';
    return this.registrar(bytes, name, open, event, 'unknown-account');
  }

  /** `Endpoint 'NAME' (ADDRESS) has no configured AORs`, in old versions without the address. */
  private noAors(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const nameStart = start + endpointWord.length;
    if (endsWith(bytes, nameStart, end, noAorsUnplaced)) {
      return this.unplaced(bytes, nameStart, end - noAorsUnplaced.length, event, 'not-authorised');
    }
    if (findFirst(bytes, start, end, noAors) < 0) return 'ignored';
    return this.configured(bytes, nameStart, end, event, noAors, 'not-authorised');
  }

  /** `Registration attempt from endpoint 'NAME' (ADDRESS) to AOR 'NAME' will exceed max contacts of 1`, the same. */
  private tooManyContacts(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const nameStart = start + attemptFrom.length;
    const unplaced = findFirst(bytes, nameStart, end, toAorUnplaced);
    const placed = findFirst(bytes, nameStart, end, openAddress);
    if (unplaced >= 0 && (placed < 0 || unplaced < placed)) {
      return this.unplaced(bytes, nameStart, unplaced, event, 'session-limit');
    }
    return this.configured(bytes, nameStart, end, event, toAor, 'session-limit');
  }

  /** The name of an endpoint is the operator's, so the first address is the true one. */
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

  private unplaced(bytes: Buffer, nameStart: number, nameEnd: number, event: Event, reason: Reason): Reading {
    event.action = 'sip-register';
    event.outcome = 'failure';
    event.reason = reason;
    event.service = 'pjsip';
    event.sipMethod = 'REGISTER';
    event.userName = this.texts.text(bytes, nameStart, nameEnd);
    return 'recognised';
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
