import type { Event } from '../../../core/event.ts';
import type { Reading } from '../../format.ts';
import { EndpointReader } from '../../line/address.ts';
import { findByte, findFirst, findLast, literal, longestBeforeAddress, standsAt } from '../../line/scan.ts';
import { schemeLength, sipUser } from '../../line/sip-user.ts';
import { decode, type Interner } from '../../line/text.ts';
import { viewOf, Words } from '../../line/words.ts';
import { SecurityHeads } from './security-heads.ts';
import { type Kind, kindAt, type Service, serviceAt } from './security-kinds.ts';

const quote = 0x22;
const comma = 0x2c;
const minus = 0x2d;
const less = 0x3c;
const equals = 0x3d;

const securityEvent = literal('SecurityEvent="');
const eventTime = literal(',EventTV="');
const severity = literal(',Severity="');
const serviceKey = literal(',Service="');
const eventVersion = literal(',EventVersion="');
const accountKey = literal(',AccountID="');
const sessionKey = literal(',SessionID="');
const sessionBehind = literal('",SessionID="');
const localBehind = literal('",LocalAddress="');
const remoteBehind = literal('",RemoteAddress="');
const sessionWords = new Words(sessionBehind);
const sessionId = literal('SessionID');
const local = literal('LocalAddress');
const remote = literal('RemoteAddress');
const challenge = literal(',Challenge="');
const usingNoPassword = literal(',UsingPassword="0"');
/** 2026-11-22T03:04:05.123+0100 */
const usualTimeLength = 28;
const unknownAccount = '<unknown>';
const longestEndpoint = 80;

/** Most bytes behind the remote address; a line that is longer may have been cut where an attacker wanted it. */
const longestBehindAddress = 400;
/** Most places that are looked at for a pair of addresses; nobody needs more. */
const mostCandidates = 16;

/**
 * Reads what res_security_log writes: `SecurityEvent="…",EventTV="…",Severity="…",Service="…",EventVersion="…",
 * AccountID="…",SessionID="…",LocalAddress="…",RemoteAddress="…"` and fields by kind of event, always in this order
 * (https://docs.asterisk.org, Asterisk Security Event Logger). Asterisk escapes no quotes, and account, session (the Call-ID
 * for PJSIP) and responses come from whoever sends, so a value may hold forged fields. Everything before AccountID is
 * Asterisk's own. The addresses are taken from the only pair that can be the real one; when two pairs could be, from none.
 */
export class SecurityEventReader {
  /** Place of the EventTV value of the last line that was read; 0 when it has none. */
  timeStart = 0;
  private readonly texts: Interner;
  private readonly local = new EndpointReader();
  private readonly remote = new EndpointReader();
  private readonly rival = new EndpointReader();
  /** Bytes of the address in `local`, which is nearly always the same. */
  private readonly localBytes = new Uint8Array(longestEndpoint);
  private localLength = 0;
  /** Whether something looked like a pair of addresses but was none. */
  private broken = false;
  private pairStart = 0;
  private withCallId = true;
  private pairEnd = 0;
  private readonly heads = new SecurityHeads();
  /** From the session's quote to the remote address, as the line before had it; undefined before the first. */
  private places: Words | undefined;

  constructor(texts: Interner) {
    this.texts = texts;
  }

  /**
   * Reads the message bytes[start, end); the event is touched only when it is recognised. `reach` is the longest text of
   * others before the addresses that is trusted, bytes; `withCallId`: somebody may ask for it.
   */
  read(
    bytes: Buffer,
    start: number,
    end: number,
    event: Event,
    reach = longestBeforeAddress,
    withCallId = true,
  ): Reading {
    this.timeStart = 0;
    this.withCallId = withCallId;
    if (this.readUsual(bytes, start, end, event, reach)) return 'recognised';
    if (!standsAt(bytes, start, end, securityEvent)) return 'ignored';
    const nameStart = start + securityEvent.length;
    const nameEnd = findByte(bytes, nameStart, end, quote);
    let at = nameEnd + 1;
    let usual = false;
    if (isKey(bytes, at, end, eventTime)) {
      this.timeStart = at + eventTime.length;
      const usualEnd = this.timeStart + usualTimeLength;
      // Versions before 12 write `1320332021-533332` here, and behind that a quote may stand in the usual place too.
      usual = usualEnd < end && bytes[usualEnd] === quote && bytes[this.timeStart + 4] === minus;
      at = findByte(bytes, usual ? usualEnd : this.timeStart, end, quote) + 1;
    }
    if (isKey(bytes, at, end, severity)) at = findByte(bytes, at + severity.length, end, quote) + 1;
    if (!isKey(bytes, at, end, serviceKey)) return 'malformed';
    const serviceStart = at + serviceKey.length;
    const serviceEnd = findByte(bytes, serviceStart, end, quote);
    at = serviceEnd + 1;
    if (isKey(bytes, at, end, eventVersion)) at = findByte(bytes, at + eventVersion.length, end, quote) + 1;
    const kind = kindAt(bytes, nameStart, nameEnd);
    if (kind === undefined) return nameEnd < end ? 'ignored' : 'malformed';
    const hasAccount = standsAt(bytes, at, end, accountKey);
    if (!hasAccount && !standsAt(bytes, at, end, sessionKey)) return 'malformed';
    const service = serviceAt(bytes, serviceStart, serviceEnd);
    if (!this.findPair(bytes, at, end, kind.ownTail || service.safeTail, reach)) return 'malformed';
    this.fill(bytes, at, hasAccount, kind, service, event);
    if (kind.outcome === 'success' && standsAt(bytes, this.pairEnd, end, usingNoPassword))
      event.reason = 'no-credentials';
    if (usual && hasAccount && this.heads.find(viewOf(bytes), start, end) === undefined)
      this.heads.learn(bytes, start, this.timeStart, at + accountKey.length, kind, service);
    return 'recognised';
  }

  /**
   * Reads a line that begins, but for the time, as one before, has no quote in account and session, the local address of the
   * line before, a remote one of IPv4 over UDP, and orderly fields behind: nearly every line. What is read is what the rest
   * of this class reads; false leaves the line to that.
   */
  private readUsual(bytes: Buffer, start: number, end: number, event: Event, reach: number): boolean {
    const { places } = this;
    if (places === undefined) return false;
    const view = viewOf(bytes);
    const head = this.heads.find(view, start, end);
    if (head === undefined) return false;
    const timeStart = start + head.before.length;
    if (bytes[timeStart + 4] !== minus) return false;
    const accountStart = timeStart + usualTimeLength + head.behind.length;
    let accountEnd = accountStart | 0;
    // A URI is read by those who know how.
    let isName = bytes[accountStart] !== comma && schemeLength(bytes, accountStart, end) === 0;
    for (; accountEnd < end && bytes[accountEnd] !== quote; accountEnd = (accountEnd + 1) | 0)
      if (bytes[accountEnd] === less) isName = false;
    if (!isName || !sessionWords.standAt(view, accountEnd, end)) return false;
    const sessionStart = accountEnd + sessionWords.length;
    if (bytes[sessionStart] === comma) return false;
    const pairStart = findByte(bytes, sessionStart, end, quote);
    if (!places.standAt(view, pairStart, end)) return false;
    const remoteEnd = this.remote.readUdpQuad(bytes, pairStart + places.length, end);
    if (remoteEnd < 0 || remoteEnd >= end || bytes[remoteEnd] !== quote) return false;
    if (!this.isTail(bytes, remoteEnd + 1, end)) return false;
    const { kind, service } = head;
    if (pairStart - (accountStart - accountKey.length) > reach) return false;
    const whole = (kind.ownTail || service.safeTail) && reach > longestBeforeAddress;
    if (!whole && end - (remoteEnd + 1) > longestBehindAddress) return false;
    this.timeStart = timeStart;
    event.userName = this.texts.text(bytes, accountStart, accountEnd);
    this.fillPlaces(kind, service, event);
    if (this.withCallId && kind.outcome === 'failure' && service.name === 'pjsip')
      event.sipCallId = decode(bytes, sessionStart, pairStart);
    if (kind.outcome === 'success' && standsAt(bytes, remoteEnd + 1, end, usingNoPassword))
      event.reason = 'no-credentials';
    return true;
  }

  /** Finds the pair of addresses in bytes[start, end), leaves it in `local` and `remote`. */
  private findPair(bytes: Buffer, start: number, end: number, ownTail: boolean, reach: number): boolean {
    this.broken = false;
    const at = this.nextPair(bytes, start, end, this.remote);
    if (at < 0) return false;
    // Nearly every line: one pair with orderly fields behind it. Forged fields before the real ones cannot pass for a tail.
    const plain = this.isTail(bytes, at + 1, end);
    if (!plain && !(ownTail ? this.findLastPair(bytes, end) : this.isOnlyPair(bytes, at, end))) return false;
    // In a line that a relay may have cut, both limits together stay below every usual cut: a forged end cannot lie right there.
    const whole = ownTail && reach > longestBeforeAddress;
    return this.pairStart - start <= reach && (whole || end - this.pairEnd <= longestBehindAddress);
  }

  /**
   * Takes the last pair, when nobody but Asterisk can have written it: behind it stand orderly fields or those of a challenge,
   * and nothing that looks like another pair.
   */
  private findLastPair(bytes: Buffer, end: number): boolean {
    const last = findLast(bytes, this.pairStart, end, localBehind);
    if (this.nextPair(bytes, last, end, this.remote) < 0 || this.pairStart !== last) return false;
    return isKey(bytes, this.pairEnd, end, challenge) || this.isTail(bytes, this.pairEnd, end);
  }

  /** Whether every pair in the line, from the one read last that ends at `first`, has the same address. */
  private isOnlyPair(bytes: Buffer, first: number, end: number): boolean {
    const address = this.remote.ip;
    let found = 1;
    for (let at = first; found < mostCandidates; found++) {
      at = this.nextPair(bytes, at, end, this.rival);
      if (at < 0) break;
      if (this.rival.ip !== address) return false;
    }
    if (found === mostCandidates || this.broken) return false;
    return found === 1 || this.nextPair(bytes, this.pairStart, end, this.remote) >= 0;
  }

  /**
   * Place of the quote that ends the next `",LocalAddress="…",RemoteAddress="…"` of real endpoints, -1 without. The pair
   * after it may start with that very quote.
   */
  private nextPair(bytes: Buffer, start: number, end: number, remote: EndpointReader): number {
    for (let from = start; ; ) {
      const before = this.broken;
      const pair = findFirst(bytes, from, end, localBehind);
      if (pair < 0) return -1;
      from = pair + 1;
      const localStart = pair + localBehind.length;
      const sameLocal = this.isSameLocal(bytes, localStart, end);
      const localEnd = sameLocal
        ? localStart + this.localLength
        : findByte(bytes, localStart, least(end, localStart + longestEndpoint), quote);
      this.broken = true;
      if (!standsAt(bytes, localEnd, end, remoteBehind)) continue;
      const remoteStart = localEnd + remoteBehind.length;
      const remoteEnd = findByte(bytes, remoteStart, least(end, remoteStart + longestEndpoint), quote);
      if (remoteEnd >= end || bytes[remoteEnd] !== quote) continue;
      if (bytes[remoteStart] !== 0x49 || !remote.read(bytes, remoteStart, remoteEnd)) continue;
      if (!sameLocal) this.readLocal(bytes, localStart, localEnd);
      this.broken = before;
      this.pairStart = pair;
      this.pairEnd = remoteEnd + 1;
      return remoteEnd;
    }
  }

  /** Whether the address in `local`, and the quote that ends it, stand at `start`. */
  private isSameLocal(bytes: Buffer, start: number, end: number): boolean {
    const { localBytes, localLength } = this;
    const stop = start + localLength;
    if (localLength === 0 || stop >= end || bytes[stop] !== quote) return false;
    let i = 0;
    while (i < localLength && bytes[(start + i) | 0] === localBytes[i]) i = (i + 1) | 0;
    return i === localLength;
  }

  private readLocal(bytes: Buffer, start: number, end: number): void {
    this.localLength = end - start;
    for (let i = 0; i < this.localLength; i++) this.localBytes[i] = bytes[start + i];
    this.local.read(bytes, start, end);
    this.places = new Words(
      Uint8Array.from([...localBehind, ...this.localBytes.subarray(0, this.localLength), ...remoteBehind]),
    );
  }

  /** Whether bytes[start, end) are fields that may follow the addresses, with no quote inside a value. */
  private isTail(bytes: Buffer, start: number, end: number): boolean {
    let at = start;
    while (at < end) {
      if (bytes[at] !== comma) return false;
      const keyEnd = findByte(bytes, at + 1, least(end, at + 24), equals);
      if (!isTailKey(bytes, at + 1, keyEnd) || bytes[keyEnd + 1] !== quote) return false;
      const valueEnd = findByte(bytes, keyEnd + 2, end, quote);
      if (valueEnd >= end) return false;
      at = valueEnd + 1;
    }
    return at === end;
  }

  private fill(bytes: Buffer, start: number, hasAccount: boolean, kind: Kind, service: Service, event: Event): void {
    const { texts } = this;
    this.fillPlaces(kind, service, event);
    let sessionStart = start + sessionKey.length;
    if (hasAccount) {
      const accountStart = start + accountKey.length;
      const accountEnd = findFirst(bytes, accountStart, this.pairStart, sessionBehind);
      sessionStart = accountEnd < 0 ? this.pairStart : accountEnd + sessionBehind.length;
      const account = sipUser(bytes, accountStart, accountEnd < 0 ? this.pairStart : accountEnd, texts);
      event.userName = account === unknownAccount ? '' : account;
    }
    // Of what goes well nobody asks for the call id, and each is a new string.
    if (this.withCallId && event.service === 'pjsip' && kind.outcome === 'failure')
      event.sipCallId = decode(bytes, sessionStart, this.pairStart);
  }

  private fillPlaces(kind: Kind, service: Service, event: Event): void {
    event.action = service.action;
    event.service = service.name;
    event.outcome = kind.outcome;
    event.reason = kind.reason;
    event.sourceIp = this.remote.ip;
    event.sourcePort = this.remote.port;
    event.transport = this.remote.transport;
    event.destinationIp = this.local.ip;
    event.destinationPort = this.local.port;
  }
}

/** Whether a key may follow the addresses: a word, and none of SessionID, LocalAddress and RemoteAddress. */
function isTailKey(bytes: Buffer, start: number, end: number): boolean {
  if (end === start) return false;
  for (let i = start; i < end; i++) if ((bytes[i] | 0x20) < 0x61 || (bytes[i] | 0x20) > 0x7a) return false;
  return (
    !standsAt(bytes, start, end, sessionId) &&
    !standsAt(bytes, start, end, local) &&
    !standsAt(bytes, start, end, remote)
  );
}

/** Math.min, which would turn the indices into fractions for the compiler. */
function least(a: number, b: number): number {
  return a < b ? a : b;
}

/** Whether a field starts here; what Asterisk itself writes is known by its first letter and its length. */
function isKey(bytes: Buffer, at: number, end: number, key: Uint8Array): boolean {
  const last = key.length - 1;
  return at + last < end && bytes[at] === comma && bytes[at + 1] === key[1] && bytes[at + last] === quote;
}
