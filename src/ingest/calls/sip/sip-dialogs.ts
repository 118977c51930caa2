import type { CallRecord } from '../../../core/call-record.ts';
import type { Reading } from '../../format.ts';
import { decode } from '../../line/text.ts';
import { readSipHeaders, readSipStart } from '../../wire/sip.ts';
import { place, readAddressElement, readUri, uri } from '../../wire/sip-address.ts';
import { SipMessage } from '../../wire/sip-message.ts';
import { matches, readNumber } from '../../wire/sip-params.ts';
import { longestText, SipText } from '../../wire/sip-text.ts';
import type { WireMessage } from '../../wire/wire-message.ts';
import type { CallSourceSink } from '../call-source.ts';
import { findHeader, found } from './find-header.ts';
import { earlier, SipCall } from './sip-call.ts';

const minuteMs = 60_000;
/** A call that is over, or was challenged and not tried again, is known for so long: messages may come late (64 × T1, and back). */
const lingerMs = 64_000;
/** A call that rings: longer than any proxy lets it (timer C, RFC 3261 section 16.6, is a little over three minutes). */
const ringingMs = 10 * minuteMs;
const mostLegNames = 65_536;
const sweepEveryMs = 1000;
const usualForwards = 70;
const mostLooked = 64;

const invite = Buffer.from('invite');
const cancel = Buffer.from('cancel');
const bye = Buffer.from('bye');
const maxForwards = Buffer.from('max-forwards');
const asserted = Buffer.from('p-asserted-identity');
const linked = Buffer.from('x-cid');
const emergency = Buffer.from('urn:service:sos');

export interface SipDialogsOptions {
  /** Calls that are kept in mind; the oldest is given up for a new one. Default 131,072. */
  readonly capacity?: number;
  /** An answered call of which nothing is seen for so long has lost its end, ms. Default 12 h. */
  readonly longestMs?: number;
  /** Addresses of B2BUAs whose `X-CID` (Call-ID of the other leg) is believed: anybody can write that header. */
  readonly linkers?: Iterable<string>;
  /** Addresses of servers whose P-Asserted-Identity is believed. */
  readonly asserters?: Iterable<string>;
}

export interface SipDialogCounts {
  /** Calls begun. */
  calls: number;
  /** Calls given up for want of room; those that do not run are told as they ended up. */
  evicted: number;
  /** Calls whose end never came. */
  lostEnds: number;
  /** Facts of calls with more hops, tries or forks than are kept. */
  dropped: number;
}

/**
 * Calls out of SIP messages as they are seen on the wire, live: who calls whom since when, answered, ended. All messages with one
 * Call-ID are one call, however many hops, captures, forks and tries they come from; a challenge and the INVITE that answers
 * it too, and the legs a believed B2BUA links. Messages may come in any order and more than once: what comes out in the
 * end is the same. One instance for each customer or capture that must not see into another's calls.
 */
export class SipDialogs {
  readonly counts: SipDialogCounts = { calls: 0, evicted: 0, lostEnds: 0, dropped: 0 };
  readonly #sink: Pick<CallSourceSink, 'call'>;
  readonly #calls = new Map<string, SipCall>();
  /** Call-IDs of linked legs, to their call. */
  readonly #legs = new Map<string, SipCall>();
  readonly #own = new SipMessage();
  /** The message in hand. */
  #message: SipMessage = this.#own;
  readonly #text = new SipText();
  readonly #capacity: number;
  readonly #longestMs: number;
  readonly #linkers: ReadonlySet<string>;
  readonly #asserters: ReadonlySet<string>;
  readonly #seed = (Math.random() * 0x7fffffff) | 0;
  #now = 0;
  #swept = 0;
  #sweep: Iterator<SipCall> | undefined;

  constructor(sink: Pick<CallSourceSink, 'call'>, options: SipDialogsOptions = {}) {
    this.#sink = sink;
    this.#capacity = Math.max(1, options.capacity ?? 131_072);
    this.#longestMs = options.longestMs ?? 12 * 60 * minuteMs;
    this.#linkers = new Set(options.linkers);
    this.#asserters = new Set(options.asserters);
  }

  /** Calls in mind, those just over among them. */
  get size(): number {
    return this.#calls.size;
  }

  /** Takes one message. `recognised`: it said something about a call; `ignored`: no call's business. Never throws. */
  read(wire: WireMessage): Reading {
    const reading = readSipStart(wire.bytes, wire.start, wire.end, this.#own);
    if (reading === 'keep-alive') return 'ignored';
    return reading === 'request' || reading === 'response' ? this.note(wire, this.#own) : reading;
  }

  /** The same for a message whose start line, and perhaps its headers, were read before. */
  note(wire: WireMessage, message: SipMessage): Reading {
    this.#message = message;
    if (message.status > 0) return this.#response(wire);
    return message.methodStart < 0 ? 'ignored' : this.#request(wire);
  }

  /** Time went on, ms: calls that are over are forgotten, those whose end was lost are ended. */
  advance(now: number): void {
    if (now <= this.#now) return;
    this.#now = now;
    if (now - this.#swept < sweepEveryMs) return;
    this.#swept = now;
    let left = (this.#calls.size >> 5) + 64;
    this.#sweep ??= this.#calls.values();
    while (left-- > 0) {
      const { done, value } = this.#sweep.next();
      if (done) {
        this.#sweep = undefined;
        return;
      }
      this.#look(value, now);
    }
  }

  /** Nothing more comes: every call is told as it ends up, and forgotten. */
  end(): void {
    for (const call of [...this.#calls.values()]) this.#forget(call, true);
  }

  #request(wire: WireMessage): Reading {
    const message = this.#message;
    const { bytes } = wire;
    const { methodStart, methodEnd } = message;
    const isInvite = is(bytes, methodStart, methodEnd, invite);
    const isBye = !isInvite && is(bytes, methodStart, methodEnd, bye);
    if (!isInvite && !isBye && !is(bytes, methodStart, methodEnd, cancel)) return 'ignored';
    if (message.bodyStart < 0) readSipHeaders(bytes, wire.end, message);
    if (message.callIdStart < 0 || message.cseq < 0) return 'malformed';
    const call = this.#callOf(wire, isInvite && message.toTagStart < 0 ? this.#linkOf(wire) : '');
    if (isBye) {
      const fork = call.fork(this.#tags());
      if (fork) fork.ended = earlier(fork.ended, wire.time);
    } else {
      const transaction = call.transaction(this.#branch(), message.cseq, this.#isOwn(call));
      if (!transaction) this.counts.dropped++;
      else if (!isInvite) transaction.cancelled = earlier(transaction.cancelled, wire.time);
      else if (message.toTagStart >= 0) transaction.begins = false;
      else if (transaction.begins === undefined || wire.time < transaction.time) {
        transaction.begins = true;
        transaction.time = wire.time;
        const text = this.#text;
        transaction.forwards = findHeader(bytes, message.headersStart, message.bodyStart, maxForwards)
          ? Math.max(0, readNumber(bytes, found.start, found.end))
          : usualForwards;
        transaction.from = this.#assertedBy(wire) || text.user(bytes, message.fromUserStart, message.fromUserEnd);
        transaction.to =
          text.user(bytes, message.requestUserStart, message.requestUserEnd) ||
          text.user(bytes, message.toUserStart, message.toUserEnd) ||
          (matches(bytes, methodEnd + 1, message.headersStart, emergency) ? 'urn:service:sos' : '');
        transaction.account = text.quoted(bytes, message.digestUserStart, message.digestUserEnd);
        transaction.source = wire.sourceIp;
        transaction.destination = wire.destinationIp;
      }
    }
    this.#tell(call);
    return 'recognised';
  }

  #response(wire: WireMessage): Reading {
    const message = this.#message;
    const { bytes } = wire;
    const { status } = message;
    // A provisional answer says nothing that is not known.
    if (status < 200) return 'ignored';
    if (message.bodyStart < 0) readSipHeaders(bytes, wire.end, message);
    if (message.callIdStart < 0 || message.cseq < 0) return 'malformed';
    if (!is(bytes, message.cseqMethodStart, message.cseqMethodEnd, invite)) return 'ignored';
    const call = this.#callOf(wire, '');
    if (status < 300) {
      const fork = call.fork(this.#tags());
      if (fork) fork.answered = earlier(fork.answered, wire.time);
      if (call.answerTime === undefined || wire.time < call.answerTime) {
        call.answerTime = wire.time;
        call.answerFrom = this.#text.user(bytes, message.fromUserStart, message.fromUserEnd);
        call.answerTo = this.#text.user(bytes, message.toUserStart, message.toUserEnd);
      }
    } else {
      const transaction = call.transaction(this.#branch(), message.cseq, this.#isOwn(call));
      if (!transaction) this.counts.dropped++;
      else if (
        transaction.status === 0 ||
        wire.time < transaction.statusTime ||
        (wire.time === transaction.statusTime && status < transaction.status)
      ) {
        transaction.status = status;
        transaction.statusTime = wire.time;
      }
    }
    this.#tell(call);
    return 'recognised';
  }

  /** The call a message belongs to, a new one if need be. `link`: Call-ID of the leg this one is linked to, '' for none. */
  #callOf(wire: WireMessage, link: string): SipCall {
    const id = this.#callId();
    let call = this.#legs.get(id) ?? this.#calls.get(id);
    if (link !== '' && link !== id && (call === undefined || call.id === id)) call = this.#link(id, link, call);
    call ??= this.#begin(id);
    if (wire.time > call.seen) call.seen = wire.time;
    this.advance(wire.time);
    return call;
  }

  #begin(id: string): SipCall {
    if (this.#calls.size >= this.#capacity) {
      const victim = this.#victim();
      this.counts.evicted++;
      // A call that runs is not told to have ended: whoever floods us could hide its calls so.
      this.#forget(victim, victim.state().phase !== 'running');
    }
    const call = new SipCall(id);
    this.#calls.set(id, call);
    this.counts.calls++;
    return call;
  }

  /** The call to give up: the oldest that does not run, among the first; those that run go to the end of the row. */
  #victim(): SipCall {
    for (let tries = 0; tries < mostLooked; tries++) {
      const oldest: SipCall = this.#calls.values().next().value!;
      if (oldest.state().phase !== 'running') return oldest;
      this.#calls.delete(oldest.id);
      this.#calls.set(oldest.id, oldest);
    }
    return this.#calls.values().next().value!;
  }

  /** Makes the leg `id` one of the call `link`, with all that was seen of it. */
  #link(id: string, link: string, leg: SipCall | undefined): SipCall {
    const call = this.#legs.get(link) ?? this.#calls.get(link) ?? this.#begin(link);
    if (call === leg || this.#legs.size >= mostLegNames) return leg ?? call;
    if (leg) {
      call.absorb(leg);
      for (const other of leg.others) this.#legs.set(other, call);
      this.#calls.delete(id);
      this.counts.calls--;
    } else call.others.push(id);
    this.#legs.set(id, call);
    return call;
  }

  #linkOf({ bytes, sourceIp }: WireMessage): string {
    const { headersStart, bodyStart } = this.#message;
    if (!this.#linkers.has(sourceIp) || !findHeader(bytes, headersStart, bodyStart, linked)) return '';
    return decode(bytes, found.start, Math.min(found.end, found.start + longestText));
  }

  #assertedBy({ bytes, sourceIp }: WireMessage): string {
    const { headersStart, bodyStart } = this.#message;
    if (!this.#asserters.has(sourceIp) || !findHeader(bytes, headersStart, bodyStart, asserted)) return '';
    readAddressElement(bytes, found.start, found.end);
    readUri(bytes, place.uriStart, place.uriEnd);
    return this.#text.user(bytes, uri.userStart, uri.userEnd);
  }

  /** Whether the message read last bears the Call-ID that the call is named after. */
  #isOwn(call: SipCall): boolean {
    return call.others.length === 0 || !call.others.includes(this.#callId());
  }

  #callId(): string {
    const { bytes, callIdStart, callIdEnd } = this.#message;
    return decode(bytes, callIdStart, Math.min(callIdEnd, callIdStart + longestText));
  }

  /** The same for both directions of a dialog: whoever hangs up, From and To have changed places. */
  #tags(): number {
    const { bytes, fromTagStart, fromTagEnd, toTagStart, toTagEnd } = this.#message;
    return (this.#hash(bytes, fromTagStart, fromTagEnd) + this.#hash(bytes, toTagStart, toTagEnd)) | 0;
  }

  #branch(): number {
    const { bytes, branchStart, branchEnd } = this.#message;
    return this.#hash(bytes, branchStart, branchEnd);
  }

  #hash(bytes: Buffer, start: number, end: number): number {
    let hash = this.#seed;
    for (let i = start | 0; i < end; i = (i + 1) | 0) hash = Math.imul(hash ^ bytes[i], 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    return hash ^ (hash >>> 13);
  }

  /** Tells how a call stands when that has changed. */
  #tell(call: SipCall): void {
    const { record } = call.state();
    if (!record || (call.told && same(call.told, record))) return;
    call.told = record;
    this.#sink.call(record, false);
  }

  /** Forgets or ends a call whose time has come. */
  #look(call: SipCall, now: number): void {
    const { phase } = call.state();
    const silent = now - call.seen;
    const patience = phase === 'running' ? this.#longestMs : phase === 'ringing' ? ringingMs : lingerMs;
    if (silent > patience) this.#forget(call, phase !== 'over');
  }

  /** `settle`: its end did not come, or nobody will wait for it. */
  #forget(call: SipCall, settle: boolean): void {
    this.#calls.delete(call.id);
    for (const other of call.others) this.#legs.delete(other);
    this.counts.dropped += call.dropped;
    if (!settle) return;
    const record = call.settled();
    if (!record || (call.told && same(call.told, record))) return;
    const { phase } = call.state();
    if (phase === 'running' || phase === 'ringing') this.counts.lostEnds++;
    this.#sink.call(record, false);
  }
}

function same(a: CallRecord, b: CallRecord): boolean {
  return (
    a.start === b.start &&
    a.answer === b.answer &&
    a.end === b.end &&
    a.outcome === b.outcome &&
    a.cause === b.cause &&
    a.from === b.from &&
    a.to === b.to &&
    a.account === b.account &&
    a.trunk === b.trunk &&
    a.address === b.address
  );
}

/** Whether bytes[start, end) are a method, given in lower case. Methods are upper case; lenient costs nothing here. */
function is(bytes: Buffer, start: number, end: number, method: Uint8Array): boolean {
  return end - start === method.length && matches(bytes, start, end, method);
}
