import type { Event, Reason } from '../../../core/event.ts';
import type { Reading } from '../../format.ts';
import { findByte, findFirst, findLast, literal, longestBeforeAddress, skipSpaces, standsAt } from '../../line/scan.ts';
import { sipUser } from '../../line/sip-user.ts';
import { Interner } from '../../line/text.ts';
import { noCode, readCode, setAuthResult } from './auth-code.ts';
import { SourceReader } from './source-reader.ts';

const space = 0x20;
const quote = 0x22;
const apostrophe = 0x27;
const comma = 0x2c;
const minus = 0x2d;
const closeParenthesis = 0x29;
const pikeBlock = literal('PIKE - BLOCKing ip ');
const pikeNode = literal(', node=');
const pikeAlerts = ['ALERT: pike block', 'pike block'].map(literal);
const ipOpen = literal(' (IP:');
const malformedStart = literal('Malformed SIP ');
const fromWord = literal(' from ');
const toWord = literal(' to ');
const forWord = literal(' for ');
const userWord = literal('user ');
const sourceIs = literal(' src ip: ');
const blockedBecause = literal(' blocked because ');
const rejectedFor = literal(' rejected: ');
const addressFirst = ['Blocking traffic from ', 'IP not allowed: '].map(literal);
const ipStart = literal('IP ');
const authStarts = [
  'Auth error',
  'Auth failed',
  'auth failed',
  'Authentication failed',
  'Authentication error',
  'authentication failed',
  'Authentication failure',
  'Registration failed',
  'Unauthorized',
].map(literal);
const causes = [' cause ', ' rc=', ' rc ', ' code ', ' reason '].map(literal);
const denials = [
  ' not allowed',
  ' denied',
  ' rejected',
  ' blocked',
  ' is not allowed',
  ' is blocked',
  ' is denied',
  ' unauthorized',
].map(literal);
const moduleLists: readonly (readonly [Uint8Array, Reason])[] = [
  [literal('IP address is blacklisted'), 'acl-denied'],
  [literal('UserAgent '), 'signature'],
  [literal('possible SQLi '), 'signature'],
  [literal('Country '), 'acl-denied'],
];

/**
 * Lines that are met in Kamailio logs without any of our doing: the pike module, and what the default configuration and the
 * modules' documentation write with xlog. Only those whose place of the address the visitor cannot move.
 */
export class CommonLines {
  private readonly source = new SourceReader();
  private readonly names = new Interner(accountOf);

  /** Reads one message behind its prefix. `foreign`: none of these. */
  read(bytes: Buffer, start: number, end: number, event: Event): Reading {
    if (standsAt(bytes, start, end, pikeBlock)) return this.readPike(bytes, start + pikeBlock.length, end, event);
    for (const begin of pikeAlerts) {
      if (standsAt(bytes, start, end, begin)) return this.readPikeAlert(bytes, start, end, event);
    }
    if (standsAt(bytes, start, end, malformedStart)) return this.readMalformed(bytes, start, end, event);
    for (const begin of addressFirst) {
      if (standsAt(bytes, start, end, begin)) return this.readLast(bytes, start + begin.length, end, event);
    }
    if (standsAt(bytes, start, end, ipStart)) return this.readDenial(bytes, start + ipStart.length, end, event);
    for (const begin of authStarts) {
      if (standsAt(bytes, start, end, begin)) return this.readAuth(bytes, start, end, event);
    }
    return this.readBlocked(bytes, start, end, event);
  }

  /** `ADDRESS, node=0x…`. */
  private readPike(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const stop = findByte(bytes, start, end, comma);
    if (!standsAt(bytes, stop, end, pikeNode) || !this.takeBare(bytes, start, stop, event)) return 'malformed';
    return flood(event);
  }

  /** `ALERT: pike blocking METHOD from URI (IP:ADDRESS:PORT)`, with or without the word in front. */
  private readPikeAlert(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const open = findLast(bytes, start, end, ipOpen);
    if (open < 0 || open - start > longestBeforeAddress || bytes[end - 1] !== closeParenthesis) return 'malformed';
    if (!this.take(bytes, open + ipOpen.length, end - 1, event)) return 'malformed';
    return flood(event);
  }

  /** `Malformed SIP request from ADDRESS:PORT`. */
  private readMalformed(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const at = findFirst(bytes, start, end, fromWord);
    if (at < 0 || !this.take(bytes, at + fromWord.length, end, event)) return 'malformed';
    event.action = 'sip-request';
    event.outcome = 'failure';
    event.reason = 'bad-format';
    return 'recognised';
  }

  /** `IP ADDRESS not allowed …`. */
  private readDenial(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const stop = findByte(bytes, start, end, space);
    if (!denials.some((denial) => standsAt(bytes, stop, end, denial))) return 'ignored';
    if (!this.take(bytes, start, stop, event)) return 'malformed';
    return refused(event, 'acl-denied');
  }

  /** `ADDRESS[:PORT]` and nothing else. */
  private readLast(bytes: Buffer, start: number, end: number, event: Event): Reading {
    return this.take(bytes, start, end, event) ? refused(event, 'acl-denied') : 'malformed';
  }

  /** `Auth error for NAME from ADDRESS[:PORT][ cause -2]` and `auth failed … src ip: ADDRESS`, from the end. */
  private readAuth(bytes: Buffer, start: number, end: number, event: Event): Reading {
    let code = noCode;
    let stop = end;
    for (const cause of causes) {
      const at = findLast(bytes, start, end, cause);
      if (at < 0) continue;
      const read = readCode(bytes, at + cause.length, end);
      if (read === noCode) continue;
      code = read;
      stop = at;
      break;
    }
    const named = findLast(bytes, start, stop, sourceIs);
    const from = findLast(bytes, start, stop, fromWord);
    if (named < 0 && from < 0) return 'ignored';
    const at = named > from ? named + sourceIs.length : from + fromWord.length;
    if (at - start > longestBeforeAddress || !this.take(bytes, at, stop, event)) return 'malformed';
    event.userName = this.readName(bytes, start, named > from ? named : from);
    setAuthResult(code, event);
    return 'recognised';
  }

  /** The account behind the first ` for `, which may be quoted, a URI, or with its domain; '' when none is told. */
  private readName(bytes: Buffer, start: number, end: number): string {
    const before = findFirst(bytes, start, end, forWord);
    if (before < 0) return '';
    let from = before + forWord.length;
    if (standsAt(bytes, from, end, userWord)) from += userWord.length;
    let to = end;
    if (bytes[to - 1] === comma) to--;
    else if (bytes[to - 1] === minus && bytes[to - 2] === space) to -= 2;
    const first = bytes[from];
    if (to - from > 1 && (first === quote || first === apostrophe) && bytes[to - 1] === first) {
      from++;
      to--;
    }
    return this.names.text(bytes, from, to);
  }

  /**
   * secfilter's documented lines, `METHOD from ADDRESS blocked because …`, and `METHOD from ADDRESS:PORT rejected: …`: the address
   * before all else.
   */
  private readBlocked(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const method = findByte(bytes, start, Math.min(end, start + 32), space);
    const isFrom = standsAt(bytes, method, end, fromWord);
    if (!isFrom && !standsAt(bytes, method, end, toWord)) return 'foreign';
    const at = method + (isFrom ? fromWord.length : toWord.length);
    const stop = findByte(bytes, at, end, space);
    // Other programs reject as well, but not by a method.
    const isRejected = isFrom && standsAt(bytes, stop, end, rejectedFor) && isMethod(bytes, start, method);
    if (!isRejected && !standsAt(bytes, stop, end, blockedBecause)) return 'foreign';
    if (!this.take(bytes, at, stop, event)) return 'malformed';
    event.sipMethod = bytes.toString('latin1', start, method).toUpperCase();
    if (isRejected) return refused(event, 'rejected');
    const why = stop + blockedBecause.length;
    for (const [list, reason] of moduleLists) if (standsAt(bytes, why, end, list)) return refused(event, reason);
    return refused(event, 'rejected');
  }

  private take(bytes: Buffer, start: number, end: number, event: Event): boolean {
    if (skipSpaces(bytes, start, end) !== start || !this.source.read(bytes, start, end)) return false;
    event.sourceIp = this.source.ip;
    event.sourcePort = this.source.port;
    return true;
  }

  /** An address that never has a port. */
  private takeBare(bytes: Buffer, start: number, end: number, event: Event): boolean {
    if (!this.source.readBare(bytes, start, end)) return false;
    event.sourceIp = this.source.ip;
    return true;
  }
}

/** Capital letters. */
function isMethod(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] < 0x41 || bytes[i] > 0x5a) return false;
  return end > start;
}

const asTheyStand = new Interner();

/** Account of a URI or of `name@domain`. */
function accountOf(bytes: Buffer, start: number, end: number): string {
  const name = sipUser(bytes, start, end, asTheyStand);
  const domain = name.indexOf('@');
  return domain > 0 ? name.slice(0, domain) : name;
}

function flood(event: Event): Reading {
  event.action = 'sip-flood';
  event.outcome = 'failure';
  event.reason = 'too-many-requests';
  return 'recognised';
}

function refused(event: Event, reason: Reason): Reading {
  event.action = event.sipMethod === 'INVITE' ? 'sip-call' : 'sip-auth';
  event.outcome = 'failure';
  event.reason = reason;
  return 'recognised';
}
