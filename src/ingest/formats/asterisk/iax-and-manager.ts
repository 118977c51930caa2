import type { Action, Event, Outcome, Reason } from '../../../core/event.ts';
import type { Reading } from '../../format.ts';
import { EndpointReader } from '../../line/address.ts';
import { endsWith, findByte, findFirst, findLast, literal, skipDigits, standsAt } from '../../line/scan.ts';
import type { Interner } from '../../line/text.ts';

const space = 0x20;
const apostrophe = 0x27;
const closeParenthesis = 0x29;
const comma = 0x2c;
const noRegistration = literal("No registration for peer '");
const peerWord = literal("Peer '");
const notDynamic = literal("' is not dynamic (from ");
const fromAddress = literal("' (from ");
const emptyRegistration = literal('Empty registration from ');
const hostWord = literal('Host ');
const rejectedConnect = literal('Rejected connect attempt from ');
const tryingToReach = literal(" who was trying to reach '");
const requestFor = literal(" request '");
const callToken = literal('Call rejected, CallToken Support required');
const placing = literal('placing address ');
const inOptional = literal(' in the calltokenoptional list');
const callLimit = literal('maxcallnumber limit of ');
const ofAddress = literal(' for ');
const reached = literal(' has been reached!');

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

/** The messages of chan_iax2 and of the manager, which are worded alike. */
export class IaxAndManagerReader {
  private readonly texts: Interner;
  private readonly endpoint = new EndpointReader();

  constructor(texts: Interner) {
    this.texts = texts;
  }

  /** Reads the message bytes[start, end); the event is touched only when it is recognised. */
  read(bytes: Buffer, start: number, end: number, event: Event, reach: number): Reading {
    if (standsAt(bytes, start, end, hostWord)) return this.host(bytes, start, end, event);
    if (standsAt(bytes, start, end, rejectedConnect)) return this.rejectedConnect(bytes, start, end, event);
    if (standsAt(bytes, start, end, noRegistration)) {
      return this.iaxPeer(bytes, start + noRegistration.length, end, event, fromAddress, 'unknown-account', reach);
    }
    if (standsAt(bytes, start, end, peerWord)) {
      if (findFirst(bytes, start, end, notDynamic) < 0) return 'ignored';
      return this.iaxPeer(bytes, start + peerWord.length, end, event, notDynamic, 'not-authorised', reach);
    }
    if (standsAt(bytes, start, end, emptyRegistration)) {
      if (!this.endpoint.read(bytes, start + emptyRegistration.length, end)) return 'malformed';
      return this.fill(event, 'iax-auth', 'failure', 'no-credentials', 'iax2');
    }
    if (standsAt(bytes, start, end, callToken)) return this.withoutToken(bytes, start, end, event);
    if (standsAt(bytes, start, end, callLimit)) return this.tooManyCalls(bytes, start, end, event);
    return this.manager(bytes, start, end, event);
  }

  /** `Call rejected, CallToken Support required. If unexpected, resolve by placing address ADDRESS in the … list or …` */
  private withoutToken(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const clause = findFirst(bytes, start, end, placing);
    // The name of a user stands behind, so the first of these is Asterisk's.
    const to = clause < 0 ? -1 : findFirst(bytes, clause, end, inOptional);
    if (to < 0 || !this.endpoint.readWithPort(bytes, clause + placing.length, to)) return 'malformed';
    return this.fill(event, 'iax-call', 'failure', 'request-not-supported', 'iax2');
  }

  /** `maxcallnumber limit of N for ADDRESS has been reached!` */
  private tooManyCalls(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const clause = skipDigits(bytes, start + callLimit.length, end);
    const from = clause + ofAddress.length;
    if (!standsAt(bytes, clause, end, ofAddress) || !endsWith(bytes, from, end, reached)) return 'malformed';
    if (!this.endpoint.read(bytes, from, end - reached.length)) return 'malformed';
    return this.fill(event, 'iax-call', 'failure', 'too-many-requests', 'iax2');
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
    reach: number,
  ): Reading {
    const at = findLast(bytes, nameStart, end, clause);
    if (at < 0 || at - nameStart > reach || bytes[end - 1] !== closeParenthesis) return 'malformed';
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
