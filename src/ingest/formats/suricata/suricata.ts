import type { Event } from '../../../core/event.ts';
import { resetEvent } from '../../../core/event.ts';
import { canonicalAddress } from '../../../core/ip.ts';
import type { Format, ReadContext, Reading } from '../../format.ts';
import { jsonStart } from '../../line/json-start.ts';
import { findFirst, literal, trimEnd } from '../../line/scan.ts';
import { TimestampReader } from '../../line/timestamp.ts';
import { readResponse } from './response.ts';

const eventType = literal('"event_type"');
/** Longest line that is taken, bytes. */
const longestLine = 64 * 1024;
const longestText = 1024;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Suricata's EVE JSON (https://docs.suricata.io/en/latest/output/eve/eve-json-format.html): `sip` and `alert`; other event
 * types are ignored. A record of `sip` is one packet, so the sender of a response is the server and the client is `dest_ip`.
 */
export function createSuricata(): Format {
  return new Suricata();
}

class Suricata implements Format {
  readonly name = 'suricata';
  private readonly stamps = new TimestampReader();

  read(bytes: Buffer, start: number, end: number, event: Event, context: ReadContext): Reading {
    const at = jsonStart(bytes, start, end);
    if (at < 0 || findFirst(bytes, at, end, eventType) < 0) return 'foreign';
    const stop = trimEnd(bytes, at, end);
    if (stop - at > longestLine) return 'malformed';
    let record: unknown;
    try {
      record = JSON.parse(bytes.toString('utf8', at, stop));
    } catch {
      return 'malformed';
    }
    if (!isFields(record)) return 'malformed';
    const type = record.event_type;
    // Somebody else's record that holds the words somewhere deeper.
    if (typeof type !== 'string') return 'foreign';
    if (type !== 'sip' && type !== 'alert') return 'ignored';
    const time = this.readTime(record.timestamp, context);
    if (Number.isNaN(time)) return 'malformed';
    const reading = type === 'sip' ? readSip(record, event) : readAlert(record, event);
    if (reading === 'recognised') {
      event.time = time;
      event.dataset = 'suricata';
      event.transport = text(record.proto).toLowerCase();
      event.hostName = text(record.host);
    } else {
      resetEvent(event);
    }
    return reading;
  }

  private readTime(value: unknown, context: ReadContext): number {
    if (typeof value !== 'string' || value.length > 64) return Number.NaN;
    const stamp = Buffer.from(value);
    const time = this.stamps.read(stamp, 0, stamp.length, context);
    return this.stamps.next === stamp.length ? time : Number.NaN;
  }
}

function readSip(record: Fields, event: Event): Reading {
  const { sip } = record;
  if (!isFields(sip)) return 'malformed';
  const isResponse = sip.code !== undefined || sip.response_line !== undefined;
  if (!readEnds(record, isResponse, event)) return 'malformed';
  event.service = 'sip';
  event.sipMethod = text(sip.method).toUpperCase();
  event.sipRequestUser = userOf(text(sip.uri));
  if (isResponse) return readResponse(Number(sip.code), event);
  if (event.sipMethod === '') return 'malformed';
  event.action = 'sip-request';
  return 'recognised';
}

function readAlert(record: Fields, event: Event): Reading {
  const { alert } = record;
  if (!isFields(alert) || typeof alert.signature !== 'string') return 'malformed';
  // Towards the client: the packet that matched is the server's answer, and who asked for it is `dest_ip`.
  if (!readEnds(record, record.direction === 'to_client', event)) return 'malformed';
  // A rule with `target` says itself who attacks whom.
  if (isFields(alert.source)) {
    const ip = canonicalAddress(text(alert.source.ip));
    if (ip === undefined) return 'malformed';
    if (ip !== event.sourceIp) {
      if (ip !== event.destinationIp) return 'malformed';
      [event.sourceIp, event.destinationIp] = [event.destinationIp, event.sourceIp];
      [event.sourcePort, event.destinationPort] = [event.destinationPort, event.sourcePort];
    }
  }
  event.action = 'ids-alert';
  event.outcome = alert.action === 'blocked' ? 'failure' : 'unknown';
  event.reason = 'signature';
  event.ruleName = text(alert.signature);
  event.service = text(record.app_proto);
  if (isFields(record.sip)) {
    event.sipMethod = text(record.sip.method).toUpperCase();
    event.sipRequestUser = userOf(text(record.sip.uri));
  }
  return 'recognised';
}

/** Both ends of the packet; `turned` makes its receiver the source of the event. */
function readEnds(record: Fields, turned: boolean, event: Event): boolean {
  const from = canonicalAddress(text(record.src_ip));
  const to = canonicalAddress(text(record.dest_ip));
  if (from === undefined || to === undefined) return false;
  const fromPort = portOf(record.src_port);
  const toPort = portOf(record.dest_port);
  event.sourceIp = turned ? to : from;
  event.sourcePort = turned ? toPort : fromPort;
  event.destinationIp = turned ? from : to;
  event.destinationPort = turned ? fromPort : toPort;
  return true;
}

/** User part of a SIP URI (RFC 3261 section 19.1.1), '' when it has none. */
function userOf(uri: string): string {
  const colon = uri.indexOf(':');
  const at = uri.indexOf('@');
  return colon >= 0 && at > colon ? uri.slice(colon + 1, at) : '';
}

function portOf(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 65_535 ? value : 0;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, longestText) : '';
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
