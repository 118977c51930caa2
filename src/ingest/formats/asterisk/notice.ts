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
const comma = 0x2c;
const dot = 0x2e;
const backslash = 0x5c;

const registrationFrom = literal("Registration from '");
const failedFor = literal("failed for '");
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
const dash = literal(' - ');
const callFrom = literal("Call from '");
const openAddress = literal("' (");
const toExtension = literal(") to extension '");
const notInContext = literal("' rejected because extension not found in context '");
const noRegistration = literal("No registration for peer '");
const peerWord = literal("Peer '");
const notDynamic = literal("' is not dynamic (from ");
const fromAddress = literal("' (from ");
const emptyRegistration = literal('Empty registration from ');
const hostWord = literal('Host ');
const rejectedConnect = literal('Rejected connect attempt from ');
const tryingToReach = literal(" who was trying to reach '");
const requestFor = literal(" request '");
const failedToAuthenticate = literal('Failed to authenticate ');
const fakeRejection = literal('Sending fake auth rejection for ');
const deviceWord = literal('device ');
const userWord = literal('user ');
const codeWord = literal(', code = -');
const forWord = literal(' for ');
const staleNonce = literal("Correct auth, but based on stale nonce received from '");
const incomingMessage = literal('Incoming SIP message from ');
const didNotPass = literal(' did not pass ACL test');
const aorWord = literal("AOR '");
const aorNotFound = literal("' not found for endpoint '");
const attemptFrom = literal("Registration attempt from endpoint '");
const toAor = literal(") to AOR '");
const endpointWord = literal("Endpoint '");
const noAors = literal(') has no configured AORs');

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

/** What res_pjsip says behind a refused request. */
const requestReasons: ReadonlyMap<string, Reason> = new Map<string, Reason>([
  ['No matching endpoint found', 'unknown-account'],
  ['Not match Endpoint ACL', 'acl-denied'],
  ['Not match Endpoint Contact ACL', 'acl-denied'],
  ['Failed to authenticate', 'wrong-password'],
  ['Error to authenticate', 'rejected'],
]);

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

/** What chan_iax2 says of a host. */
const hostClauses: readonly (readonly [needle: Uint8Array, reason: Reason])[] = [
  [literal(" failed to authenticate as '"), 'wrong-password'],
  [literal(" failed MD5 authentication for '"), 'wrong-password'],
  [literal(" failed RSA authentication with inkeys '"), 'wrong-password'],
  [literal(" did not provide proper plaintext password for '"), 'wrong-password'],
  [literal(" denied access to register peer '"), 'acl-denied'],
];

/** What the manager says of an address. */
const managerClauses: readonly (readonly [needle: Uint8Array, reason: Reason])[] = [
  [literal(" failed to authenticate as '"), 'wrong-password'],
  [literal(" tried to authenticate with nonexistent user '"), 'unknown-account'],
  [literal(" tried to authenticate with non-existant user '"), 'unknown-account'],
  [literal(" tried to authenticate with non-existent user '"), 'unknown-account'],
  [literal(" failed to pass IP ACL as '"), 'acl-denied'],
];

/**
 * Reads the NOTICE, WARNING and ERROR messages of chan_sip, res_pjsip, chan_iax2 and the manager that tell of a refused
 * attempt. Names, numbers, From, To and Call-ID in them come from whoever sends and may hold whatever looks like another
 * message, so each address is read from the side that Asterisk writes itself; where both sides are the sender's, every
 * place that could be the address is looked at and two different addresses make the line malformed.
 */
export class NoticeReader {
  private readonly texts: Interner;
  private readonly endpoint = new EndpointReader();
  private readonly rival = new EndpointReader();

  constructor(texts: Interner) {
    this.texts = texts;
  }

  /** Reads the message bytes[start, end); the event is touched only when it is recognised. */
  read(bytes: Buffer, start: number, end: number, event: Event): Reading {
    if (end - start < 12) return 'ignored';
    switch (bytes[start]) {
      case 0x52: // R
        if (standsAt(bytes, start, end, registrationFrom)) return this.registration(bytes, start, end, event);
        if (standsAt(bytes, start, end, requestWord)) return this.request(bytes, start, end, event);
        if (standsAt(bytes, start, end, rejectedConnect)) return this.rejectedConnect(bytes, start, end, event);
        if (standsAt(bytes, start, end, attemptFrom)) return this.tooManyContacts(bytes, start, end, event);
        return 'ignored';
      case 0x43: // C
        if (standsAt(bytes, start, end, callFrom)) return this.call(bytes, start, end, event);
        if (standsAt(bytes, start, end, staleNonce)) {
          return this.addressless(bytes, start + staleNonce.length, end - 1, event, 'unknown', 'stale-nonce');
        }
        return 'ignored';
      case 0x46: // F
        return standsAt(bytes, start, end, failedToAuthenticate)
          ? this.failedDevice(bytes, start, end, event)
          : 'ignored';
      case 0x53: // S
        return standsAt(bytes, start, end, fakeRejection) ? this.fakeRejection(bytes, start, end, event) : 'ignored';
      case 0x48: // H
        return standsAt(bytes, start, end, hostWord) ? this.host(bytes, start, end, event) : 'ignored';
      case 0x4e: // N
        return standsAt(bytes, start, end, noRegistration)
          ? this.iaxPeer(bytes, start + noRegistration.length, end, event, fromAddress, 'unknown-account')
          : 'ignored';
      case 0x50: // P
        return standsAt(bytes, start, end, peerWord) && findFirst(bytes, start, end, notDynamic) > 0
          ? this.iaxPeer(bytes, start + peerWord.length, end, event, notDynamic, 'not-authorised')
          : 'ignored';
      case 0x45: // E
        if (standsAt(bytes, start, end, emptyRegistration)) {
          if (!this.endpoint.read(bytes, start + emptyRegistration.length, end)) return 'malformed';
          return this.fill(event, 'iax-auth', 'failure', 'no-credentials', 'iax2');
        }
        return standsAt(bytes, start, end, endpointWord) ? this.noAors(bytes, start, end, event) : 'ignored';
      case 0x49: // I
        return standsAt(bytes, start, end, incomingMessage) ? this.messageAcl(bytes, start, end, event) : 'ignored';
      case 0x41: // A
        return standsAt(bytes, start, end, aorWord) ? this.unknownAor(bytes, start, end, event) : 'ignored';
      default:
        return this.manager(bytes, start, end, event);
    }
  }

  /** `Registration from 'TO' failed for 'ADDRESS' - REASON`: the last two apostrophes are Asterisk's own. */
  private registration(bytes: Buffer, start: number, end: number, event: Event): Reading {
    let close = end - 1;
    while (close > start && bytes[close] !== apostrophe) close--;
    let open = close - 1;
    while (open > start && bytes[open] !== apostrophe) open--;
    const clause = open + 1 - failedFor.length;
    const toStart = start + registrationFrom.length;
    if (clause <= toStart || !standsAt(bytes, clause, close, failedFor)) return 'malformed';
    if (!standsAt(bytes, close + 1, end, dash)) return 'malformed';
    const toEnd = clause - 2;
    if (toEnd < toStart || toEnd - toStart > longestBeforeAddress || bytes[toEnd] !== apostrophe) return 'malformed';
    const reason = registrationReasons.get(this.texts.text(bytes, close + 1 + dash.length, end));
    // A reason we do not know may be one that was cut.
    if (reason === undefined && end - close > 80) return 'malformed';
    if (!this.endpoint.readWithPort(bytes, open + 1, close)) return 'malformed';
    event.userName = sipUser(bytes, toStart, toEnd, this.texts);
    event.sipToUser = event.userName;
    event.sipMethod = 'REGISTER';
    return this.fill(event, 'sip-auth', 'failure', reason ?? 'rejected', 'sip');
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
   * `"name" <uri>`, the name with its quotes escaped, so the address follows a `>` outside that name.
   */
  private requestAddress(bytes: Buffer, start: number, end: number): number {
    let from = start;
    if (from < end && bytes[from] === quote) {
      for (from++; from < end && bytes[from] !== quote; from++) if (bytes[from] === backslash) from++;
    }
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

  /** `Call from 'NAME' (ADDRESS) to extension 'NUMBER' rejected because extension not found in context 'CONTEXT'.` */
  private call(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const nameStart = start + callFrom.length;
    const clause = findLast(bytes, nameStart, end, notInContext);
    if (clause < 0) return findFirst(bytes, nameStart, end, toExtension) < 0 ? 'ignored' : 'malformed';
    const last = bytes[end - 1];
    if (last !== dot && last !== apostrophe) return 'malformed';
    let nameEnd = -1;
    let numberStart = 0;
    let from = nameStart;
    for (let count = 0; ; count++) {
      const open = findFirst(bytes, from, clause, openAddress);
      if (open < 0) break;
      if (count === 16) return 'malformed';
      const addressStart = open + openAddress.length;
      const addressEnd = findByte(bytes, addressStart, Math.min(clause, addressStart + 80), closeParenthesis);
      from = addressStart;
      if (!standsAt(bytes, addressEnd, clause, toExtension)) continue;
      const reader = nameEnd < 0 ? this.endpoint : this.rival;
      if (!reader.readWithPort(bytes, addressStart, addressEnd)) continue;
      if (nameEnd < 0) {
        nameEnd = open;
        numberStart = addressEnd + toExtension.length;
      } else if (this.rival.ip !== this.endpoint.ip) {
        return 'malformed';
      }
    }
    if (nameEnd < 0 || nameEnd - nameStart > longestBeforeAddress) return 'malformed';
    if (clause - numberStart > longestBeforeAddress) return 'malformed';
    event.userName = this.texts.text(bytes, nameStart, nameEnd);
    event.sipRequestUser = this.texts.text(bytes, numberStart, clause);
    event.sipMethod = 'INVITE';
    const service = this.endpoint.transport === '' ? 'sip' : 'pjsip';
    return this.fill(event, 'sip-call', 'failure', 'unknown-extension', service);
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

  /** `Host ADDRESS failed to authenticate as 'USER'` and what else chan_iax2 says: the address comes first. */
  private host(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const from = start + hostWord.length;
    const to = findByte(bytes, from, end, space);
    for (const [needle, reason] of hostClauses) {
      if (standsAt(bytes, to, end, needle)) return this.named(bytes, from, to, needle, end, event, 'iax-auth', reason);
    }
    return 'ignored';
  }

  /** `ADDRESS failed to authenticate as 'USER'` and what else the manager says. */
  private manager(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const to = findByte(bytes, start, Math.min(end, start + 64), space);
    if (to >= end || bytes[to] !== space) return 'ignored';
    for (const [needle, reason] of managerClauses) {
      if (standsAt(bytes, to, end, needle))
        return this.named(bytes, start, to, needle, end, event, 'admin-login', reason);
    }
    return 'ignored';
  }

  private named(
    bytes: Buffer,
    addressStart: number,
    addressEnd: number,
    clause: Uint8Array,
    end: number,
    event: Event,
    action: Action,
    reason: Reason,
  ): Reading {
    if (!this.endpoint.read(bytes, addressStart, addressEnd)) return 'malformed';
    const nameStart = addressEnd + clause.length;
    // `… for 'NAME' (a != b)` has something behind the name, the others end with it.
    const nameEnd =
      bytes[end - 1] === apostrophe && end > nameStart ? end - 1 : findByte(bytes, nameStart, end, apostrophe);
    event.userName = this.texts.text(bytes, nameStart, nameEnd);
    return this.fill(event, action, 'failure', reason, action === 'admin-login' ? 'ami' : 'iax2');
  }

  /** `No registration for peer 'NAME' (from ADDRESS)`: the address comes last. */
  private iaxPeer(
    bytes: Buffer,
    nameStart: number,
    end: number,
    event: Event,
    clause: Uint8Array,
    reason: Reason,
  ): Reading {
    const at = findLast(bytes, nameStart, end, clause);
    if (at < 0 || at - nameStart > longestBeforeAddress || bytes[end - 1] !== closeParenthesis) return 'malformed';
    if (!this.endpoint.read(bytes, at + clause.length, end - 1)) return 'malformed';
    event.userName = this.texts.text(bytes, nameStart, at);
    return this.fill(event, 'iax-auth', 'failure', reason, 'iax2');
  }

  /** `Rejected connect attempt from ADDRESS, who was trying to reach 'NUMBER@CONTEXT'`, or `, request '…' does not exist`. */
  private rejectedConnect(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const from = start + rejectedConnect.length;
    const to = findByte(bytes, from, Math.min(end, from + 64), comma);
    if (to >= end || bytes[to] !== comma || !this.endpoint.read(bytes, from, to)) return 'malformed';
    const unknown = standsAt(bytes, to + 1, end, requestFor);
    const clause = unknown ? requestFor : tryingToReach;
    const numberStart = to + 1 + clause.length;
    if (standsAt(bytes, to + 1, end, clause)) {
      const numberEnd = findByte(bytes, numberStart, end, apostrophe);
      const context = findByte(bytes, numberStart, numberEnd, 0x40);
      event.sipRequestUser = this.texts.text(bytes, numberStart, context);
    }
    return this.fill(event, 'iax-call', 'failure', unknown ? 'unknown-extension' : 'rejected', 'iax2');
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

  /** `Registration attempt from endpoint 'NAME' (ADDRESS) to AOR 'NAME' will exceed max contacts of 1`: names are configured. */
  private tooManyContacts(bytes: Buffer, start: number, end: number, event: Event): Reading {
    return this.configured(bytes, start + attemptFrom.length, end, event, toAor, 'session-limit');
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
