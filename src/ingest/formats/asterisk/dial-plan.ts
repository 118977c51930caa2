import type { Event } from '../../../core/event.ts';
import type { Reading } from '../../format.ts';
import { EndpointReader } from '../../line/address.ts';
import { literal, skipDigits, skipSpaces, standsAt } from '../../line/scan.ts';

const space = 0x20;
const quote = 0x22;
const apostrophe = 0x27;
const colon = 0x3a;
const atContext = literal(' @ ');
const unknownConnection = literal('Rejecting unknown SIP connection from ');
const hackingAttempt = literal("hacking attempt detected '");

/**
 * What well-known dial plans (FreePBX and its relatives) write with the application Log, in the extension s, when a caller
 * that is no peer of theirs calls: `Ext. s: "Rejecting unknown SIP connection from ADDRESS"`, since Asterisk 13
 * `Ext. s:6 @ from-sip-external: "…"`.
 */
export class DialPlanReader {
  private readonly endpoint = new EndpointReader();

  /** Reads bytes[start, end) behind `Ext. s:`; the event is touched only when it is recognised. */
  read(bytes: Buffer, start: number, end: number, event: Event): Reading {
    let at = skipDigits(bytes, start, end);
    if (standsAt(bytes, at, end, atContext)) {
      // A context has no spaces, and the operator named it.
      at += atContext.length;
      while (at < end && bytes[at] !== space) at++;
      if (bytes[at - 1] !== colon) return 'ignored';
    }
    at = skipSpaces(bytes, at, end);
    let stop = end;
    if (at < end && bytes[at] === quote && bytes[end - 1] === quote) {
      at++;
      stop--;
    }
    if (standsAt(bytes, at, stop, unknownConnection)) at += unknownConnection.length;
    else if (standsAt(bytes, at, stop, hackingAttempt) && bytes[stop - 1] === apostrophe) {
      at += hackingAttempt.length;
      stop--;
    } else return 'ignored';
    if (!this.endpoint.readWithPort(bytes, at, stop) && !this.endpoint.read(bytes, at, stop)) return 'malformed';
    event.action = 'sip-call';
    event.outcome = 'failure';
    event.reason = 'no-credentials';
    event.service = 'sip';
    event.sipMethod = 'INVITE';
    event.sourceIp = this.endpoint.ip;
    event.sourcePort = this.endpoint.port;
    event.transport = this.endpoint.transport;
    return 'recognised';
  }
}
