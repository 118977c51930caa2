import type { Event, Outcome, Reason } from '../../../core/event.ts';
import type { Reading } from '../../format.ts';
import { EndpointReader } from '../../line/address.ts';
import { findFirst, findLast, literal, standsAt } from '../../line/scan.ts';
import type { Interner } from '../../line/text.ts';

const space = 0x20;
const apostrophe = 0x27;

const registered = literal("Registered SIP '");
const unregistered = literal("Unregistered SIP '");
const registeredIax = literal("Registered IAX2 '");
const unregisteredIax = literal("Unregistered IAX2 '");
const atAddress = literal("' at ");
const onAddress = literal("' (");
const addedContact = literal("Added contact '");
const removedContact = literal("Removed contact '");
const toAor = literal("' to AOR '");
const fromAor = literal("' from AOR '");
const closing = literal("'");
const manager = literal("Manager '");
const httpManager = literal("HTTP Manager '");
const loggedOn = literal("' logged on from ");

/**
 * Reads the VERBOSE messages that tell of a registration or a manager that logged on. The address of a contact is what the
 * phone says of itself, so it is never taken for the source.
 */
export class VerboseReader {
  private readonly texts: Interner;
  private readonly endpoint = new EndpointReader();

  constructor(texts: Interner) {
    this.texts = texts;
  }

  /** Reads the message bytes[start, end), `-- ` or `== ` in front allowed; the event is touched only when it is recognised. */
  read(bytes: Buffer, start: number, end: number, event: Event): Reading {
    let at = start;
    while (at < end && bytes[at] === space) at++;
    const mark = bytes[at];
    if (end - at > 3 && (mark === 0x2d || mark === 0x3d || mark === 0x3e)) {
      while (at < end && bytes[at] === mark) at++;
      while (at < end && bytes[at] === space) at++;
    }
    switch (bytes[at]) {
      case 0x52: // R
        if (standsAt(bytes, at, end, registered)) {
          return this.place(bytes, at + registered.length, end, event, 'sip', 'success', 'accepted');
        }
        if (standsAt(bytes, at, end, registeredIax)) {
          return this.place(bytes, at + registeredIax.length, end, event, 'iax2', 'success', 'accepted');
        }
        if (standsAt(bytes, at, end, removedContact)) return this.contact(bytes, at, end, event, fromAor, 'removed');
        return 'ignored';
      case 0x55: // U
        if (standsAt(bytes, at, end, unregistered)) {
          return this.place(bytes, at + unregistered.length, end, event, 'sip', 'unknown', 'removed');
        }
        if (standsAt(bytes, at, end, unregisteredIax)) {
          return this.place(bytes, at + unregisteredIax.length, end, event, 'iax2', 'unknown', 'removed');
        }
        return 'ignored';
      case 0x41: // A
        return standsAt(bytes, at, end, addedContact)
          ? this.contact(bytes, at, end, event, toAor, 'accepted')
          : 'ignored';
      case 0x4d: // M
        return standsAt(bytes, at, end, manager) ? this.manager(bytes, at + manager.length, end, event) : 'ignored';
      case 0x48: // H
        return standsAt(bytes, at, end, httpManager)
          ? this.manager(bytes, at + httpManager.length, end, event)
          : 'ignored';
      default:
        return 'ignored';
    }
  }

  /** `Registered SIP '100' at 192.0.2.1:5060`, `Registered IAX2 '100' (AUTHENTICATED) at 192.0.2.1:4569`. */
  private place(
    bytes: Buffer,
    nameStart: number,
    end: number,
    event: Event,
    service: string,
    outcome: Outcome,
    reason: Reason,
  ): Reading {
    let nameEnd = findLast(bytes, nameStart, end, atAddress);
    if (nameEnd < 0) nameEnd = findLast(bytes, nameStart, end, onAddress);
    let addressStart = end;
    while (addressStart > nameStart && bytes[addressStart - 1] !== space) addressStart--;
    const addressed = nameEnd >= 0 && this.endpoint.read(bytes, addressStart, end);
    if (nameEnd < 0) {
      if (bytes[end - 1] !== apostrophe) return 'malformed';
      nameEnd = end - 1;
    } else if (!addressed) {
      return 'malformed';
    }
    event.action = 'sip-register';
    event.outcome = outcome;
    event.reason = reason;
    event.service = service;
    event.userName = this.texts.text(bytes, nameStart, nameEnd);
    event.sourceIp = addressed ? this.endpoint.ip : '';
    event.sourcePort = addressed ? this.endpoint.port : 0;
    return 'recognised';
  }

  /** `Added contact 'URI' to AOR '100' with expiration of 60 seconds` */
  private contact(
    bytes: Buffer,
    start: number,
    end: number,
    event: Event,
    clause: Uint8Array,
    reason: 'accepted' | 'removed',
  ): Reading {
    const at = findLast(bytes, start, end, clause);
    if (at < 0) return 'malformed';
    const nameStart = at + clause.length;
    const nameEnd = findFirst(bytes, nameStart, end, closing);
    if (nameEnd < 0) return 'malformed';
    event.action = 'sip-register';
    event.outcome = reason === 'accepted' ? 'success' : 'unknown';
    event.reason = reason;
    event.service = 'pjsip';
    event.userName = this.texts.text(bytes, nameStart, nameEnd);
    return 'recognised';
  }

  /** `Manager 'admin' logged on from 127.0.0.1` */
  private manager(bytes: Buffer, nameStart: number, end: number, event: Event): Reading {
    const at = findLast(bytes, nameStart, end, loggedOn);
    if (at < 0) return 'ignored';
    if (!this.endpoint.read(bytes, at + loggedOn.length, end)) return 'malformed';
    event.action = 'admin-login';
    event.outcome = 'success';
    event.reason = 'accepted';
    event.service = 'ami';
    event.userName = this.texts.text(bytes, nameStart, at);
    event.sourceIp = this.endpoint.ip;
    event.sourcePort = this.endpoint.port;
    return 'recognised';
  }
}
