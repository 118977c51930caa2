import type { Event, Outcome, Reason } from '../../../core/event.ts';
import type { Format, ReadContext, Reading } from '../../format.ts';
import { EndpointReader } from '../../line/address.ts';
import {
  endsWith,
  findByte,
  findFirst,
  findLast,
  literal,
  reachOf,
  skipDigits,
  standsAt,
  trimEnd,
} from '../../line/scan.ts';
import { Interner } from '../../line/text.ts';

/** sshd cuts a message at 1,023 bytes. */
const ownLimit = 900;
const space = 0x20;
const colon = 0x3a;
const closeParenthesis = 0x29;
const from = literal(' from ');
const port = literal(' port ');
const rootRefused = literal('ROOT LOGIN REFUSED FROM ');
const disconnect = literal('Received disconnect from ');
const noMethods = literal('14: ');
const javaCode = literal('3: ');
const authFail = literal('Auth fail');
const refusedConnect = literal('refused connect from ');
const openAddress = literal(' (');
const unable = literal('Unable to negotiate with ');
const maxStartups = literal('past MaxStartups');
const ssh2 = literal(' ssh2');
const info = literal(' ssh2: ');
const forWord = literal(' for ');
const invalidUser = literal('invalid user ');
const illegalUser = literal('illegal user ');
const authenticatingUser = literal('authenticating user ');
const preauth = literal(' [preauth]');
const notAllowed = literal(' not allowed because ');
const tooMany = literal(': Too many authentication failures');
const errorPrefix = literal('error: ');
const fatalPrefix = literal('fatal: ');
const tags = ['sshd[', 'sshd-session[', 'sshd-auth[', 'sshd: ', 'sshd-session: '].map(literal);

const failed = literal('Failed ');
const accepted = literal('Accepted ');
const invalid = literal('Invalid user ');
const illegal = literal('Illegal user ');
const user = literal('User ');
const maximum = literal('maximum authentication attempts exceeded for ');
const pam = literal('PAM: ');
const noIdentification = literal('Did not receive identification string from ');
const badVersion = literal('Bad protocol version identification ');
const banner = literal('banner exchange: Connection from ');
const timeout = literal('Timeout before authentication for ');
const connectionFrom = literal('connection from ');
const toWord = literal(' to ');
const drop = literal('drop connection #');
const onWord = literal(' on ');
const disconnecting = literal('Disconnecting ');
const closers = ['Connection closed by ', 'Connection reset by ', 'Disconnected from '].map(literal);
/** Lines of no interest that are told by their beginning even when the tag is gone. */
const boring = [
  'Disconnected from ',
  'Disconnecting',
  'Connection from ',
  'Connection closed by ',
  'Connection reset by ',
  'Server listening on ',
  'Postponed ',
  'Starting session: ',
  'Close session: ',
  'Received signal ',
  'reverse mapping checking ',
  'kex_exchange_identification: ',
  'kex_protocol_error: ',
  'ssh_dispatch_run_fatal: ',
  'srclimit_penalise: ',
  'User child is on pid ',
  'Exiting on signal',
].map(literal);

/**
 * The log of OpenSSH's sshd (and of sshd-session, which writes it since 9.8). User names are the visitor's and stand before the
 * address, so the address is always read from the end of the line, or from a place before any name.
 */
export function createSshd(): Format {
  return new Sshd();
}

class Sshd implements Format {
  readonly name = 'sshd';
  private readonly endpoint = new EndpointReader();
  private readonly texts = new Interner();
  /** Longest text of the visitor before an address that is trusted in this record. */
  private reach = 0;

  read(bytes: Buffer, start: number, end: number, event: Event, context: ReadContext): Reading {
    this.reach = reachOf(context, ownLimit);
    let at = skipTag(bytes, start, end);
    const tagged = at > start;
    let stop = trimEnd(bytes, at, end);
    if (standsAt(bytes, at, stop, errorPrefix)) at += errorPrefix.length;
    else if (standsAt(bytes, at, stop, fatalPrefix)) at += fatalPrefix.length;
    if (endsWith(bytes, at, stop, preauth)) stop -= preauth.length;
    const reading = this.readMessage(bytes, at, stop, event);
    if (reading === 'recognised') {
      event.time = context.receivedAt;
      event.dataset = 'sshd';
      event.service = 'sshd';
      event.action = 'admin-login';
    }
    return reading === 'foreign' && tagged ? 'ignored' : reading;
  }

  private readMessage(bytes: Buffer, at: number, end: number, event: Event): Reading {
    switch (bytes[at]) {
      case 0x46: // F
        if (standsAt(bytes, at, end, failed)) return this.readFailed(bytes, at + failed.length, end, event);
        break;
      case 0x41: // A
        if (standsAt(bytes, at, end, accepted)) return this.readAccepted(bytes, at + accepted.length, end, event);
        break;
      case 0x49: // I
        if (standsAt(bytes, at, end, invalid) || standsAt(bytes, at, end, illegal)) {
          return this.readNameFrom(bytes, at + invalid.length, end, event, 'failure', 'unknown-account');
        }
        break;
      case 0x55: // U
        if (standsAt(bytes, at, end, unable)) {
          return this.readPlace(bytes, at + unable.length, end, event, 'bad-format');
        }
        if (standsAt(bytes, at, end, user)) {
          const because = findLast(bytes, at, end, notAllowed);
          // Locked accounts and missing shells are told without an address; the attempt itself has a line of its own.
          if (because > 0 && findLast(bytes, at, because, from) < 0) return 'ignored';
          if (because > 0)
            return this.readNameFrom(bytes, at + user.length, because, event, 'failure', 'not-authorised');
        }
        break;
      case 0x50: // P
        if (standsAt(bytes, at, end, pam)) return this.readPam(bytes, at, end, event);
        break;
      case 0x6d: // m
        if (standsAt(bytes, at, end, maximum)) {
          const stop = endsWith(bytes, at, end, ssh2) ? end - ssh2.length : end;
          return this.readNameFrom(bytes, at + maximum.length, stop, event, 'failure', 'too-many-requests');
        }
        break;
      case 0x42: // B
        if (standsAt(bytes, at, end, badVersion)) {
          return this.readNameFrom(bytes, at + badVersion.length, end, event, 'unknown', 'bad-format', false);
        }
        break;
      case 0x62: // b
        if (standsAt(bytes, at, end, banner)) {
          return this.readPlace(bytes, at + banner.length, end, event, 'bad-format');
        }
        break;
      case 0x52: // R
        if (standsAt(bytes, at, end, rootRefused)) {
          event.userName = 'root';
          const reading = this.readPlace(bytes, at + rootRefused.length, end, event, 'not-authorised', 'failure');
          if (reading !== 'recognised') event.userName = '';
          return reading;
        }
        if (standsAt(bytes, at, end, disconnect)) {
          return this.readDisconnect(bytes, at + disconnect.length, end, event);
        }
        break;
      case 0x72: // r
        if (standsAt(bytes, at, end, refusedConnect)) return this.readWrapped(bytes, at, end, event);
        break;
      case 0x44: // D
        if (standsAt(bytes, at, end, noIdentification)) {
          return this.readPlace(bytes, at + noIdentification.length, end, event, 'no-credentials');
        }
        break;
      case 0x54: // T
        if (standsAt(bytes, at, end, timeout)) return this.readTimeout(bytes, at + timeout.length, end, event);
        break;
      case 0x64: // d
        if (standsAt(bytes, at, end, drop)) return this.readDrop(bytes, at + drop.length, end, event);
        break;
    }
    return this.readEnd(bytes, at, end, event);
  }

  /** `METHOD for [invalid user ]NAME from ADDRESS port N ssh2[: KEY]`. */
  private readFailed(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const name = findFirst(bytes, start, end, forWord);
    if (name < 0) return 'foreign';
    // The client's first question which methods there are: no attempt.
    if (standsAt(bytes, start, end, literalNone)) return 'ignored';
    let stop = end;
    if (endsWith(bytes, start, end, ssh2)) stop = end - ssh2.length;
    else {
      // A key is described behind, and a certificate carries text of the visitor: there must be one reading only.
      stop = findLast(bytes, start, end, info);
      if (stop < 0 || findFirst(bytes, start, end, info) !== stop) return 'malformed';
    }
    const isKey = standsAt(bytes, start, end, publicKey);
    const reading = this.readNameFrom(bytes, name + forWord.length, stop, event, 'failure', 'wrong-password');
    // A client offers every key it has, and all but the right one fail: that is how a good login begins.
    event.uncounted = isKey && reading === 'recognised' && event.reason === 'wrong-password';
    return reading;
  }

  /** `METHOD for NAME from ADDRESS port N ssh2[: KEY]`; the name is one of a real account. */
  private readAccepted(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const name = findFirst(bytes, start, end, forWord);
    const stop = name < 0 ? -1 : findFirst(bytes, name, end, ssh2);
    if (stop < 0) return 'foreign';
    return this.readNameFrom(bytes, name + forWord.length, stop, event, 'success', 'accepted');
  }

  /** `PAM: TEXT for [illegal user ]NAME from ADDRESS`. */
  private readPam(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const name = findFirst(bytes, start, end, forWord);
    if (name < 0) return 'ignored';
    return this.readNameFrom(bytes, name + forWord.length, end, event, 'failure', 'wrong-password');
  }

  /** `NAME from ADDRESS[ port N]` up to the very end; everything before the last ` from ` is the name. */
  private readNameFrom(
    bytes: Buffer,
    start: number,
    end: number,
    event: Event,
    outcome: Outcome,
    reason: Reason,
    named = true,
  ): Reading {
    const at = findLast(bytes, start - 1, end, from);
    if (at < 0 || at - start > this.reach) return 'malformed';
    if (!this.readAddress(bytes, at + from.length, end, event)) return 'malformed';
    let first = start;
    event.outcome = outcome;
    event.reason = reason;
    if (standsAt(bytes, first, at, invalidUser) || standsAt(bytes, first, at, illegalUser)) {
      first += invalidUser.length;
      if (reason === 'wrong-password') event.reason = 'unknown-account';
    }
    if (named && at > first) event.userName = this.texts.text(bytes, first, at);
    return 'recognised';
  }

  /** `ADDRESS[ port N][: TEXT]`: nothing of the visitor stands before it. */
  private readPlace(
    bytes: Buffer,
    start: number,
    end: number,
    event: Event,
    reason: Reason,
    outcome: Outcome = 'unknown',
  ): Reading {
    let stop = findByte(bytes, start, end, space);
    // `ADDRESS: TEXT`; the colons of an address have no space behind them.
    if (stop < end && bytes[stop - 1] === colon) stop--;
    if (standsAt(bytes, stop, end, port)) stop = skipDigits(bytes, stop + port.length, end);
    if (stop < end && bytes[stop] !== colon) return 'malformed';
    if (!this.readAddress(bytes, start, stop, event)) return 'malformed';
    event.outcome = outcome;
    event.reason = reason;
    return 'recognised';
  }

  /**
   * `ADDRESS[ port N]:CODE: TEXT`. A client that gives up since nothing it has was accepted says so by code 14, or 3 and the
   * words of the Java library; where passwords are off this is all that is heard of a guess. Other farewells do not matter.
   */
  private readDisconnect(bytes: Buffer, start: number, end: number, event: Event): Reading {
    let stop = findByte(bytes, start, end, space);
    if (standsAt(bytes, stop, end, port)) stop = skipDigits(bytes, stop + port.length, end);
    else if (bytes[stop - 1] === colon) stop--;
    let at = stop + 1;
    if (bytes[at] === space) at++;
    const isRefusal =
      standsAt(bytes, at, end, noMethods) ||
      (standsAt(bytes, at, end, javaCode) && findFirst(bytes, at, end, authFail) >= 0);
    if (!isRefusal || bytes[stop] !== colon) return 'ignored';
    return this.readPlace(bytes, start, stop, event, 'rejected', 'failure');
  }

  /** `refused connect from NAME (ADDRESS)` of TCP wrappers: the name is that of the address, which comes last. */
  private readWrapped(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const open = findLast(bytes, start, end, openAddress);
    if (open < 0 || bytes[end - 1] !== closeParenthesis || end - start > this.reach) return 'malformed';
    return this.readPlace(bytes, open + openAddress.length, end - 1, event, 'acl-denied', 'failure');
  }

  /** `ADDRESS port N`, or `connection from ADDRESS to ADDRESS, pid = N`. */
  private readTimeout(bytes: Buffer, start: number, end: number, event: Event): Reading {
    if (!standsAt(bytes, start, end, connectionFrom)) return this.readPlace(bytes, start, end, event, 'timeout');
    const at = start + connectionFrom.length;
    const stop = findFirst(bytes, at, end, toWord);
    if (stop < 0 || !this.readAddress(bytes, at, stop, event)) return 'malformed';
    event.reason = 'timeout';
    return 'recognised';
  }

  /** `N from [ADDRESS]:PORT on …`: too many unauthenticated connections, or a penalty that still runs. */
  private readDrop(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const at = skipDigits(bytes, start, end);
    const stop = findFirst(bytes, at, end, onWord);
    if (!standsAt(bytes, at, end, from) || stop < 0) return 'malformed';
    if (!this.readAddress(bytes, at + from.length, stop, event)) return 'malformed';
    // Over the limit of all together, whoever happens to knock is turned away.
    event.outcome = endsWith(bytes, stop, end, maxStartups) ? 'unknown' : 'failure';
    event.reason = 'too-many-requests';
    return 'recognised';
  }

  /** How a connection ended: `… by (invalid|authenticating) user NAME ADDRESS port N`. */
  private readEnd(bytes: Buffer, start: number, end: number, event: Event): Reading {
    let at = -1;
    let stop = end;
    if (standsAt(bytes, start, end, disconnecting) && endsWith(bytes, start, end, tooMany)) {
      at = start + disconnecting.length;
      stop = end - tooMany.length;
    } else {
      for (const closer of closers) if (standsAt(bytes, start, end, closer)) at = start + closer.length;
    }
    const unknown = standsAt(bytes, at, end, invalidUser);
    if (at < 0 || !(unknown || standsAt(bytes, at, end, authenticatingUser))) {
      return boring.some((line) => standsAt(bytes, start, end, line)) ? 'ignored' : 'foreign';
    }
    const name = at + (unknown ? invalidUser.length : authenticatingUser.length);
    const portAt = findLast(bytes, name - 1, stop, port);
    let address = portAt;
    while (address > name - 1 && bytes[address - 1] !== space) address--;
    if (portAt < 0 || address < name || address - name > this.reach) return 'malformed';
    if (!this.readAddress(bytes, address, stop, event)) return 'malformed';
    if (address - 1 > name) event.userName = this.texts.text(bytes, name, address - 1);
    // An unknown name already had a line of its own. For a known one, where passwords are off, this is the only one.
    event.outcome = stop < end || !unknown ? 'failure' : 'unknown';
    event.reason = stop < end ? 'too-many-requests' : unknown ? 'unknown-account' : 'rejected';
    return 'recognised';
  }

  /** `ADDRESS`, `[ADDRESS]:N` or `ADDRESS port N`, from first to last byte. */
  private readAddress(bytes: Buffer, start: number, end: number, event: Event): boolean {
    const stop = findByte(bytes, start, end, space);
    let number = 0;
    if (stop < end) {
      const digits = stop + port.length;
      if (!standsAt(bytes, stop, end, port) || digits >= end || end - digits > 5) return false;
      if (skipDigits(bytes, digits, end) !== end) return false;
      for (let i = digits; i < end; i++) number = number * 10 + bytes[i] - 0x30;
      if (number > 65_535) return false;
    }
    if (!this.endpoint.read(bytes, start, stop)) return false;
    event.sourceIp = this.endpoint.ip;
    event.sourcePort = number > 0 ? number : this.endpoint.port;
    return true;
  }
}

const publicKey = literal('publickey ');
const literalNone = literal('none ');

/** Place behind `sshd[123]: `, when it is still there. */
function skipTag(bytes: Buffer, start: number, end: number): number {
  for (const tag of tags) {
    if (!standsAt(bytes, start, end, tag)) continue;
    let at = start + tag.length;
    if (bytes[at - 1] === space) return at;
    at = skipDigits(bytes, at, end);
    return standsAt(bytes, at, end, tagEnd) ? at + tagEnd.length : start;
  }
  return start;
}

const tagEnd = literal(']: ');
