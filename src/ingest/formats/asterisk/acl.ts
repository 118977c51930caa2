import type { Action, Event } from '../../../core/event.ts';
import type { Reading } from '../../format.ts';
import { EndpointReader } from '../../line/address.ts';
import { findByte, findFirst, literal, standsAt } from '../../line/scan.ts';

const apostrophe = 0x27;
const rejecting = literal("ACL: Rejecting '");
const notPassed = literal("' due to a failure to pass ACL '");
const invalidList = literal("' due to use of an invalid ACL '");
const contactWord = literal('ontact ');
/** Longest that a part of Asterisk calls itself before `ACL:`, bytes. */
const longestOwner = 32;

/** Who asked the list, by the beginning of the message. */
const owners: readonly (readonly [name: Uint8Array, action: Action, service: string])[] = [
  [literal('SIP '), 'sip-auth', 'sip'],
  [literal('IAX2 '), 'iax-auth', 'iax2'],
  [literal('Manager '), 'admin-login', 'ami'],
];

/**
 * What acl.c says when a list does not let an address in: `SIP Peer ACL: Rejecting 'ADDRESS' due to a failure to pass ACL
 * 'NAME'`, or `due to use of an invalid ACL`. All of it is Asterisk's own words; but the address that `SIP Contact ACL:`
 * rejects is the one the visitor wrote into its Contact.
 */
export class AclReader {
  private readonly endpoint = new EndpointReader();

  /** Reads the message bytes[start, end); the event is touched only when it is recognised. */
  read(bytes: Buffer, start: number, end: number, event: Event): Reading {
    const owner = owners.find(([name]) => standsAt(bytes, start, end, name));
    if (owner === undefined) return 'ignored';
    const [name, action, service] = owner;
    const clause = findFirst(bytes, start, Math.min(end, start + longestOwner + rejecting.length), rejecting);
    if (clause < 0) return 'ignored';
    const addressStart = clause + rejecting.length;
    const addressEnd = findByte(bytes, addressStart, Math.min(end, addressStart + 80), apostrophe);
    const isKnown = standsAt(bytes, addressEnd, end, notPassed) || standsAt(bytes, addressEnd, end, invalidList);
    if (!isKnown || !this.endpoint.read(bytes, addressStart, addressEnd)) return 'malformed';
    event.action = action;
    event.outcome = 'failure';
    event.reason = 'acl-denied';
    event.service = service;
    if (findFirst(bytes, start + name.length, clause, contactWord) < 0) event.sourceIp = this.endpoint.ip;
    return 'recognised';
  }
}
