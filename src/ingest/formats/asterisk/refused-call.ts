import type { Event } from '../../../core/event.ts';
import type { Reading } from '../../format.ts';
import { EndpointReader } from '../../line/address.ts';
import { findByte, findFirst, findLast, literal, standsAt } from '../../line/scan.ts';
import { Interner } from '../../line/text.ts';

const apostrophe = 0x27;
const closeParenthesis = 0x29;
const dot = 0x2e;
export const callFrom = literal("Call from '");
const sessionCall = literal(': Call (');
const openAddress = literal("' (");
const toExtension = literal(") to extension '");
const withoutAddress = literal("' to extension '");
const rejectedBecause = literal("' rejected because ");
const anonymous = literal('anonymous');
/** Most places that are looked at for a second address; nobody needs more. */
const mostRivals = 64;
const clauseLength = toExtension.length;

/**
 * Refused calls to an extension that is not there, as chan_sip and res_pjsip word them by version. The name in front is
 * that of a configured peer or endpoint, empty or `anonymous` for anybody else; the number behind the address is the
 * caller's. A second address to choose from makes the line malformed: who writes one into the number reaches nothing, since
 * no such number exists.
 */
export class RefusedCallReader {
  private readonly texts: Interner;
  /** Apart from names: whoever dials at random would drive them out. */
  private readonly numbers = new Interner();
  private readonly endpoint = new EndpointReader();
  private readonly rival = new EndpointReader();

  constructor(texts: Interner) {
    this.texts = texts;
  }

  /**
   * `Call from 'NAME' (ADDRESS) to extension 'NUMBER' rejected because extension not found in context 'CONTEXT'.`, in old
   * versions without the address.
   */
  read(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const nameStart = start + callFrom.length;
    const nameEnd = findFirst(bytes, nameStart, end, openAddress);
    const unplaced = findFirst(bytes, nameStart, nameEnd < 0 ? end : nameEnd + 2, withoutAddress);
    if (unplaced >= 0) {
      this.fill(bytes, nameStart, unplaced, unplaced + withoutAddress.length, end, event);
      event.service = 'sip';
      return 'recognised';
    }
    return nameEnd < 0 ? 'malformed' : this.placed(bytes, nameStart, nameEnd, nameEnd + openAddress.length, end, event);
  }

  /** `NAME: Call (TRANSPORT:ADDRESS) to extension 'NUMBER' rejected because …`, as res_pjsip_session.c writes it since 2020. */
  readSession(bytes: Buffer, start: number, end: number, event: Event): Reading {
    if (standsAt(bytes, start, end, callFrom)) return this.read(bytes, start, end, event);
    const nameEnd = findFirst(bytes, start, end, sessionCall);
    if (nameEnd < 0) return 'ignored';
    return this.placed(bytes, start, nameEnd, nameEnd + sessionCall.length, end, event);
  }

  private placed(
    bytes: Buffer,
    nameStart: number,
    nameEnd: number,
    addressStart: number,
    end: number,
    event: Event,
  ): Reading {
    const addressEnd = findByte(bytes, addressStart, Math.min(end, addressStart + 80), closeParenthesis);
    if (!standsAt(bytes, addressEnd, end, toExtension)) return 'malformed';
    const { endpoint } = this;
    if (!endpoint.readWithPort(bytes, addressStart, addressEnd)) return 'malformed';
    const isNobody = nameEnd === nameStart || (nameEnd - nameStart === 9 && standsAt(bytes, nameStart, end, anonymous));
    if (!isNobody && !isComplete(bytes, addressEnd, end)) return 'malformed';
    if (this.hasRival(bytes, addressEnd, end)) return 'malformed';
    this.fill(bytes, nameStart, nameEnd, addressEnd + clauseLength, end, event);
    event.service = endpoint.transport === '' ? 'sip' : 'pjsip';
    event.sourceIp = endpoint.ip;
    event.sourcePort = endpoint.port;
    event.transport = endpoint.transport;
    return 'recognised';
  }

  /** Whether another address than that in `endpoint` stands in a place like its own. */
  private hasRival(bytes: Buffer, start: number, end: number): boolean {
    for (let from = start, count = 0; count < mostRivals; count++) {
      const open = findFirst(bytes, from, end, openAddress);
      if (open < 0) return false;
      from = open + openAddress.length;
      const close = findByte(bytes, from, Math.min(end, from + 80), closeParenthesis);
      if (!standsAt(bytes, close, end, toExtension) || !this.rival.readWithPort(bytes, from, close)) continue;
      if (this.rival.ip !== this.endpoint.ip) return true;
    }
    return true;
  }

  private fill(
    bytes: Buffer,
    nameStart: number,
    nameEnd: number,
    numberStart: number,
    end: number,
    event: Event,
  ): void {
    const clause = findLast(bytes, numberStart, end, rejectedBecause);
    event.userName = this.texts.text(bytes, nameStart, nameEnd);
    event.sipRequestUser = this.numbers.text(bytes, numberStart, clause < 0 ? end : clause);
    event.sipMethod = 'INVITE';
    event.action = 'sip-call';
    event.outcome = 'failure';
    event.reason = 'unknown-extension';
  }
}

/** Whether the line ends as Asterisk ends it, `… rejected because … 'CONTEXT'.`. */
function isComplete(bytes: Buffer, start: number, end: number): boolean {
  const last = bytes[end - 1];
  return (last === dot || last === apostrophe) && findLast(bytes, start, end, rejectedBecause) >= 0;
}
