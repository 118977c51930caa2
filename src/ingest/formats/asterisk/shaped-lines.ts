import { noteName } from '../../../core/by-name.ts';
import type { Event } from '../../../core/event.ts';
import { firstSlot, recordShape } from '../../line/shape/compile.ts';
import { decode, Interner } from '../../line/text.ts';
import { v4Texts } from '../../line/v4-texts.ts';
import { registrationReasonOf } from './chan-sip.ts';
import { longestCallId, requestReasonOf } from './pjsip.ts';
import { kindAt, serviceAt } from './security-kinds.ts';
import {
  registrationReasons,
  requestReasons,
  shapeNumbers,
  slots,
  usualKinds,
  usualMethods,
  usualServices,
} from './shapes.ts';

const addressAt = firstSlot + slots.address;
const portAt = firstSlot + slots.port;
const nameStartAt = firstSlot + slots.nameStart;
const nameEndAt = firstSlot + slots.nameEnd;
const whichAt = firstSlot + slots.which;
const reasonAt = firstSlot + slots.reason;
const localAddressAt = firstSlot + slots.localAddress;
const localPortAt = firstSlot + slots.localPort;
const otherStartAt = firstSlot + slots.otherStart;

const bytesOf = (text: string) => Buffer.from(text);
const kinds = usualKinds.map((name) => kindAt(bytesOf(name), 0, name.length)!);
const services = usualServices.map((name) => serviceAt(bytesOf(name), 0, name.length));
const reasonsOfRequests = requestReasons.map(requestReasonOf);
const reasonsOfRegistrations = registrationReasons.map(registrationReasonOf);
const sessionKey = '",SessionID="'.length;

/** Fills events from lines that fit a shape. */
export class ShapedLines {
  private readonly texts: Interner;
  /** Apart from names: whoever dials at random would drive them out. */
  private readonly numbers = new Interner();
  private localAddress = 0;
  private localIp = '';

  constructor(texts: Interner) {
    this.texts = texts;
  }

  /** Fills all but time and dataset from a line that fits a shape other than noise. */
  fill(bytes: Buffer, event: Event, records: Int32Array, at: number, withCallId: boolean): void {
    const shape = records[at + recordShape];
    const name = this.texts.text(bytes, records[at + nameStartAt], records[at + nameEndAt]);
    noteName(name, this.texts.lastNumber);
    event.userName = name;
    if (shape === shapeNumbers.securityEvent) this.securityEvent(bytes, event, records, at, withCallId);
    else {
      event.outcome = 'failure';
      event.sourceIp = v4Texts.text(records[at + addressAt]);
      event.sourcePort = records[at + portAt];
      if (shape === shapeNumbers.refusedCall) this.refusedCall(bytes, event, records, at);
      else this.refused(bytes, event, records, at, shape === shapeNumbers.refusedRequest, withCallId);
    }
  }

  private securityEvent(bytes: Buffer, event: Event, records: Int32Array, at: number, withCallId: boolean): void {
    const kind = kinds[records[at + whichAt]];
    const service = services[records[at + otherStartAt]];
    event.action = service.action;
    event.service = service.name;
    event.outcome = kind.outcome;
    event.reason = kind.outcome === 'success' && records[at + reasonAt] === 1 ? 'no-credentials' : kind.reason;
    if (records[at + localAddressAt] !== this.localAddress || this.localIp === '') {
      this.localAddress = records[at + localAddressAt];
      this.localIp = v4Texts.text(this.localAddress);
    }
    event.destinationIp = this.localIp;
    event.destinationPort = records[at + localPortAt];
    event.sourceIp = v4Texts.text(records[at + addressAt]);
    event.sourcePort = records[at + portAt];
    event.transport = 'udp';
    if (withCallId && kind.outcome === 'failure' && service.name === 'pjsip') {
      const start = records[at + nameEndAt] + sessionKey;
      event.sipCallId = decode(bytes, start, bytes.indexOf(0x22, start));
    }
  }

  private refusedCall(bytes: Buffer, event: Event, records: Int32Array, at: number): void {
    const overUdp = records[at + whichAt] === 1;
    event.sipRequestUser = this.numbers.text(bytes, records[at + otherStartAt], records[at + reasonAt]);
    event.sipMethod = 'INVITE';
    event.action = 'sip-call';
    event.reason = 'unknown-extension';
    event.service = overUdp ? 'pjsip' : 'sip';
    event.transport = overUdp ? 'udp' : '';
  }

  private refused(
    bytes: Buffer,
    event: Event,
    records: Int32Array,
    at: number,
    byPjsip: boolean,
    withCallId: boolean,
  ): void {
    event.action = 'sip-auth';
    if (!byPjsip) {
      event.sipToUser = event.userName;
      event.sipMethod = 'REGISTER';
      event.service = 'sip';
      event.reason = reasonsOfRegistrations[records[at + reasonAt]];
      return;
    }
    event.sipFromUser = event.userName;
    event.sipMethod = usualMethods[records[at + whichAt]];
    event.service = 'pjsip';
    event.reason = reasonsOfRequests[records[at + reasonAt]];
    if (withCallId) {
      const start = records[at + otherStartAt];
      event.sipCallId = decode(bytes, start, Math.min(bytes.indexOf(0x29, start), start + longestCallId));
    }
  }
}
