import type { Event } from '../../core/event.ts';
import type { Reading } from '../format.ts';
import { RequestTable, requestFlag } from './request-table.ts';
import { readSipHeaders, readSipStart } from './sip.ts';
import { SipMessage } from './sip-message.ts';
import { type Asked, setOutcome } from './sip-outcome.ts';
import { SipText } from './sip-text.ts';
import type { WireMessage } from './wire-message.ts';

/** A client repeats a request for at most 64 × T1 (RFC 3261 section 17.1). */
const transactionMs = 32_000;
/** Copies a client sends in that time with the timers of RFC 3261; more are a flood, not retransmissions. */
const mostRetransmissions = 10;
/** Challenges remembered, a power of two. */
const challengesKept = 65_536;
/** Realms remembered; more are forgotten all at once. */
const mostRealms = 4096;

export interface TransactionOptions {
  /** Requests remembered, a power of two; about 130 bytes each with their texts. Default 65,536. */
  readonly capacity?: number;
  /** Seed of the hash; random by default so that a sender cannot aim at one bucket, fixed where runs must be repeatable. */
  readonly seed?: number;
}

/**
 * Turns SIP messages into events, one at most for each: a request becomes `sip-request`, a final response what it proves
 * about the client that asked (see `setOutcome`), with that client as the source of the event. Retransmissions within
 * 32 s count once. Every hop counts by itself: what a proxy sends on has the proxy as its client.
 */
export class Transactions {
  private readonly table: RequestTable;
  private readonly seed: number;
  private readonly message = new SipMessage();
  private readonly text = new SipText();
  private readonly asked: { -readonly [K in keyof Asked]: Asked[K] } = {
    credentials: false,
    proven: false,
    removes: false,
    inDialog: false,
  };
  /** Hashes of server and realm of the challenges seen. */
  private readonly issued = new Set<number>();
  /** Hashes of client, Call-ID, method and dialled user of what was challenged; a later one may take the place of an earlier. */
  private readonly challenged = new Int32Array(challengesKept);
  /** Place and key of the transaction that is looked at. */
  private place = 0;
  private key = 0;

  constructor(options: TransactionOptions = {}) {
    this.table = new RequestTable(options.capacity ?? 65_536, transactionMs);
    this.seed = options.seed ?? (Math.random() * 0x7fffffff) | 0;
  }

  /** Requests forgotten within 32 s for want of room: retransmissions of these may count twice. */
  get evicted(): number {
    return this.table.evicted;
  }

  /** The message read last; its headers only where its `bodyStart` says that they were looked at. */
  get last(): SipMessage {
    return this.message;
  }

  /** Whether the message read last may hold digests: credentials, Authentication-Info in a 2xx, or headers that were not read. */
  get secrets(): boolean {
    const { status, authorizations, proxyAuthorizations, bodyStart } = this.message;
    return authorizations + proxyAuthorizations > 0 || (status >= 200 && status <= 299) || bodyStart < 0;
  }

  /**
   * Reads one message. `recognised`: `event`, which comes reset, is filled; its tenant, asset, source and host are left to
   * the caller. `ignored`: retransmissions, keep-alives, provisional responses and what is of no interest. Never throws.
   */
  read(wire: WireMessage, event: Event): Reading {
    const { message } = this;
    switch (readSipStart(wire.bytes, wire.start, wire.end, message)) {
      case 'request':
        return this.readRequest(wire, event);
      case 'response':
        return this.readResponse(wire, event);
      case 'keep-alive':
        return 'ignored';
      case 'malformed':
        return 'malformed';
      default:
        return 'foreign';
    }
  }

  private readRequest(wire: WireMessage, event: Event): Reading {
    const { message, table, text } = this;
    const { bytes } = wire;
    const method = text.method(bytes, message.methodStart, message.methodEnd);
    if (method === 'ACK' || method === 'BYE' || method === 'CANCEL' || method === 'PRACK') return 'ignored';
    readSipHeaders(bytes, wire.end, message);
    this.locate(wire, wire.sourceIp);
    const branch = this.hash(bytes, message.branchStart, message.branchEnd, hashText(wire.destinationIp, 7)) | 1;
    let slot = table.find(this.place, this.key);
    if (slot < 0) slot = table.add(this.place, this.key, wire.time);
    else if (Math.abs(wire.time - table.time[slot]) > transactionMs || !this.sameCall(slot))
      table.clear(slot, wire.time);
    else if (table.branch[slot] === branch) {
      if (table.copies[slot] < mostRetransmissions) {
        table.copies[slot]++;
        return 'ignored';
      }
    }
    const again = table.branch[slot] === branch;
    if (!again) {
      table.branch[slot] = branch;
      table.copies[slot] = 0;
      table.answer[slot] = 0;
    }
    const digestUser = text.quoted(bytes, message.digestUserStart, message.digestUserEnd);
    const fromUser = text.user(bytes, message.fromUserStart, message.fromUserEnd);
    const toUser = text.user(bytes, message.toUserStart, message.toUserEnd);
    const requestUser = text.user(bytes, message.requestUserStart, message.requestUserEnd);
    const userAgent = text.agent(bytes, message.userAgentStart, message.userAgentEnd);
    let callId = table.callId[slot];
    if (callId === '') {
      callId = text.callId(bytes, message.callIdStart, message.callIdEnd);
      table.callId[slot] = callId;
    }
    // Credentials once seen stay: a second request under the same key cannot hide what the first one tried.
    table.flags[slot] |= this.flagsOf();
    if (message.authorizations > 0) {
      table.realm[slot] = this.realmHash(message.authorizationRealmStart, message.authorizationRealmEnd);
    }
    if (message.proxyAuthorizations > 0) {
      table.proxyRealm[slot] = this.realmHash(message.proxyAuthorizationRealmStart, message.proxyAuthorizationRealmEnd);
    }
    if (digestUser !== '') table.userName[slot] = digestUser;
    table.port[slot] = wire.sourcePort;
    table.requestUser[slot] = requestUser;
    table.userAgent[slot] = userAgent;

    event.action = 'sip-request';
    event.time = wire.time;
    event.sourceIp = wire.sourceIp;
    event.sourcePort = wire.sourcePort;
    event.destinationIp = wire.destinationIp;
    event.destinationPort = wire.destinationPort;
    event.userName = digestUser !== '' ? digestUser : method === 'REGISTER' ? toUser : fromUser;
    event.userAgent = userAgent;
    event.sipCallId = callId;
    this.fill(wire, event, method, fromUser, toUser, requestUser);
    return 'recognised';
  }

  private readResponse(wire: WireMessage, event: Event): Reading {
    const { message, table, text, asked } = this;
    const { bytes } = wire;
    if (message.status < 200) return 'ignored';
    readSipHeaders(bytes, wire.end, message);
    if (message.cseqMethodStart < 0) return 'malformed';
    const method = text.method(bytes, message.cseqMethodStart, message.cseqMethodEnd);
    this.locate(wire, wire.destinationIp);
    const challenge = message.status === 401 || message.status === 407;
    if (challenge) this.noteChallenge(wire.sourceIp);
    let slot = table.find(this.place, this.key);
    if (slot >= 0 && !this.sameCall(slot)) table.clear(slot, wire.time);
    const flags = slot < 0 ? 0 : table.flags[slot];
    const known = slot >= 0 && table.branch[slot] !== 0;
    asked.credentials = this.hasCredentials(slot, flags, wire.sourceIp);
    if (known) {
      // The same request again, with credentials, after a challenge: a server that asked has checked the answer.
      const asks = this.hash(bytes, message.callIdStart, message.callIdEnd, this.questionOf(wire, method, slot)) | 1;
      const place = (asks >>> 8) & (challengesKept - 1);
      asked.proven = asked.credentials && this.challenged[place] === asks;
      if (challenge) this.challenged[place] = asks;
    } else asked.proven = false;
    asked.removes = known ? (flags & requestFlag.removes) !== 0 : message.removes;
    asked.inDialog = (flags & requestFlag.inDialog) !== 0;
    const answer = (Math.imul(message.status, 0x01000193) ^ hashText(wire.sourceIp, 11)) | 1;
    const repeated = slot >= 0 && table.answer[slot] === answer;
    if (repeated && Math.abs(wire.time - table.answerTime[slot]) <= transactionMs) return 'ignored';
    if (!setOutcome(method, message.status, message.stale, asked, event)) return 'ignored';
    if (slot < 0) slot = table.add(this.place, this.key, wire.time);
    table.answer[slot] = answer;
    table.answerTime[slot] = wire.time;

    const fromUser = text.user(bytes, message.fromUserStart, message.fromUserEnd);
    const toUser = text.user(bytes, message.toUserStart, message.toUserEnd);
    const digestUser = table.userName[slot];
    event.time = wire.time;
    // The client that asked is where the answer goes to.
    event.sourceIp = wire.destinationIp;
    // Over TCP some servers trace the port of the Via and not that of the connection.
    event.sourcePort = table.port[slot] || wire.destinationPort;
    event.destinationIp = wire.sourceIp;
    event.destinationPort = wire.sourcePort;
    event.userName = digestUser !== '' ? digestUser : method === 'REGISTER' ? toUser : fromUser;
    event.userAgent = table.userAgent[slot];
    event.sipStatus = message.status;
    event.sipCallId = table.callId[slot] || text.callId(bytes, message.callIdStart, message.callIdEnd);
    this.fill(wire, event, method, fromUser, toUser, table.requestUser[slot]);
    return 'recognised';
  }

  private fill(wire: WireMessage, event: Event, method: string, from: string, to: string, request: string): void {
    event.dataset = 'sip';
    event.service = 'sip';
    event.transport = wire.transport;
    event.sipMethod = method;
    event.sipFromUser = from;
    event.sipToUser = to;
    event.sipRequestUser = request;
    event.line = wire.line;
  }

  private flagsOf(): number {
    const { message } = this;
    const { authorizations, proxyAuthorizations } = message;
    let flags = 0;
    if (authorizations + proxyAuthorizations > 0) flags |= requestFlag.credentials;
    if (
      authorizations > 1 ||
      proxyAuthorizations > 1 ||
      (authorizations === 1 && message.authorizationRealmStart < 0) ||
      (proxyAuthorizations === 1 && message.proxyAuthorizationRealmStart < 0)
    ) {
      flags |= requestFlag.anyRealm;
    }
    if (message.removes) flags |= requestFlag.removes;
    if (message.toTagStart >= 0) flags |= requestFlag.inDialog;
    return flags;
  }

  /**
   * Whether the request carried credentials that this response refuses. A call through several servers is challenged by
   * each in turn, and the answer meant for one is no wrong guess at the next. That counts only for realms which this
   * server (or what is behind it) has challenged with before: some servers do not look at the realm, and a guesser who
   * makes one up must not stay unseen.
   */
  private hasCredentials(slot: number, flags: number, server: string): boolean {
    if ((flags & requestFlag.credentials) === 0) return false;
    const { message, table } = this;
    if (message.status !== 401 && message.status !== 407) return true;
    const challenge = this.realmHash(message.challengeRealmStart, message.challengeRealmEnd);
    if ((flags & requestFlag.anyRealm) !== 0 || challenge === 0) return true;
    for (const realm of [table.realm[slot], table.proxyRealm[slot]]) {
      if (realm !== 0 && (realm === challenge || !this.issued.has(hashText(server, realm)))) return true;
    }
    return false;
  }

  /** Remembers that this server challenges with this realm. */
  private noteChallenge(server: string): void {
    const { message } = this;
    if (message.challengeRealmStart < 0) return;
    const realm = this.realmHash(message.challengeRealmStart, message.challengeRealmEnd);
    if (this.issued.size >= mostRealms) this.issued.clear();
    this.issued.add(hashText(server, realm));
  }

  private questionOf(wire: WireMessage, method: string, slot: number): number {
    return hashText(this.table.requestUser[slot], hashText(method, hashText(wire.destinationIp, wire.origin)));
  }

  private realmHash(start: number, end: number): number {
    return start < 0 ? 0 : this.hash(this.message.bytes, start, end, 3) | 1;
  }

  private locate(wire: WireMessage, client: string): void {
    const { message } = this;
    const { bytes } = wire;
    let hash = hashText(client, wire.origin ^ message.cseq);
    // The method of CSeq, which a response repeats; a request without one goes by its own.
    if (message.cseqMethodStart >= 0) hash = this.hash(bytes, message.cseqMethodStart, message.cseqMethodEnd, hash);
    this.key = this.hash(bytes, message.callIdStart, message.callIdEnd, hash) | 1;
    this.place = Math.imul(this.key ^ (hash >>> 7), 0x2c1b3c6d) >>> 12;
  }

  /** Whether what is held under this key has the Call-ID of the message in hand: two calls can have one hash. */
  private sameCall(slot: number): boolean {
    const { bytes, callIdStart, callIdEnd } = this.message;
    const held = this.table.callId[slot];
    if (held === '') return true;
    if (held.length === callIdEnd - callIdStart) {
      let at = 0;
      while (at < held.length && held.charCodeAt(at) === bytes[callIdStart + at]) at++;
      if (at === held.length) return true;
    }
    // What is cut off or neutralised reads otherwise than its bytes.
    return held === this.text.callId(bytes, callIdStart, callIdEnd);
  }

  private hash(bytes: Buffer, start: number, end: number, from: number): number {
    let hash = from ^ this.seed;
    for (let i = start | 0; i < end; i = (i + 1) | 0) hash = Math.imul(hash ^ bytes[i], 0x01000193);
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x2c1b3c6d);
    return hash ^ (hash >>> 13);
  }
}

function hashText(text: string, from: number): number {
  let hash = from;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 16);
}
