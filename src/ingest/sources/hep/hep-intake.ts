import { Event } from '../../../core/event.ts';
import type { Listener, Source } from '../../../core/source.ts';
import { Interner } from '../../line/text.ts';
import { AddressText } from '../../wire/address-text.ts';
import { hasAuthKey, hepTransport, inflatePayload, readHep } from '../../wire/hep.ts';
import { HepPacket, hepSip } from '../../wire/hep-packet.ts';
import { sipOriginal } from '../../wire/sip-original.ts';
import { Transactions } from '../../wire/transactions.ts';
import { WireMessage } from '../../wire/wire-message.ts';
import type { HepCounts, HepDeps } from './hep-deps.ts';

/** A capture time further than this from now is not believed. */
const believableMs = 24 * 60 * 60 * 1000;
/** How long a source stays resolved: an assignment takes effect within this time. */
const resolvedMs = 1000;
const mostResolved = 1024;

/** Messages of a source that are shown in the time it stays resolved. */
const mostShown = 20;

interface Resolved {
  readonly source: Source;
  readonly origin: number;
  shown: number;
}

/** Turns the packets of one listener into events for the sink; the part that UDP and TCP share. */
export class HepIntake {
  readonly counts: HepCounts;
  private readonly listener: string;
  private readonly authKey: Buffer;
  private readonly deps: HepDeps;
  private readonly packet = new HepPacket();
  private readonly wire = new WireMessage();
  private readonly transactions = new Transactions();
  private readonly addresses = new AddressText();
  private readonly names = new Interner();
  private event = new Event();
  /** Text of the message in hand. */
  private readonly original = () => {
    const { wire } = this;
    return sipOriginal(wire.bytes, wire.start, wire.end, this.transactions.secrets);
  };
  private resolved = new Map<string, Resolved>();
  private resolvedSince = 0;
  private lastSender = '';
  private lastName = '';
  private lastCaptureId = -1;
  private last: Resolved | undefined;

  constructor(listener: Listener & { kind: 'hep' }, deps: HepDeps) {
    this.listener = listener.id;
    this.authKey = Buffer.from(listener.authKey);
    this.deps = deps;
    const { transactions } = this;
    this.counts = {
      wrongKey: 0,
      clampedTimes: 0,
      kernelDrops: 0,
      refusedConnections: 0,
      brokenConnections: 0,
      get evictedRequests() {
        return transactions.evicted;
      },
    };
  }

  /** Reads one packet, bytes[start, end). `sender`: canonical address it came from. `now`: time of receipt, ms. */
  take(bytes: Buffer, start: number, end: number, sender: string, now: number): void {
    const { packet, deps } = this;
    if (readHep(bytes, start, end, packet) !== 'packet') {
      this.malformed(sender, now);
      return;
    }
    if (this.authKey.length > 0 && !hasAuthKey(packet, this.authKey)) {
      this.counts.wrongKey++;
      this.malformed(sender, now);
      return;
    }
    const hostName = packet.nodeNameStart < 0 ? '' : this.names.text(bytes, packet.nodeNameStart, nameEnd(packet));
    const resolved = this.resolve(sender, hostName, packet.captureId, now);
    const { source } = resolved;
    const tally = deps.tally(source.id);
    tally.received++;
    if (packet.protocolType !== hepSip && packet.protocolType !== 0) {
      tally.ignored++;
      return;
    }
    if (!inflatePayload(packet)) {
      tally.malformed++;
      return;
    }
    const { wire, event } = this;
    wire.bytes = packet.payload;
    wire.start = packet.payloadStart;
    wire.end = packet.payloadEnd;
    wire.time = this.timeOf(packet, now);
    wire.sourceIp = this.addresses.text(bytes, packet.sourceAt, packet.family);
    wire.sourcePort = packet.sourcePort;
    wire.destinationIp = this.addresses.text(bytes, packet.destinationAt, packet.family);
    wire.destinationPort = packet.destinationPort;
    wire.transport = hepTransport(packet.protocol);
    wire.origin = resolved.origin;
    const reading = this.transactions.read(wire, event);
    if (deps.onWire !== undefined && reading !== 'foreign' && reading !== 'malformed') {
      deps.onWire(source.id, wire, this.transactions.last);
    }
    if (deps.onLine !== undefined && resolved.shown < mostShown) {
      resolved.shown++;
      const text = Buffer.from(this.original());
      deps.onLine(source.id, reading, text, 0, text.length, event);
    }
    if (reading === 'recognised') {
      tally.recognised++;
      event.tenant = source.tenant;
      event.asset = source.asset;
      event.source = source.id;
      event.hostName = hostName !== '' ? hostName : (source.match.hostname ?? '');
      this.event = new Event();
      deps.sink.event(event, deps.keepOriginals ? this.original : undefined);
    } else if (reading === 'ignored' || (reading === 'foreign' && packet.protocolType === 0)) tally.ignored++;
    else tally.malformed++;
  }

  /** Counts something that was no readable packet. Names inside it are not believed, so only the sender says whose it is. */
  malformed(sender: string, now: number): void {
    const tally = this.deps.tally(this.resolve(sender, '', 0, now).source.id);
    tally.received++;
    tally.malformed++;
  }

  /** Counts a datagram for which there was no room. It was not read, so only the sender says whose it is. */
  shed(sender: string, now: number): void {
    const tally = this.deps.tally(this.resolve(sender, '', 0, now).source.id);
    tally.received++;
    tally.shed++;
  }

  /** Counts datagrams that the kernel dropped; it does not say whose they were. */
  dropped(count: number): void {
    const { deps, listener } = this;
    const source = deps.unattributable?.(listener) ?? deps.resolve(listener, '', '', 0);
    const tally = deps.tally(source.id);
    tally.received += count;
    tally.shed += count;
    this.counts.kernelDrops += count;
  }

  private timeOf(packet: HepPacket, now: number): number {
    const time = packet.seconds * 1000 + Math.min(999, Math.trunc(packet.microseconds / 1000));
    if (time - now <= believableMs && now - time <= believableMs) return time;
    this.counts.clampedTimes++;
    return now;
  }

  private resolve(sender: string, hostName: string, captureId: number, now: number): Resolved {
    if (now - this.resolvedSince > resolvedMs || now < this.resolvedSince || this.resolved.size > mostResolved) {
      this.resolved.clear();
      this.resolvedSince = now;
    } else if (
      this.last !== undefined &&
      captureId === this.lastCaptureId &&
      sender === this.lastSender &&
      hostName === this.lastName
    ) {
      return this.last;
    }
    const key = `${captureId} ${sender} ${hostName}`;
    let resolved = this.resolved.get(key);
    if (resolved === undefined) {
      const source = this.deps.resolve(this.listener, sender, hostName, captureId);
      resolved = { source, origin: hashOf(source.id), shown: 0 };
      this.resolved.set(key, resolved);
    }
    this.lastCaptureId = captureId;
    this.lastSender = sender;
    this.lastName = hostName;
    this.last = resolved;
    return resolved;
  }
}

/** Longest node name that is read, bytes: that of a host name. */
function nameEnd(packet: HepPacket): number {
  return Math.min(packet.nodeNameEnd, packet.nodeNameStart + 253);
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
