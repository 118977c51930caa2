import { isIP } from 'node:net';
import { canonicalAddress } from '../../core/ip.ts';
import { closingQuote, elementEnd, paramOf } from './name-address.ts';
import { isHostPort } from './sip-uri.ts';

/** The topmost Via of a request. */
export interface Via {
  /** `SIP/2.0/UDP host:port`, spaces as they came. */
  readonly head: string;
  /** Host of sent-by, IPv6 without brackets; port 0 when it names none. */
  readonly host: string;
  readonly port: number;
  /** Parameters with their semicolon. */
  readonly params: string;
  readonly branch: string;
  /** It asks for the port to be told and answered to (RFC 3581). */
  readonly rport: boolean;
  /** Further elements of the same header line, with the comma; '' without. */
  readonly rest: string;
}

/** Longest protocol and sent-by, spaces included. */
const longestHead = 512;

/** Reads the first element of a Via value (RFC 3261 section 20.42); white space around slashes and colon is taken. */
export function readVia(value: string): Via | undefined {
  const end = elementEnd(value, 0);
  const element = value.slice(0, end);
  const semicolon = element.indexOf(';');
  const head = (semicolon < 0 ? element : element.slice(0, semicolon)).trim();
  const params = semicolon < 0 ? '' : element.slice(semicolon);
  if (head.length > longestHead) return undefined;
  const match = /^SIP\s*\/\s*2\.0\s*\/\s*[\w.!%*+`'~-]+\s+(\S(?:.*\S)?)$/i.exec(head);
  if (!match) return undefined;
  const sentBy = match[1].replace(/\s*:\s*(?=\d+$)/, ':');
  if (!isHostPort(sentBy)) return undefined;
  const colon = sentBy.lastIndexOf(':');
  const hasPort = colon > sentBy.lastIndexOf(']');
  const port = hasPort ? Number(sentBy.slice(colon + 1)) : 0;
  if (port > 65_535) return undefined;
  const host = (hasPort ? sentBy.slice(0, colon) : sentBy).replace(/^\[|\]$/g, '');
  return {
    head,
    host,
    port,
    params,
    branch: paramOf(params, 'branch') ?? '',
    rport: paramOf(params, 'rport') !== undefined,
    rest: value.slice(end),
  };
}

/**
 * The Via line as the answer carries it: `received` where the sender is not where it says it is or asks for its port
 * (RFC 3261 section 18.2.1, RFC 3581 section 4). What it says about these two itself is not believed.
 */
export function answerVia(via: Via, address: string, port: number): string {
  const isThere = isIP(via.host) !== 0 && canonicalAddress(via.host) === address;
  let params = '';
  for (let at = 0; at < via.params.length; ) {
    let end = at + 1;
    while (end < via.params.length && via.params.charCodeAt(end) !== 0x3b) {
      if (via.params.charCodeAt(end) === 0x22) end = Math.max(end, closingQuote(via.params, end));
      end++;
    }
    const param = via.params.slice(at, end);
    if (!/^;\s*(received|rport)\s*(=|$)/i.test(param)) params += param;
    at = end;
  }
  if (via.rport) params += `;rport=${port}`;
  if (via.rport || !isThere) params += `;received=${address}`;
  return `${via.head}${params}${via.rest}`;
}

/**
 * Port on the sender's address to which an answer over UDP goes (RFC 3261 section 18.2.2, RFC 3581): where it came from
 * when it asks for that, else the port it names. `maddr` is not followed: an answer goes to no address but the sender's.
 */
export function answerPort(via: Via, port: number): number {
  return via.rport ? port : via.port === 0 ? 5060 : via.port;
}
