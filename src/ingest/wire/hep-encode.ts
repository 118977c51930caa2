import { readAddress } from '../../core/ip.ts';

/** What goes into a HEP packet. */
export interface HepContent {
  /** Addresses of one family. */
  readonly sourceIp: string;
  readonly sourcePort: number;
  readonly destinationIp: string;
  readonly destinationPort: number;
  /** Capture time, ms. */
  readonly time: number;
  readonly payload: string | Buffer;
  /** IP protocol number; 17 (UDP) by default. */
  readonly protocol?: number;
  /** 1 (SIP) by default. */
  readonly protocolType?: number;
  readonly captureId?: number;
  readonly authKey?: string;
  readonly nodeName?: string;
  readonly correlationId?: string;
  /** The payload is compressed already and goes into chunk 0x10. */
  readonly compressed?: boolean;
}

/** Writes a HEPv3 packet, as tests and the load generator send it. */
export function encodeHepV3(content: HepContent): Buffer {
  const v6 = content.sourceIp.includes(':');
  const payload = Buffer.from(content.payload);
  const chunks = [
    chunk(0x01, Buffer.of(v6 ? 10 : 2)),
    chunk(0x02, Buffer.of(content.protocol ?? 17)),
    chunk(v6 ? 0x05 : 0x03, addressBytes(content.sourceIp)),
    chunk(v6 ? 0x06 : 0x04, addressBytes(content.destinationIp)),
    chunk(0x07, uint(content.sourcePort, 2)),
    chunk(0x08, uint(content.destinationPort, 2)),
    chunk(0x09, uint(Math.trunc(content.time / 1000), 4)),
    chunk(0x0a, uint((content.time % 1000) * 1000, 4)),
    chunk(0x0b, Buffer.of(content.protocolType ?? 1)),
    chunk(0x0c, uint(content.captureId ?? 0, 4)),
  ];
  if (content.authKey !== undefined) chunks.push(chunk(0x0e, Buffer.from(content.authKey)));
  if (content.correlationId !== undefined) chunks.push(chunk(0x11, Buffer.from(content.correlationId)));
  if (content.nodeName !== undefined) chunks.push(chunk(0x13, Buffer.from(content.nodeName)));
  chunks.push(chunk(content.compressed ? 0x10 : 0x0f, payload));
  return hepOf(chunks);
}

/** A HEPv3 packet of these chunks. */
export function hepOf(chunks: readonly Buffer[]): Buffer {
  const body = Buffer.concat(chunks);
  return Buffer.concat([Buffer.from('HEP3'), uint(body.length + 6, 2), body]);
}

/** One chunk of HEPv3. */
export function chunk(type: number, value: Buffer, vendor = 0): Buffer {
  return Buffer.concat([uint(vendor, 2), uint(type, 2), uint(value.length + 6, 2), value]);
}

/** Writes a HEPv1 or HEPv2 packet. */
export function encodeHepV2(content: HepContent, version: 1 | 2): Buffer {
  const v6 = content.sourceIp.includes(':');
  const header = [
    Buffer.of(version, v6 ? 40 : 16, v6 ? 10 : 2, content.protocol ?? 17),
    uint(content.sourcePort, 2),
    uint(content.destinationPort, 2),
    addressBytes(content.sourceIp),
    addressBytes(content.destinationIp),
  ];
  if (version === 2) {
    const time = Buffer.alloc(12);
    time.writeUInt32LE(Math.trunc(content.time / 1000), 0);
    time.writeUInt32LE((content.time % 1000) * 1000, 4);
    time.writeUInt16LE(content.captureId ?? 0, 8);
    header.push(time);
  }
  return Buffer.concat([...header, Buffer.from(content.payload)]);
}

/** Bytes of an address in network order, 4 or 16. */
export function addressBytes(text: string): Buffer {
  const address = readAddress(text);
  if (address === undefined) throw new TypeError(`not an address: ${text}`);
  const length = address.family === 4 && !text.includes(':') ? 4 : 16;
  const bits = length === 16 && address.family === 4 ? (0xffffn << 32n) | address.bits : address.bits;
  return Buffer.from(bits.toString(16).padStart(length * 2, '0'), 'hex');
}

function uint(value: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(Math.trunc(value), 0, length);
  return bytes;
}
