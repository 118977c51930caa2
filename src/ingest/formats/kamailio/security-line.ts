import type { Event } from '../../../core/event.ts';
import type { Reading } from '../../format.ts';
import { findByte, literal, skipSpaces, standsAt } from '../../line/scan.ts';
import { Interner } from '../../line/text.ts';
import { noCode, readCode, setAuthResult } from './auth-code.ts';
import { SourceReader } from './source-reader.ts';

const space = 0x20;
const quote = 0x22;
const backslash = 0x5c;
const equals = 0x3d;

/** How a documented line begins. */
export const securityStart = literal('SEC event=');
const nothing = literal('<null>');

/**
 * The line that `docs/formats/kamailio.md` asks operators to write: `SEC event=NAME rc=N src=IP:PORT proto=P m=METHOD …` and
 * then what the visitor sent. Of every key the first one counts, and `rc`, `src` and `proto` only count before the first key
 * that the visitor fills: behind it anything may have been written by the visitor.
 */
export class SecurityLine {
  private readonly source = new SourceReader();
  private readonly names = new Interner();
  private readonly texts = new Interner();

  /** Reads bytes[start, end) behind `SEC event=`. */
  read(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const nameEnd = findByte(bytes, start, end, space);
    const name = this.names.text(bytes, start, nameEnd);
    if (name === '' || name.length > 32) return 'malformed';
    let code = noCode;
    let hasSource = false;
    let theirs = false;
    let at = skipSpaces(bytes, nameEnd, end);
    while (at < end) {
      const keyEnd = findKeyEnd(bytes, at, end);
      if (keyEnd >= end || bytes[keyEnd] !== equals) {
        // A word without `=`: the rest of a value with spaces.
        theirs = true;
        at = skipSpaces(bytes, keyEnd, end);
        continue;
      }
      let from = keyEnd + 1;
      let to: number;
      let escaped = false;
      if (bytes[from] === quote) {
        from++;
        to = from;
        while (to < end && bytes[to] !== quote) {
          if (bytes[to] === backslash) {
            escaped = true;
            to++;
          }
          to++;
        }
        to = Math.min(to, end);
      } else {
        to = findByte(bytes, from, end, space);
      }
      const key = this.names.text(bytes, at, keyEnd);
      if (!theirs && key === 'rc') {
        if (code === noCode) code = readCode(bytes, from, to);
      } else if (!theirs && key === 'src') {
        if (!hasSource) {
          if (!this.source.read(bytes, from, to)) return 'malformed';
          hasSource = true;
          event.sourceIp = this.source.ip;
          event.sourcePort = this.source.port;
        }
      } else if (!theirs && key === 'proto') {
        if (event.transport === '') event.transport = this.texts.text(bytes, from, to).toLowerCase();
      } else {
        theirs = true;
        this.setText(key, bytes, from, to, escaped, event);
      }
      at = skipSpaces(bytes, to < end && bytes[to] === quote ? to + 1 : to, end);
    }
    if (!hasSource) return 'malformed';
    setMeaning(name, code, event);
    // Who is refused before it gave credentials is known by the name it came under.
    if (event.action === 'sip-auth' && event.outcome !== 'success') event.userName ||= nameOf(event);
    return 'recognised';
  }

  private setText(key: string, bytes: Buffer, start: number, end: number, escaped: boolean, event: Event): void {
    if (standsAt(bytes, start, end, nothing) && end - start === nothing.length) return;
    let text = this.texts.text(bytes, start, end);
    if (escaped) text = text.replace(/\\(.)/gs, (_, next: string) => (next === '0' ? '\0' : next));
    if (key === 'm' || key === 'method') event.sipMethod ||= text.toUpperCase();
    else if (key === 'user' || key === 'au') event.userName ||= text;
    else if (key === 'from') event.sipFromUser ||= text;
    else if (key === 'to') event.sipToUser ||= text;
    else if (key === 'ru') event.sipRequestUser ||= userOf(text);
    else if (key === 'callid') event.sipCallId ||= text;
    else if (key === 'ua') event.userAgent ||= text;
  }
}

/** What the names of events stand for; the table in the documentation. */
function setMeaning(name: string, code: number, event: Event): void {
  switch (name) {
    case 'auth_failed':
      setAuthResult(code, event);
      break;
    case 'invite_unauth':
      event.sipMethod ||= 'INVITE';
      setAuthResult(code === noCode ? -5 : code, event);
      break;
    case 'auth_ok':
      event.action = 'sip-auth';
      event.outcome = 'success';
      event.reason = 'accepted';
      break;
    case 'register':
    case 'unregister':
      event.sipMethod ||= 'REGISTER';
      event.action = 'sip-register';
      event.outcome = 'success';
      event.reason = name === 'register' ? 'accepted' : 'removed';
      break;
    case 'call':
      event.sipMethod ||= 'INVITE';
      event.action = 'sip-call';
      event.outcome = 'success';
      event.reason = 'accepted';
      break;
    case 'not_found':
      setNotFound(event);
      break;
    case 'acl_denied':
      refuse(event, 'acl-denied');
      break;
    case 'not_allowed':
      refuse(event, 'not-authorised');
      break;
    case 'wrong_domain':
      refuse(event, 'wrong-domain');
      break;
    case 'blocked':
      refuse(event, 'rejected');
      break;
    case 'scanner':
      refuse(event, 'signature');
      break;
    case 'bad_request':
      event.action = 'sip-request';
      event.outcome = 'failure';
      event.reason = 'bad-format';
      break;
    case 'pike':
    case 'flood':
      event.action = 'sip-flood';
      event.outcome = 'failure';
      event.reason = 'too-many-requests';
      break;
    case 'request':
      event.action = 'sip-request';
      break;
    default:
      event.action = 'other';
  }
}

function setNotFound(event: Event): void {
  const { sipMethod } = event;
  event.outcome = 'failure';
  event.reason = sipMethod === 'REGISTER' ? 'unknown-account' : 'unknown-extension';
  if (sipMethod === 'REGISTER') event.action = 'sip-auth';
  else event.action = sipMethod === 'INVITE' || sipMethod === '' ? 'sip-call' : 'sip-request';
}

/** REGISTER is about the account in To, anything else comes from the one in From. */
function nameOf({ sipMethod, sipFromUser, sipToUser }: Event): string {
  return sipMethod === 'REGISTER' ? sipToUser || sipFromUser : sipFromUser || sipToUser;
}

function refuse(
  event: Event,
  reason: 'acl-denied' | 'not-authorised' | 'wrong-domain' | 'rejected' | 'signature',
): void {
  event.action = event.sipMethod === 'INVITE' ? 'sip-call' : 'sip-auth';
  event.outcome = 'failure';
  event.reason = reason;
}

/** `=` or the space that ends a word. */
function findKeyEnd(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== equals && bytes[at] !== space) at++;
  return at;
}

/** User part of `sip:user@host`, or the text itself when it is no URI. */
function userOf(text: string): string {
  if (!/^(?:sips?|tel):/i.test(text)) return text;
  const start = text.indexOf(':') + 1;
  const at = text.lastIndexOf('@');
  if (at < start) return text.slice(0, 4).toLowerCase() === 'tel:' ? text.slice(start) : '';
  return text.slice(start, at);
}
