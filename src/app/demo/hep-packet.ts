import { readAddress } from '../../core/ip.ts';

/** One captured SIP message as a capture agent sends it. */
export interface Capture {
  readonly sourceIp: string;
  readonly sourcePort: number;
  readonly destinationIp: string;
  readonly destinationPort: number;
  /** When it was captured, ms since 1970 UTC. */
  readonly time: number;
  readonly captureId: number;
  /** Auth key chunk; '' leaves it out. */
  readonly authKey: string;
  readonly payload: string;
}

/**
 * Encodes a capture as one HEPv3 packet (https://github.com/sipcapture/HEP, revision 12): UDP, SIP, generic vendor chunks.
 * Throws a TypeError for an address that is none or for two families in one packet.
 */
export function hepPacket(capture: Capture): Buffer {
  const source = readAddress(capture.sourceIp);
  const destination = readAddress(capture.destinationIp);
  if (!source || !destination || source.family !== destination.family) {
    throw new TypeError(`not a pair of addresses: ${capture.sourceIp}, ${capture.destinationIp}`);
  }
  const six = source.family === 6;
  const chunks = [
    chunk(0x0001, number(six ? 10 : 2, 1)),
    chunk(0x0002, number(17, 1)),
    chunk(six ? 0x0005 : 0x0003, number(source.bits, six ? 16 : 4)),
    chunk(six ? 0x0006 : 0x0004, number(destination.bits, six ? 16 : 4)),
    chunk(0x0007, number(capture.sourcePort, 2)),
    chunk(0x0008, number(capture.destinationPort, 2)),
    chunk(0x0009, number(Math.floor(capture.time / 1000), 4)),
    chunk(0x000a, number((Math.floor(capture.time) % 1000) * 1000, 4)),
    chunk(0x000b, number(1, 1)),
    chunk(0x000c, number(capture.captureId, 4)),
  ];
  if (capture.authKey !== '') chunks.push(chunk(0x000e, Buffer.from(capture.authKey)));
  chunks.push(chunk(0x000f, Buffer.from(capture.payload)));
  const body = Buffer.concat(chunks);
  return Buffer.concat([Buffer.from('HEP3'), number(body.length + 6, 2), body]);
}

function chunk(type: number, payload: Buffer): Buffer {
  return Buffer.concat([number(0, 2), number(type, 2), number(payload.length + 6, 2), payload]);
}

function number(value: number | bigint, width: number): Buffer {
  return Buffer.from(
    BigInt(value)
      .toString(16)
      .padStart(width * 2, '0'),
    'hex',
  );
}
