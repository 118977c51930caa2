import type { Event } from '../../../core/event.ts';
import type { Format, ReadContext, Reading } from '../../format.ts';
import { EndpointReader } from '../../line/address.ts';
import {
  endsWith,
  findByte,
  findFirst,
  literal,
  longestBeforeAddress,
  skipDigits,
  standsAt,
  trimEnd,
} from '../../line/scan.ts';
import { Interner } from '../../line/text.ts';

const space = 0x20;
const colon = 0x3a;
const openParenthesis = 0x28;
const closeParenthesis = 0x29;
const longestService = 32;

const moduleStart = literal('pam_');
const pamStart = literal('PAM ');
const failure = literal('authentication failure; ');
const more = literal(' more authentication failure');
const several = literal('s; ');
const single = literal('; ');
const rhost = literal(' rhost=');
const user = literal(' user=');
/** What pam_unix and pam_sss write for sshd, which never sets a name of the visitor before the address. */
const sshFields = literal(' tty=ssh ruser= rhost=');
const logname = literal('logname= uid=');

/**
 * Linux-PAM: authentication failures of pam_unix, pam_sss and other modules that write the same fields
 * (`logname= uid= euid= tty= ruser= rhost= user=`). Attempts on the machine itself (no rhost) and sessions are ignored.
 */
export function createPam(): Format {
  return new Pam();
}

class Pam implements Format {
  readonly name = 'pam';
  private readonly endpoint = new EndpointReader();
  private readonly texts = new Interner();

  read(bytes: Buffer, start: number, end: number, event: Event, context: ReadContext): Reading {
    const stop = trimEnd(bytes, start, end);
    let at: number;
    let service = 'sshd';
    if (standsAt(bytes, start, stop, moduleStart)) {
      const open = findByte(bytes, start, Math.min(stop, start + 40), openParenthesis);
      const close = findByte(bytes, open, stop, closeParenthesis);
      if (close >= stop || close === open || bytes[close + 1] !== colon || bytes[close + 2] !== space) return 'foreign';
      const serviceEnd = Math.min(findByte(bytes, open + 1, close, colon), open + 1 + longestService);
      service = this.texts.text(bytes, open + 1, serviceEnd).toLowerCase();
      at = close + 3;
    } else if (standsAt(bytes, start, stop, pamStart) && skipDigits(bytes, start + 4, stop) > start + 4) {
      // sshd's own summary: `PAM 2 more authentication failures; logname= …`.
      at = start + pamStart.length;
    } else {
      return 'foreign';
    }
    const fields = fieldsStart(bytes, at, stop);
    if (fields < 0) return 'ignored';
    const reading = this.readFields(bytes, fields, stop, service, event);
    if (reading === 'recognised') {
      event.time = context.receivedAt;
      event.dataset = 'pam';
      event.service = service;
      event.action = 'admin-login';
      event.outcome = 'failure';
      event.reason = event.userName === '' ? 'unknown-account' : 'wrong-password';
    }
    return reading;
  }

  private readFields(bytes: Buffer, start: number, end: number, service: string, event: Event): Reading {
    const at = findFirst(bytes, start - 1, end, rhost);
    if (at < 0) return 'malformed';
    const value = at + rhost.length;
    // Names of the visitor may stand on both sides of the address (ruser before, user behind): unless what stands before
    // was written by sshd alone, a second rhost leaves no way to tell which is the true one.
    const sure =
      service === 'sshd' &&
      standsAt(bytes, start, end, logname) &&
      endsWith(bytes, start, value, sshFields) &&
      value - start < 80;
    if (!sure && (value - start > longestBeforeAddress || findFirst(bytes, value, end, rhost) >= 0)) return 'malformed';
    const valueEnd = findByte(bytes, value, end, space);
    if (valueEnd === value) return 'ignored';
    if (!this.endpoint.read(bytes, value, valueEnd) || this.endpoint.port > 0) return 'malformed';
    event.sourceIp = this.endpoint.ip;
    const name = findFirst(bytes, valueEnd, end, user);
    if (name >= 0 && name - valueEnd <= 1) event.userName = this.texts.text(bytes, name + user.length, end);
    return 'recognised';
  }
}

/** Where the fields begin behind `authentication failure; ` or `N more authentication failures; `, -1 for another line. */
function fieldsStart(bytes: Buffer, start: number, end: number): number {
  if (standsAt(bytes, start, end, failure)) return start + failure.length;
  const number = skipDigits(bytes, start, end);
  if (number === start || !standsAt(bytes, number, end, more)) return -1;
  const at = number + more.length;
  if (standsAt(bytes, at, end, several)) return at + several.length;
  return standsAt(bytes, at, end, single) ? at + single.length : -1;
}
