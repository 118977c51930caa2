import { Event } from '../../core/event.ts';
import { AddressText } from './address-text.ts';
import { Fragments } from './fragments.ts';
import { IpPacket } from './ip-packet.ts';
import { ipOffset } from './link-layer.ts';
import { readCapture } from './pcap-file.ts';
import { readSipStart } from './sip.ts';
import { SipMessage } from './sip-message.ts';
import { TcpFlows } from './tcp-flows.ts';
import { Transactions } from './transactions.ts';
import { WireMessage } from './wire-message.ts';

export { isPcap } from './pcap-file.ts';

/** What a capture held. */
export interface PcapCounts {
  packets: number;
  /** SIP messages found. */
  messages: number;
  /** Packets of other link types, protocols and payloads. */
  foreign: number;
  /** Packets and records that are cut off or contradict themselves. */
  broken: number;
  /** IP fragments and TCP flows given up: something was missing, or room was. */
  lost: number;
  /** The first link type that is not read, when packets of one were there. */
  otherLink?: number;
}

/** What replaying a capture gave: recognised + ignored + malformed = messages. */
export interface ReplayCounts extends PcapCounts {
  /** Events pushed. */
  recognised: number;
  ignored: number;
  malformed: number;
}

/**
 * Reads the SIP messages of a pcap or pcapng file in the order of capture, in bounded memory: UDP on any port, TCP streams,
 * IPv4 and IPv6, fragments put together. `message` is overwritten by the next one; its `line` is the number of the packet.
 * Throws the system's error when the file cannot be read, TypeError when it is no capture.
 */
export function readPcap(path: string, onMessage: (message: WireMessage) => void): PcapCounts {
  const counts: PcapCounts = { packets: 0, messages: 0, foreign: 0, broken: 0, lost: 0 };
  const wire = new WireMessage();
  const ip = new IpPacket();
  const addresses = new AddressText();
  const fragments = new Fragments();
  const sip = new SipMessage();
  const deliver = (bytes: Buffer, start: number, end: number) => {
    counts.messages++;
    wire.bytes = bytes;
    wire.start = start;
    wire.end = end;
    onMessage(wire);
  };
  const flows = new TcpFlows(deliver);

  const readTransport = (bytes: Buffer, start: number, end: number) => {
    const udp = ip.protocol === 17;
    if (end - start < (udp ? 8 : 20)) {
      counts.broken++;
      return;
    }
    wire.transport = udp ? 'udp' : 'tcp';
    wire.sourcePort = (bytes[start] << 8) | bytes[start + 1];
    wire.destinationPort = (bytes[start + 2] << 8) | bytes[start + 3];
    if (udp) {
      const length = (bytes[start + 4] << 8) | bytes[start + 5];
      // 0 is segmentation offload; more than was captured is a capture with a limit, whose headers may be whole.
      const stop = length < 8 ? end : Math.min(end, start + length);
      const reading = readSipStart(bytes, start + 8, stop, sip);
      if (reading === 'foreign' || reading === 'keep-alive') counts.foreign++;
      else deliver(bytes, start + 8, stop);
      return;
    }
    const header = (bytes[start + 12] >> 4) * 4;
    if (header < 20 || header > end - start) {
      counts.broken++;
      return;
    }
    const sequence = bytes.readUInt32BE(start + 4);
    const key = `${wire.sourceIp} ${wire.sourcePort} ${wire.destinationIp} ${wire.destinationPort}`;
    if (!flows.segment(key, sequence, bytes[start + 13], bytes, start + header, end)) counts.foreign++;
  };

  const capture = readCapture(path, (bytes, start, end, linkType, time) => {
    wire.line++;
    wire.time = time;
    const at = ipOffset(bytes, start, end, linkType);
    if (at === -2) counts.otherLink ??= linkType;
    const reading = at < 0 ? 'other' : ip.read(bytes, at, end);
    if (reading === 'other') counts.foreign++;
    else if (reading === 'broken') counts.broken++;
    else {
      wire.sourceIp = addresses.text(bytes, ip.sourceAt, ip.family);
      wire.destinationIp = addresses.text(bytes, ip.destinationAt, ip.family);
      if (reading === 'whole') readTransport(bytes, ip.start, ip.end);
      else {
        const datagram = fragments.add(ip, time);
        if (datagram !== undefined) readTransport(datagram, 0, datagram.length);
      }
    }
  });
  flows.end();
  fragments.end();
  counts.packets = capture.packets;
  counts.broken += capture.broken;
  counts.lost = flows.lost + fragments.lost;
  return counts;
}

/**
 * Reads a capture file as events, in the order of capture: the same file gives the same events. `push` takes ownership;
 * `line` is the number of the packet, tenant and source are left to the caller. Throws as `readPcap` does.
 */
export function replayPcap(path: string, push: (event: Event) => void): ReplayCounts {
  const transactions = new Transactions({ seed: 1 });
  let event = new Event();
  const read = { recognised: 0, ignored: 0, malformed: 0 };
  const counts = readPcap(path, (message) => {
    const reading = transactions.read(message, event);
    if (reading === 'recognised') {
      read.recognised++;
      push(event);
      event = new Event();
    } else if (reading === 'ignored') read.ignored++;
    else read.malformed++;
  });
  return { ...counts, ...read };
}
