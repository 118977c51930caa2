import type { CallRecord } from '../../core/call-record.ts';
import { canonicalAddress } from '../../core/ip.ts';
import { paramOf, readNameAddress, splitList, unquoted } from './name-address.ts';
import type { AccountWay, RedirectHeaders, RedirectPeer } from './redirect-options.ts';
import { headerOf, type SipRequest } from './sip-request.ts';
import { plainUser, readSipUri, type SipUri } from './sip-uri.ts';
import { readVia } from './via.ts';

/** Longest text a record takes over. */
const longest = 256;

/** Headers in lower case. */
export interface CallReading {
  readonly headers: RedirectHeaders;
  readonly accountFrom: readonly AccountWay[];
}

/**
 * The call an INVITE begins, as its sender tells it. `to` is the Request-URI (what is dialled now, whatever To says),
 * `from` the asserted identity (RFC 3325) of a trusted peer or else From. `address` is the header's for it, else the hop
 * before a trusted peer (the second Via), else the peer's own. Texts that are not told are empty.
 */
export function callOfInvite(
  request: SipRequest,
  peer: RedirectPeer,
  address: string,
  now: number,
  { headers, accountFrom }: CallReading,
): CallRecord {
  const { uri } = request;
  const { trusted } = peer;
  const told = (name: string) => (trusted && name !== '' ? own(tokenOf(headerOf(request, name.toLowerCase()))) : '');
  let account = '';
  if (trusted) {
    for (const way of accountFrom) {
      account = accountBy(way, request, headers);
      if (account !== '') break;
    }
  }
  return {
    id: own(request.callId),
    linkedId: told(headers.linkedCall),
    direction: 'unknown',
    from: (trusted ? asserted(request) : '') || (request.fromUri ? dialled(request.fromUri) : ''),
    to: uri ? dialled(uri) : '',
    account,
    accountCode: '',
    trunk: told(headers.trunk) || (trusted ? trunkGroupOf(uri) : '') || peer.trunk,
    address: canonicalAddress(told(headers.address)) ?? (trusted ? callerAddress(request) : undefined) ?? address,
    start: now,
    answer: undefined,
    end: undefined,
    outcome: 'running',
    cause: 0,
    line: 0,
  };
}

/** The trunk group a Request-URI names (`tgrp`, RFC 4904), '' without. */
function trunkGroupOf(uri: SipUri | undefined): string {
  if (!uri) return '';
  const semicolon = uri.user.indexOf(';');
  return own(
    (semicolon < 0 ? '' : (paramOf(uri.user.slice(semicolon), 'tgrp') ?? '')) || (paramOf(uri.params, 'tgrp') ?? ''),
  );
}

function accountBy(way: AccountWay, request: SipRequest, headers: RedirectHeaders): string {
  switch (way) {
    case 'header':
      return headers.account === '' ? '' : own(tokenOf(headerOf(request, headers.account.toLowerCase())));
    case 'credentials':
      return credentialsUser(headerOf(request, 'proxy-authorization') || headerOf(request, 'authorization'));
    case 'asserted':
      return asserted(request);
    case 'diversion':
      return diverting(request);
    case 'from':
      return request.fromUri ? dialled(request.fromUri) : '';
  }
}

/** The asserted identity that is a number, else the first (RFC 3325 section 9.1: a SIP URI and a tel URI at most). */
function asserted(request: SipRequest): string {
  let first = '';
  for (let i = 0; i < request.names.length; i++) {
    if (request.names[i] !== 'p-asserted-identity') continue;
    for (const element of splitList(request.values[i])) {
      const uri = uriOf(element);
      if (!uri) continue;
      const user = dialled(uri);
      if (uri.scheme === 'tel' || user.startsWith('+')) return user;
      if (first === '') first = user;
    }
  }
  return first;
}

/** Who diverted the call last: the first Diversion (RFC 5806), else the History-Info entry before the last (RFC 7044). */
function diverting(request: SipRequest): string {
  const diversion = headerOf(request, 'diversion');
  if (diversion !== '') {
    const uri = uriOf(splitList(diversion)[0] ?? '');
    return uri ? dialled(uri) : '';
  }
  const entries: string[] = [];
  for (let i = 0; i < request.names.length; i++)
    if (request.names[i] === 'history-info') entries.push(...splitList(request.values[i]));
  const uri = entries.length < 2 ? undefined : uriOf(entries[entries.length - 2]);
  return uri ? dialled(uri) : '';
}

function uriOf(element: string): SipUri | undefined {
  const address = readNameAddress(element);
  if (!address) return undefined;
  // A History-Info URI carries headers (`?Reason=…`).
  const question = address.uri.indexOf('?');
  return readSipUri(question < 0 ? address.uri : address.uri.slice(0, question));
}

/** User name of digest credentials (RFC 7616). */
function credentialsUser(value: string): string {
  const at = value.search(/[ \t,]username[ \t]{0,8}=/i);
  if (at < 0) return '';
  const text = value.slice(value.indexOf('=', at) + 1).trimStart();
  return own(text.startsWith('"') ? unquoted(text) : text.split(/[,\s]/, 1)[0]);
}

/** A header value that is a word, a quoted string or a URI whose user is meant. */
function tokenOf(value: string): string {
  if (value.startsWith('"')) return unquoted(value);
  const uri = /^<?(sips?|tel):/i.test(value) ? uriOf(value) : undefined;
  return uri ? uri.user : value;
}

/** The hop before the one that asks, when that is an address. */
function callerAddress(request: SipRequest): string | undefined {
  const second = request.via.rest !== '' ? request.via.rest.slice(1).trim() : request.vias[1];
  if (second === undefined) return undefined;
  const via = readVia(second);
  return via && canonicalAddress(paramOf(via.params, 'received') ?? via.host);
}

function dialled({ scheme, user }: SipUri): string {
  if (scheme === 'urn') return own(`urn:${user}`);
  const plain = plainUser(user);
  return user.includes('%') ? plain.slice(0, longest) : own(plain);
}

/** A text of its own, decoded as UTF-8 and bounded: a record outlives the message it was cut from. */
function own(text: string): string {
  if (text === '') return '';
  const bytes = Buffer.from(text.slice(0, longest), 'latin1');
  return bytes.toString('utf8');
}
