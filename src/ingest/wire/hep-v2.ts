import { type HepPacket, hepSip } from './hep-packet.ts';

/** Seconds, microseconds, capture id and two bytes of padding. */
const timeHeaderLength = 12;

/**
 * Reads the binary header of HEPv1 and HEPv2, bytes[start, end), into a reset packet: version, header length, family,
 * protocol, ports and addresses in network order; HEPv2 adds a time header in the byte order of the agent's machine (taken
 * as little-endian) which the header length leaves out. Returns false when lengths or family do not fit.
 */
export function readHepV2(bytes: Buffer, start: number, end: number, packet: HepPacket): boolean {
  if (end - start < 16) return false;
  const version = bytes[start];
  const headerLength = bytes[start + 1];
  const family = bytes[start + 2];
  // The family number of IPv6 differs between systems (10, 28, 30), the header length does not.
  const base = family === 2 ? 16 : 40;
  if (family === 0 || end - start < base) return false;
  let payload = start + base;
  if (version === 2) {
    // Most agents leave the time header out of the length, some count it in.
    if (headerLength !== base && headerLength !== base + timeHeaderLength) return false;
    if (end - payload < timeHeaderLength) return false;
    packet.seconds = littleUint32(bytes, payload);
    packet.microseconds = littleUint32(bytes, payload + 4);
    packet.captureId = bytes[payload + 8] | (bytes[payload + 9] << 8);
    payload += timeHeaderLength;
  } else if (headerLength !== base) return false;
  packet.version = version;
  packet.family = family === 2 ? 4 : 6;
  packet.protocol = bytes[start + 3];
  packet.protocolType = hepSip;
  packet.sourcePort = (bytes[start + 4] << 8) | bytes[start + 5];
  packet.destinationPort = (bytes[start + 6] << 8) | bytes[start + 7];
  packet.sourceAt = start + 8;
  packet.destinationAt = start + 8 + (base - 8) / 2;
  packet.payloadStart = payload;
  packet.payloadEnd = end;
  return true;
}

function littleUint32(bytes: Buffer, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}
