import type { Event } from '../../../core/event.ts';
import type { Reading } from '../../format.ts';
import { EndpointReader } from '../../line/address.ts';
import { endsWith, findByte, findFirst, findLast, literal, standsAt } from '../../line/scan.ts';
import { Interner } from '../../line/text.ts';

const space = 0x20;
const quote = 0x22;
const dot = 0x2e;
const at = 0x40;
const slash = 0x2f;
const closeParenthesis = 0x29;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** Source file of mod_event_socket: who is refused there wanted to administer. */
export const eventSocketFile = literal('mod_event_socket.c:');

const auth = literal('SIP auth ');
const failure = literal('failure (');
const challenge = literal('challenge (');
const onProfile = literal(") on sofia profile '");
const forName = literal("' for [");
const fromIp = literal('] from ip ');
const cantFind = literal("an't find user [");
const fromAddress = literal('] from ');
const ip = literal('IP ');
const byAcl = literal(' Rejected by acl "');
const byRegisterAcl = literal(' Rejected by register acl "');
const byUserAcl = literal(' Rejected by user acl ');
const withoutProxy = literal('] and no proxy acl present');
const checkingProxies = literal('] checking proxy ACLs now');
const dueTo = literal(') due to ');
const agentFilter = literal('user-agent-filter');
const maxRegistrations = literal('reaching max allowed registrations');
const digest = literal('". Falling back to Digest auth.');
const channel = literal('sofia/');
const invite = literal(' receiving invite from ');
const version = literal(' version: ');
const callId = literal(' call-id: ');
/** What `Can't find user` goes on with on lines of its own. */
const continuations = ['You must define a domain called ', 'and you must configure your device to use '].map(literal);

/** The messages themselves, behind the prefix. Accounts stand before addresses, so addresses are read from the end. */
export class SwitchMessage {
  private readonly endpoint = new EndpointReader();
  private readonly texts = new Interner();
  /** Longest text of others before an address that is trusted in this record, bytes. */
  private reach = 0;

  /** Whether a line without prefix continues a message of FreeSWITCH. */
  isContinuation(bytes: Buffer, start: number, end: number): boolean {
    return continuations.some((line) => standsAt(bytes, start, end, line));
  }

  /**
   * Reads bytes[start, end); `administers` for lines of the event socket, `reach` is the longest text of others before an
   * address that is trusted, bytes.
   */
  read(bytes: Buffer, start: number, end: number, administers: boolean, event: Event, reach: number): Reading {
    this.reach = reach;
    if (standsAt(bytes, start, end, auth)) return this.readAuth(bytes, start + auth.length, end, event);
    if (standsAt(bytes, start + 1, end, cantFind)) {
      return this.readUnknown(bytes, start + 1 + cantFind.length, end, event);
    }
    if (standsAt(bytes, start, end, ip)) return this.readAcl(bytes, start + ip.length, end, administers, event);
    if (standsAt(bytes, start, end, channel)) return this.readInvite(bytes, start + channel.length, end, event);
    return 'ignored';
  }

  /** `failure (REGISTER) on sofia profile 'P' for [USER@HOST] from ip ADDRESS`. */
  private readAuth(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const failed = standsAt(bytes, start, end, failure);
    if (!failed && !standsAt(bytes, start, end, challenge)) return 'ignored';
    const method = start + (failed ? failure.length : challenge.length);
    const methodEnd = findByte(bytes, method, Math.min(end, method + 16), closeParenthesis);
    if (standsAt(bytes, methodEnd, end, dueTo)) {
      return this.readReason(bytes, method, methodEnd, end, event);
    }
    const name = findFirst(bytes, methodEnd, end, forName);
    const from = findLast(bytes, methodEnd, end, fromIp);
    if (!standsAt(bytes, methodEnd, end, onProfile) || name < 0) return 'malformed';
    if (!this.readTail(bytes, name + forName.length, from, fromIp.length, end, event)) return 'malformed';
    event.service = 'sip';
    event.sipMethod = this.texts.text(bytes, method, methodEnd);
    event.action = 'sip-auth';
    event.outcome = failed ? 'failure' : 'unknown';
    event.reason = failed ? 'wrong-password' : 'challenge-sent';
    return 'recognised';
  }

  /** `failure (REGISTER) due to REASON…`, which tells neither address nor account. */
  private readReason(bytes: Buffer, method: number, methodEnd: number, end: number, event: Event): Reading {
    const why = methodEnd + dueTo.length;
    const isFull = standsAt(bytes, why, end, maxRegistrations);
    if (!isFull && !standsAt(bytes, why, end, agentFilter)) return 'ignored';
    event.service = 'sip';
    event.sipMethod = this.texts.text(bytes, method, methodEnd);
    event.action = 'sip-auth';
    event.outcome = 'failure';
    event.reason = isFull ? 'session-limit' : 'not-authorised';
    return 'recognised';
  }

  /** `USER@HOST] from ADDRESS`; versions before 1.0.7 give no address. */
  private readUnknown(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const from = findLast(bytes, start, end, fromAddress);
    if (from < 0) return 'ignored';
    if (!this.readTail(bytes, start, from, fromAddress.length, end, event)) return 'malformed';
    event.service = 'sip';
    event.action = 'sip-auth';
    event.outcome = 'failure';
    event.reason = 'unknown-account';
    return 'recognised';
  }

  /** Account in [start, from), address in the rest. */
  private readTail(bytes: Buffer, start: number, from: number, skip: number, end: number, event: Event): boolean {
    if (from < start || from - start > this.reach) return false;
    if (!this.endpoint.read(bytes, from + skip, end)) return false;
    event.sourceIp = this.endpoint.ip;
    event.sourcePort = this.endpoint.port;
    let host = from;
    while (host > start && bytes[host] !== at) host--;
    // Without a name it begins with the `@`.
    event.userName = this.texts.text(bytes, start, bytes[host] === at ? host : from);
    return true;
  }

  /**
   * `ADDRESS Rejected by acl "NAME"`: the address before all else, and the name is the operator's. Behind the name ends the
   * line: what a proxy handed on could be such a line with more behind it.
   */
  private readAcl(bytes: Buffer, start: number, end: number, administers: boolean, event: Event): Reading {
    const stop = findByte(bytes, start, end, space);
    const atRegister = standsAt(bytes, stop, end, byRegisterAcl);
    if (standsAt(bytes, stop, end, byUserAcl)) return this.readUserAcl(bytes, start, stop, end, event);
    if (!atRegister && !standsAt(bytes, stop, end, byAcl)) return 'ignored';
    const asksPassword = endsWith(bytes, stop, end, digest);
    const list = stop + (atRegister ? byRegisterAcl.length : byAcl.length);
    const closing = asksPassword ? digest.length : bytes[end - 1] === dot ? 2 : 1;
    if (findByte(bytes, list, end, quote) !== end - closing) return 'malformed';
    if (!this.endpoint.read(bytes, start, stop)) return 'malformed';
    event.sourceIp = this.endpoint.ip;
    event.sourcePort = this.endpoint.port;
    event.service = administers ? 'event-socket' : 'sip';
    event.action = administers ? 'admin-login' : atRegister ? 'sip-register' : 'sip-auth';
    event.outcome = 'failure';
    event.reason = 'acl-denied';
    if (asksPassword) {
      // Every caller that is not in the list is asked for a password: no refusal yet.
      event.outcome = 'unknown';
      event.reason = 'challenge-sent';
    }
    if (atRegister) event.sipMethod = 'REGISTER';
    return 'recognised';
  }

  /**
   * `ADDRESS Rejected by user acl [LIST]`, mostly with `and no proxy acl present` behind: the list of an account. Without
   * brackets it is an old version's, or the text of the header X-AUTH-IP as a proxy handed it on, which may be anybody's words:
   * that address is not taken.
   */
  private readUserAcl(bytes: Buffer, start: number, stop: number, end: number, event: Event): Reading {
    const list = stop + byUserAcl.length;
    const isOwn = bytes[list] === openBracket;
    if (isOwn) {
      if (endsWith(bytes, list, end, checkingProxies)) return 'ignored';
      if (bytes[end - 1] !== closeBracket && !endsWith(bytes, list, end, withoutProxy)) return 'malformed';
      if (!this.endpoint.read(bytes, start, stop)) return 'malformed';
      event.sourceIp = this.endpoint.ip;
    }
    event.service = 'sip';
    event.action = 'sip-auth';
    event.outcome = 'failure';
    event.reason = 'acl-denied';
    return 'recognised';
  }

  /** `PROFILE/USER@HOST receiving invite from ADDRESS:PORT version: … call-id: ID`. */
  private readInvite(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const from = findFirst(bytes, start, end, invite);
    if (from < 0) return 'ignored';
    // Caller before, Call-ID behind: with two such places nobody can tell which one the server wrote.
    if (findLast(bytes, start, end, invite) !== from || from - start > this.reach) return 'malformed';
    const address = from + invite.length;
    const stop = findByte(bytes, address, end, space);
    if (!standsAt(bytes, stop, end, version) || !this.endpoint.read(bytes, address, stop)) return 'malformed';
    event.sourceIp = this.endpoint.ip;
    event.sourcePort = this.endpoint.port;
    const user = findByte(bytes, start, from, slash) + 1;
    const host = findByte(bytes, user, from, at);
    if (host < from) event.sipFromUser = this.texts.text(bytes, user, host);
    const id = findFirst(bytes, stop, end, callId);
    if (id >= 0) event.sipCallId = this.texts.text(bytes, id + callId.length, end);
    event.service = 'sip';
    event.action = 'sip-request';
    event.sipMethod = 'INVITE';
    return 'recognised';
  }
}
