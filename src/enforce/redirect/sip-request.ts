import { type NameAddress, paramOf, readNameAddress } from './name-address.ts';
import { readSipUri, type SipUri } from './sip-uri.ts';
import { readVia, type Via } from './via.ts';

/** A request as far as a server that answers it needs it. Texts hold a byte a character (latin1), so that echoes are exact. */
export interface SipRequest {
  readonly method: string;
  /** Request-URI as written, and read: undefined for one that cannot be read or whose scheme is unknown. */
  readonly uriText: string;
  readonly uri: SipUri | undefined;
  /** All Via values in their order, and the topmost read. */
  readonly vias: readonly string[];
  readonly via: Via;
  readonly from: string;
  readonly fromUri: SipUri | undefined;
  readonly fromTag: string;
  readonly to: string;
  readonly toTag: string | undefined;
  readonly callId: string;
  readonly cseq: string;
  /** Option tags of Require, in lower case. */
  readonly requires: readonly string[];
  /** Names (lower case, long form) and values of all headers, in their order. */
  readonly names: readonly string[];
  readonly values: readonly string[];
  /** Why it has to be answered with 400; '' when it has not. */
  readonly fault: string;
  /** SIP/2.0; another version is answered with 505. */
  readonly version: boolean;
}

/** `keep-alive`: line ends only. `response`, `no-sip`: not for a server. `unanswerable`: a request that lacks what an answer needs. */
export type NoRequest = 'keep-alive' | 'response' | 'no-sip' | 'unanswerable';

const mostHeaders = 256;
const compact: Readonly<Record<string, string>> = {
  a: 'accept-contact',
  b: 'referred-by',
  c: 'content-type',
  d: 'request-disposition',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  j: 'reject-contact',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  n: 'identity-info',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
  y: 'identity',
};

/** First value of a header (lower case, long form), '' without. */
export function headerOf(request: SipRequest, name: string): string {
  const at = request.names.indexOf(name);
  return at < 0 ? '' : request.values[at];
}

/**
 * Reads one request, bytes[start, end), that fills a datagram or was cut out of a stream (RFC 3261 sections 7 and 25).
 * Lenient where that is safe: lines may end in LF, white space around the colon, folding, compact names, any order.
 * What makes it ambiguous becomes `fault`. Never throws; linear in the length.
 */
export function readSipRequest(bytes: Buffer, start: number, end: number): SipRequest | NoRequest {
  let from = start;
  while (from < end && (bytes[from] === 0x0d || bytes[from] === 0x0a || bytes[from] === 0)) from++;
  if (from === end) return 'keep-alive';
  const text = bytes.toString('latin1', from, end);
  const lineEnd = text.indexOf('\n');
  const startLine = (lineEnd < 0 ? text : text.slice(0, lineEnd)).trimEnd();
  if (/^SIP\/\d/i.test(startLine)) return 'response';
  const firstSpace = startLine.indexOf(' ');
  const lastSpace = startLine.lastIndexOf(' ');
  const method = startLine.slice(0, Math.max(0, firstSpace));
  const version = startLine.slice(lastSpace + 1);
  if (!isToken(method) || lastSpace === firstSpace || !/^SIP\/\d{1,4}\.\d{1,4}$/i.test(version)) return 'no-sip';
  const uriText = startLine.slice(firstSpace + 1, lastSpace);
  const names: string[] = [];
  const values: string[] = [];
  const bodyAt = lineEnd < 0 ? -1 : readHeaders(text, lineEnd + 1, names, values);
  let fault = bodyAt < 0 ? 'Unreadable Header' : '';
  const blame = (what: string) => {
    if (fault === '') fault = what;
  };
  if (uriText === '' || /\s/.test(uriText)) blame('Bad Request-URI');

  const vias: string[] = [];
  const requires: string[] = [];
  let fromText = '';
  let to = '';
  let callId = '';
  let cseq = '';
  let contentLength = '';
  for (let i = 0; i < names.length; i++) {
    const value = values[i];
    switch (names[i]) {
      case 'via':
        vias.push(value);
        break;
      case 'from':
        fromText = only(fromText, value, 'From', blame);
        break;
      case 'to':
        to = only(to, value, 'To', blame);
        break;
      case 'call-id':
        callId = only(callId, value, 'Call-ID', blame);
        break;
      case 'cseq':
        cseq = only(cseq, value, 'CSeq', blame);
        break;
      case 'content-length':
        contentLength = only(contentLength, value, 'Content-Length', blame);
        break;
      case 'max-forwards':
        if (!/^\d{1,3}$/.test(value) || Number(value) > 255) blame('Bad Max-Forwards');
        break;
      case 'require':
        for (const tag of value.split(',')) if (tag.trim() !== '') requires.push(tag.trim().toLowerCase());
        break;
      default:
    }
  }
  const via = vias.length > 0 ? readVia(vias[0]) : undefined;
  if (!via || fromText === '' || to === '' || callId === '' || cseq === '') return 'unanswerable';
  const [, number, ofMethod] = /^(\d{1,10})[ \t]+(\S+)$/.exec(cseq) ?? [];
  if (number === undefined || Number(number) > 0x7fffffff) blame('Bad CSeq');
  else if (ofMethod !== method) blame('CSeq Is Of Another Method');
  if (/\s/.test(callId)) blame('Bad Call-ID');
  if (contentLength !== '' && !/^\d{1,10}$/.test(contentLength)) blame('Bad Content-Length');
  // What a datagram holds beyond its Content-Length is not looked at; what is missing makes it incomplete (section 18.3).
  else if (contentLength !== '' && bodyAt >= 0 && Number(contentLength) > text.length - bodyAt)
    blame('Body Is Cut Short');
  const fromAddress = read(fromText, 'From', blame);
  const toAddress = read(to, 'To', blame);
  return {
    method,
    uriText,
    uri: readSipUri(uriText),
    vias,
    via,
    from: fromText,
    fromUri: fromAddress && readSipUri(fromAddress.uri),
    fromTag: (fromAddress && paramOf(fromAddress.params, 'tag')) ?? '',
    to,
    toTag: toAddress && paramOf(toAddress.params, 'tag'),
    callId,
    cseq,
    requires,
    names,
    values,
    fault,
    version: /^SIP\/0*2\.0+$/i.test(version),
  };
}

/** Reads header lines into names and values; where the body begins, -1 when the empty line is missing or a line is none. */
function readHeaders(text: string, from: number, names: string[], values: string[]): number {
  let at = from;
  let sound = true;
  while (at < text.length) {
    let end = text.indexOf('\n', at);
    if (end < 0) return -1;
    const bare = end === at || (end === at + 1 && text.charCodeAt(at) === 0x0d);
    if (bare) return sound ? end + 1 : -1;
    // A line that begins with white space continues this one.
    while (end + 1 < text.length && isBlank(text.charCodeAt(end + 1))) {
      const next = text.indexOf('\n', end + 1);
      if (next < 0) return -1;
      end = next;
    }
    const colon = text.indexOf(':', at);
    const name = colon < 0 || colon > end ? '' : text.slice(at, colon).trimEnd();
    if (!isToken(name) || names.length >= mostHeaders) sound = false;
    else {
      const lower = name.toLowerCase();
      names.push(lower.length === 1 ? (compact[lower] ?? lower) : lower);
      const value = unfolded(text.slice(colon + 1, end));
      if (hasControl(value)) sound = false;
      values.push(value);
    }
    at = end + 1;
  }
  return -1;
}

function unfolded(value: string): string {
  if (!value.includes('\n')) return value.trim();
  return value
    .split('\n')
    .map((line) => line.trim())
    .join(' ')
    .trim();
}

function isBlank(c: number): boolean {
  return c === 0x20 || c === 0x09;
}

function isToken(name: string): boolean {
  if (name === '' || name.length > 64) return false;
  for (let i = 0; i < name.length; i++) {
    const c = name.charCodeAt(i);
    if (c <= 0x20 || c >= 0x7f || '"(),/:;<=>?@[\\]{}'.includes(name[i])) return false;
  }
  return true;
}

function hasControl(value: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if ((c < 0x20 && c !== 0x09) || c === 0x7f) return true;
  }
  return false;
}

/** The value of a header that may come once: a second one that says something else is a fault, and the first counts. */
function only(before: string, value: string, name: string, blame: (what: string) => void): string {
  if (before === '') {
    if (value === '') blame(`Empty ${name}`);
    return value;
  }
  if (before !== value) blame(`Two ${name} Headers`);
  return before;
}

function read(value: string, name: string, blame: (what: string) => void): NameAddress | undefined {
  const address = readNameAddress(value);
  if (!address || address.uri === '') blame(`Bad ${name}`);
  return address;
}
