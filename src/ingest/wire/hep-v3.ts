import type { HepPacket } from './hep-packet.ts';

/**
 * Reads the chunks of a HEPv3 packet, bytes[start + 6, end), into a reset packet. Chunks of vendors and unknown types are
 * skipped. Returns false when a chunk runs past the end, a known chunk has another size than it must have, or addresses or
 * payload are missing. (HEPv3 network protocol specification, https://github.com/sipcapture/HEP.)
 */
export function readHepV3(bytes: Buffer, start: number, end: number, packet: HepPacket): boolean {
  let v4Source = -1;
  let v4Destination = -1;
  let v6Source = -1;
  let v6Destination = -1;
  let family = 0;
  let at = start + 6;
  // At most 65,535 / 6 chunks fit, so this loop is bounded by the length.
  while (at < end) {
    if (end - at < 6) return false;
    const vendor = (bytes[at] << 8) | bytes[at + 1];
    const type = (bytes[at + 2] << 8) | bytes[at + 3];
    const length = (bytes[at + 4] << 8) | bytes[at + 5];
    if (length < 6 || length > end - at) return false;
    const value = at + 6;
    const size = length - 6;
    at += length;
    if (vendor !== 0) continue;
    switch (type) {
      case 0x01:
        if (size !== 1) return false;
        if (family === 0) family = bytes[value];
        break;
      case 0x02:
        if (size !== 1) return false;
        if (packet.protocol === 0) packet.protocol = bytes[value];
        break;
      case 0x03:
        if (size !== 4) return false;
        if (v4Source < 0) v4Source = value;
        break;
      case 0x04:
        if (size !== 4) return false;
        if (v4Destination < 0) v4Destination = value;
        break;
      case 0x05:
        if (size !== 16) return false;
        if (v6Source < 0) v6Source = value;
        break;
      case 0x06:
        if (size !== 16) return false;
        if (v6Destination < 0) v6Destination = value;
        break;
      case 0x07:
        if (size !== 2) return false;
        if (packet.sourcePort === 0) packet.sourcePort = (bytes[value] << 8) | bytes[value + 1];
        break;
      case 0x08:
        if (size !== 2) return false;
        if (packet.destinationPort === 0) packet.destinationPort = (bytes[value] << 8) | bytes[value + 1];
        break;
      case 0x09:
        if (size !== 4) return false;
        if (packet.seconds === 0) packet.seconds = uint32(bytes, value);
        break;
      case 0x0a:
        if (size !== 4) return false;
        if (packet.microseconds === 0) packet.microseconds = uint32(bytes, value);
        break;
      case 0x0b:
        if (size !== 1) return false;
        if (packet.protocolType === 0) packet.protocolType = bytes[value];
        break;
      case 0x0c:
        // Some agents send the id in two bytes.
        if (size !== 4 && size !== 2) return false;
        if (packet.captureId === 0) {
          packet.captureId = size === 4 ? uint32(bytes, value) : (bytes[value] << 8) | bytes[value + 1];
        }
        break;
      case 0x0e:
        if (packet.authKeyStart < 0) {
          packet.authKeyStart = value;
          packet.authKeyEnd = at;
        }
        break;
      case 0x0f:
      case 0x10:
        if (packet.payloadStart < 0) {
          packet.payloadStart = value;
          packet.payloadEnd = at;
          packet.compressed = type === 0x10;
        }
        break;
      case 0x11:
        if (packet.correlationStart < 0) {
          packet.correlationStart = value;
          packet.correlationEnd = at;
        }
        break;
      case 0x13:
        if (packet.nodeNameStart < 0) {
          packet.nodeNameStart = value;
          packet.nodeNameEnd = at;
        }
        break;
    }
  }
  packet.version = 3;
  if (packet.payloadStart < 0) return false;
  const v4 = v4Source >= 0 && v4Destination >= 0;
  const v6 = v6Source >= 0 && v6Destination >= 0;
  if (!v4 && !v6) return false;
  // The number for IPv6 differs between systems (10, 28, 30); 2 is IPv4 on all, and decides only when both are there.
  if (v4 && (!v6 || family === 2)) {
    packet.family = 4;
    packet.sourceAt = v4Source;
    packet.destinationAt = v4Destination;
  } else {
    packet.family = 6;
    packet.sourceAt = v6Source;
    packet.destinationAt = v6Destination;
  }
  return true;
}

function uint32(bytes: Buffer, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}
