import { addressBytes } from '../hep-encode.ts';

/** One packet of a capture that tests write. */
export interface Captured {
  readonly time: number;
  readonly frame: Buffer;
}

interface Ends {
  readonly from: string;
  readonly to: string;
  readonly fromPort?: number;
  readonly toPort?: number;
}

/** A classic pcap file. `order`: byte order; `nano`: nanoseconds instead of microseconds. */
export function encodePcap(
  packets: readonly Captured[],
  linkType = 1,
  order: 'LE' | 'BE' = 'LE',
  nano = false,
): Buffer {
  const words = (...values: number[]) => {
    const bytes = Buffer.alloc(values.length * 4);
    values.forEach((value, i) => {
      if (order === 'LE') bytes.writeUInt32LE(value, i * 4);
      else bytes.writeUInt32BE(value, i * 4);
    });
    return bytes;
  };
  const version = order === 'LE' ? 0x0004_0002 : 0x0002_0004;
  return Buffer.concat([
    words(nano ? 0xa1b23c4d : 0xa1b2c3d4, version, 0, 0, 262_144, linkType),
    ...packets.flatMap(({ time, frame }) => [
      words(Math.trunc(time / 1000), (time % 1000) * (nano ? 1_000_000 : 1000), frame.length, frame.length),
      frame,
    ]),
  ]);
}

/** A pcapng file of one section and interface with enhanced packet blocks. `resolution`: option if_tsresol, 6 or 9 or 0x80 | n. */
export function encodePcapng(
  packets: readonly Captured[],
  linkType = 1,
  resolution = 6,
  order: 'LE' | 'BE' = 'LE',
): Buffer {
  const uint = (value: number, length: 2 | 4) => {
    const bytes = Buffer.alloc(length);
    if (order === 'LE') bytes.writeUIntLE(value, 0, length);
    else bytes.writeUIntBE(value, 0, length);
    return bytes;
  };
  const block = (type: number, ...parts: Buffer[]) => {
    const body = Buffer.concat(parts);
    const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
    const length = uint(padded.length + 12, 4);
    return Buffer.concat([uint(type, 4), length, padded, length]);
  };
  const perSecond = resolution & 0x80 ? 1n << BigInt(resolution & 0x7f) : 10n ** BigInt(resolution);
  return Buffer.concat([
    block(0x0a0d0d0a, uint(0x1a2b3c4d, 4), uint(1, 2), uint(0, 2), Buffer.alloc(8, 0xff)),
    block(
      1,
      uint(linkType, 2),
      uint(0, 2),
      uint(262_144, 4),
      uint(9, 2),
      uint(1, 2),
      Buffer.of(resolution, 0, 0, 0),
      uint(0, 4),
    ),
    block(0xbad, Buffer.from('a block of another kind')),
    ...packets.map(({ time, frame }) => {
      const units = (BigInt(time) * perSecond) / 1000n;
      const length = uint(frame.length, 4);
      return block(
        6,
        uint(0, 4),
        uint(Number(units >> 32n), 4),
        uint(Number(units & 0xffffffffn), 4),
        length,
        length,
        frame,
      );
    }),
  ]);
}

/** An Ethernet frame with any VLAN tags around an IP packet. */
export function ethernet(ip: Buffer, ...vlans: number[]): Buffer {
  const type = ip[0] >> 4 === 4 ? 0x0800 : 0x86dd;
  const tags = vlans.flatMap((vlan) => [0x81, 0x00, vlan >> 8, vlan & 0xff]);
  return Buffer.concat([Buffer.alloc(12, 0x02), Buffer.from([...tags, type >> 8, type & 0xff]), ip]);
}

/** A UDP datagram without IP header. */
export function udp(payload: string | Buffer, { fromPort = 5071, toPort = 5060 }: Partial<Ends> = {}): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(fromPort, 0);
  header.writeUInt16BE(toPort, 2);
  header.writeUInt16BE(8 + Buffer.byteLength(payload), 4);
  return Buffer.concat([header, Buffer.from(payload)]);
}

/** A TCP segment without IP header. `flags`: FIN 1, SYN 2, RST 4. */
export function tcp(
  payload: string | Buffer,
  sequence: number,
  flags = 0x10,
  { fromPort = 5071, toPort = 5060 }: Partial<Ends> = {},
): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt16BE(fromPort, 0);
  header.writeUInt16BE(toPort, 2);
  header.writeUInt32BE(sequence >>> 0, 4);
  header[12] = 5 << 4;
  header[13] = flags;
  return Buffer.concat([header, Buffer.from(payload)]);
}

/** An IP packet around a transport payload. `fragment`: its place in the datagram and whether more follow. */
export function ip(
  { from, to }: Ends,
  protocol: number,
  payload: Buffer,
  fragment?: { readonly id: number; readonly offset: number; readonly more: boolean },
): Buffer {
  if (!from.includes(':')) {
    const header = Buffer.alloc(20);
    header[0] = 0x45;
    header.writeUInt16BE(20 + payload.length, 2);
    if (fragment) {
      header.writeUInt16BE(fragment.id, 4);
      header.writeUInt16BE((fragment.more ? 0x2000 : 0) | (fragment.offset / 8), 6);
    }
    header[9] = protocol;
    addressBytes(from).copy(header, 12);
    addressBytes(to).copy(header, 16);
    return Buffer.concat([header, payload]);
  }
  const extension = Buffer.alloc(fragment ? 8 : 0);
  if (fragment) {
    extension[0] = protocol;
    extension.writeUInt16BE(fragment.offset | (fragment.more ? 1 : 0), 2);
    extension.writeUInt32BE(fragment.id, 4);
  }
  const header = Buffer.alloc(40);
  header[0] = 0x60;
  header.writeUInt16BE(extension.length + payload.length, 4);
  header[6] = fragment ? 44 : protocol;
  addressBytes(from).copy(header, 8);
  addressBytes(to).copy(header, 24);
  return Buffer.concat([header, extension, payload]);
}
