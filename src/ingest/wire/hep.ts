import { unzipSync } from 'node:zlib';
import type { HepPacket } from './hep-packet.ts';
import { readHepV2 } from './hep-v2.ts';
import { readHepV3 } from './hep-v3.ts';

/** `packet`: read. `malformed`: HEP by its first bytes, but cannot be read. `foreign`: no HEP. */
export type HepReading = 'packet' | 'malformed' | 'foreign';

/** Largest HEPv3 packet: its length field has 16 bits. */
export const maxHepLength = 65_535;

/** Largest SIP message a compressed payload may become. */
const maxInflated = 65_535;

/**
 * Reads one HEP packet (v3, v2 or v1), bytes[start, end), into `packet`. Allocates nothing, never throws, and takes time
 * linear in the length. A compressed payload stays compressed: see `inflatePayload`.
 */
export function readHep(bytes: Buffer, start: number, end: number, packet: HepPacket): HepReading {
  packet.reset(bytes);
  const length = hepLength(bytes, start, end);
  if (length > 0) {
    return length <= end - start && readHepV3(bytes, start, start + length, packet) ? 'packet' : 'malformed';
  }
  const first = end > start ? bytes[start] : 0;
  if (first !== 1 && first !== 2) return length === 0 ? 'malformed' : 'foreign';
  return readHepV2(bytes, start, end, packet) ? 'packet' : 'malformed';
}

/**
 * Length of the HEPv3 packet that begins at `start`, as its header says: 0 when more bytes are needed to know, −1 when no
 * HEPv3 packet begins here.
 */
export function hepLength(bytes: Buffer, start: number, end: number): number {
  const has = end - start;
  if (has <= 0) return 0;
  if (bytes[start] !== 0x48) return -1;
  if (has > 1 && bytes[start + 1] !== 0x45) return -1;
  if (has > 2 && bytes[start + 2] !== 0x50) return -1;
  if (has > 3 && bytes[start + 3] !== 0x33) return -1;
  if (has < 6) return 0;
  const length = (bytes[start + 4] << 8) | bytes[start + 5];
  return length < 6 ? -1 : length;
}

/**
 * Replaces a compressed payload (gzip or zlib) by what it holds; nothing to do for a plain one. Returns false when it
 * cannot be inflated or would become longer than 65,535 bytes. Costly: check the auth key first.
 */
export function inflatePayload(packet: HepPacket): boolean {
  if (!packet.compressed) return true;
  try {
    packet.payload = unzipSync(packet.bytes.subarray(packet.payloadStart, packet.payloadEnd), {
      maxOutputLength: maxInflated,
    });
  } catch {
    return false;
  }
  packet.payloadStart = 0;
  packet.payloadEnd = packet.payload.length;
  packet.compressed = false;
  return true;
}

/** Whether the packet carries this auth key. Time depends on the key's length only, not on how much of it matches. */
export function hasAuthKey(packet: HepPacket, key: Buffer): boolean {
  const length = packet.authKeyEnd - packet.authKeyStart;
  if (packet.authKeyStart < 0 || length === 0) return key.length === 0;
  let difference = length ^ key.length;
  for (let i = 0; i < key.length; i++) {
    difference |= key[i] ^ packet.bytes[packet.authKeyStart + (i < length ? i : 0)];
  }
  return difference === 0;
}

/** IP protocol number of HEP as `network.transport`; '' when it is none that carries SIP. */
export function hepTransport(protocol: number): string {
  switch (protocol) {
    case 17:
      return 'udp';
    case 6:
      return 'tcp';
    case 22:
      return 'tls';
    case 50:
      return 'ws';
    case 132:
      return 'sctp';
    default:
      return '';
  }
}
