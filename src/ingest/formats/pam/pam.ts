import type { Event } from '../../../core/event.ts';
import type { Format, ReadContext, Reading } from '../../format.ts';
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
  trimEnd,
} from '../../line/scan.ts';
import { Interner } from '../../line/text.ts';

const space = 0x20;
const apostrophe = 0x27;
const dot = 0x2e;
const colon = 0x3a;
const openParenthesis = 0x28;
const closeParenthesis = 0x29;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const longestService = 32;

const moduleStart = literal('pam_');
const oldModule = literal('(pam_');
const accessDenied = literal('access denied for user `');
const fromPlace = literal("' from `");
const pamStart = literal('PAM ');
const failure = literal('authentication failure; ');
const more = literal(' more authentication failure');
const several = literal('s; ');
const single = literal('; ');
const rhost = literal(' rhost=');
const user = literal(' user=');
/** Services by which somebody administers. Mail, files and the like sign people in as well, but not to administer. */
const administrations = new Set([
  ...['sshd', 'ssh', 'dropbear', 'login', 'remote', 'rlogin', 'rsh', 'telnet', 'su', 'su-l', 'sudo', 'sudo-i', 'doas'],
  ...['cockpit', 'webmin', 'proxmox-ve-auth', 'httpd', 'apache2', 'nginx', 'php-fpm', 'polkit-1'],
  ...['gdm', 'gdm-password', 'lightdm', 'sddm', 'xdm', 'xrdp-sesman', 'vncserver'],
]);
/** What pam_unix and pam_sss write for sshd, which never sets a name of the visitor before the address. */
const sshFields = literal(' tty=ssh ruser= rhost=');
const logname = literal('logname= uid=');

/**
 * Linux-PAM: authentication failures of pam_unix, pam_sss and other modules that write the same fields
 * (`logname= uid= euid= tty= ruser= rhost= user=`), and what pam_access denies. Attempts on the machine itself (no rhost) and
 * sessions are ignored. Only services to administer with make an `admin-login`.
 */
export function createPam(): Format {
  return new Pam();
}

class Pam implements Format {
  readonly name = 'pam';
  private readonly endpoint = new EndpointReader();
  private readonly texts = new Interner();
  /** Of the line in hand. */
  private service = '';

  read(bytes: Buffer, start: number, end: number, event: Event, context: ReadContext): Reading {
    const stop = trimEnd(bytes, start, end);
    const at = this.readPrefix(bytes, start, stop);
    if (at < 0) return 'foreign';
    const { service } = this;
    const fields = fieldsStart(bytes, at, stop);
    let reading: Reading = 'ignored';
    if (fields >= 0) {
      reading = this.readFields(bytes, fields, stop, service, event);
      event.reason = event.userName === '' ? 'unknown-account' : 'wrong-password';
    } else if (standsAt(bytes, at, stop, accessDenied)) {
      reading = this.readAccess(bytes, at + accessDenied.length, stop, event);
      event.reason = 'acl-denied';
    }
    if (reading !== 'recognised') {
      event.reason = '';
      return reading;
    }
    event.time = context.receivedAt;
    event.dataset = 'pam';
    event.service = service;
    event.action = administrations.has(service) ? 'admin-login' : 'other';
    event.outcome = 'failure';
    return reading;
  }

  /**
   * Place behind `pam_MODULE(SERVICE:TYPE): `, `PAM ` of sshd's own summary, or `SERVICE(pam_unix)[123]: ` as versions before 1.0
   * write it; leaves the service. -1 for another line.
   */
  private readPrefix(bytes: Buffer, start: number, end: number): number {
    this.service = 'sshd';
    if (standsAt(bytes, start, end, pamStart) && skipDigits(bytes, start + 4, end) > start + 4)
      return start + pamStart.length;
    const open = findByte(bytes, start, Math.min(end, start + 40), openParenthesis);
    const close = findByte(bytes, open, end, closeParenthesis);
    if (close >= end || close === open) return -1;
    let at = close + 1;
    if (standsAt(bytes, start, end, moduleStart)) {
      const serviceEnd = Math.min(findByte(bytes, open + 1, close, colon), open + 1 + longestService);
      this.service = this.texts.text(bytes, open + 1, serviceEnd).toLowerCase();
    } else {
      if (!standsAt(bytes, open, end, oldModule) || open === start || open - start > longestService) return -1;
      if (findByte(bytes, start, open, space) < open) return -1;
      this.service = this.texts.text(bytes, start, open).toLowerCase();
      if (bytes[at] === openBracket) {
        const digits = skipDigits(bytes, at + 1, end);
        if (bytes[digits] !== closeBracket) return -1;
        at = digits + 1;
      }
    }
    return at + 1 < end && bytes[at] === colon && bytes[at + 1] === space ? at + 2 : -1;
  }

  /** `NAME' from `ADDRESS'` of pam_access; the place may also be a terminal of the machine itself. */
  private readAccess(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const clause = findLast(bytes, start, end, fromPlace);
    const place = clause + fromPlace.length;
    if (clause < 0 || bytes[end - 1] !== apostrophe || clause - start > longestBeforeAddress) return 'malformed';
    const isRemote = findByte(bytes, place, end, dot) < end || findByte(bytes, place, end, colon) < end;
    if (!isRemote) return 'ignored';
    if (!this.endpoint.read(bytes, place, end - 1) || this.endpoint.port > 0) return 'malformed';
    event.sourceIp = this.endpoint.ip;
    event.userName = this.texts.text(bytes, start, clause);
    return 'recognised';
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
