import { closeSync, openSync, readSync } from 'node:fs';

/** Longest captured packet that is read; libpcap's own limit. Longer ones are skipped and counted. */
const longestPacket = 262_144;
const window = 1024 * 1024;

/** One captured packet: bytes[start, end), valid during the call only. */
export type OnPacket = (bytes: Buffer, start: number, end: number, linkType: number, time: number) => void;

/** What a capture file held. */
export interface CaptureCounts {
  packets: number;
  /** Records that are cut off, too long, or contradict themselves. */
  broken: number;
}

/** Whether a file that begins with these bytes is a pcap or pcapng capture. */
export function isPcap(firstBytes: Uint8Array): boolean {
  if (firstBytes.length < 4) return false;
  const magic = ((firstBytes[0] << 24) | (firstBytes[1] << 16) | (firstBytes[2] << 8) | firstBytes[3]) >>> 0;
  return magic === 0x0a0d0d0a || pcapUnits(magic) > 0 || pcapUnits(swapped(magic)) > 0;
}

/**
 * Reads the packets of a pcap file (micro- and nanoseconds, both byte orders) or pcapng file (enhanced, simple and packet
 * blocks, any time resolution), in order and in constant memory. (draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng.)
 * Throws the system's error when the file cannot be opened, TypeError when it is neither.
 */
export function readCapture(path: string, onPacket: OnPacket): CaptureCounts {
  const reader = new Reader(path);
  const counts: CaptureCounts = { packets: 0, broken: 0 };
  try {
    if (!reader.need(4)) throw new TypeError(`${path} is no capture file`);
    const magic = reader.buffer.readUInt32BE(reader.at);
    if (magic === 0x0a0d0d0a) readPcapng(reader, counts, onPacket);
    else if (pcapUnits(magic) > 0) readClassic(reader, false, pcapUnits(magic), counts, onPacket);
    else if (pcapUnits(swapped(magic)) > 0) readClassic(reader, true, pcapUnits(swapped(magic)), counts, onPacket);
    else throw new TypeError(`${path} is no capture file`);
  } finally {
    reader.close();
  }
  return counts;
}

/** Fractions of a millisecond that a pcap magic counts in; 0 when it is none. */
function pcapUnits(magic: number): number {
  return magic === 0xa1b2c3d4 ? 1000 : magic === 0xa1b23c4d ? 1_000_000 : 0;
}

function swapped(value: number): number {
  return ((value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;
}

/** A window that moves over a file. */
class Reader {
  readonly buffer = Buffer.allocUnsafeSlow(window);
  /** Next byte to read and end of what is there. */
  at = 0;
  end = 0;
  private readonly file: number;

  constructor(path: string) {
    this.file = openSync(path, 'r');
  }

  /** Whether `count` bytes (at most a window) are there from `at` on. */
  need(count: number): boolean {
    if (this.end - this.at >= count) return true;
    this.buffer.copy(this.buffer, 0, this.at, this.end);
    this.end -= this.at;
    this.at = 0;
    while (this.end < count) {
      const got = readSync(this.file, this.buffer, this.end, window - this.end, null);
      if (got === 0) return false;
      this.end += got;
    }
    return true;
  }

  /** Moves on over `count` bytes; false when the file ends before. */
  skip(count: number): boolean {
    let left = count;
    while (left > 0) {
      if (!this.need(1)) return false;
      const step = Math.min(left, this.end - this.at);
      this.at += step;
      left -= step;
    }
    return true;
  }

  uint32(offset: number, little: boolean): number {
    return little ? this.buffer.readUInt32LE(this.at + offset) : this.buffer.readUInt32BE(this.at + offset);
  }

  uint16(offset: number, little: boolean): number {
    return little ? this.buffer.readUInt16LE(this.at + offset) : this.buffer.readUInt16BE(this.at + offset);
  }

  close(): void {
    closeSync(this.file);
  }
}

function readClassic(reader: Reader, little: boolean, units: number, counts: CaptureCounts, onPacket: OnPacket): void {
  if (!reader.need(24)) {
    counts.broken++;
    return;
  }
  // The upper bits say whether a checksum follows each frame.
  const linkType = reader.uint32(20, little) & 0xffff;
  reader.at += 24;
  while (reader.need(16)) {
    const time = reader.uint32(0, little) * 1000 + Math.trunc(reader.uint32(4, little) / units);
    const length = reader.uint32(8, little);
    reader.at += 16;
    if (length > longestPacket) {
      counts.broken++;
      if (!reader.skip(length)) return;
      continue;
    }
    if (!reader.need(length)) {
      counts.broken++;
      return;
    }
    counts.packets++;
    onPacket(reader.buffer, reader.at, reader.at + length, linkType, time);
    reader.at += length;
  }
  if (reader.end > reader.at) counts.broken++;
}

interface Interface {
  readonly linkType: number;
  /** Units of its clock in a second. */
  readonly perSecond: bigint;
  readonly offsetMs: number;
}

function readPcapng(reader: Reader, counts: CaptureCounts, onPacket: OnPacket): void {
  let little = true;
  let interfaces: Interface[] = [];
  while (reader.need(12)) {
    const isSection = reader.buffer.readUInt32BE(reader.at) === 0x0a0d0d0a;
    if (isSection) {
      little = reader.buffer.readUInt32LE(reader.at + 8) === 0x1a2b3c4d;
      if (!little && reader.buffer.readUInt32BE(reader.at + 8) !== 0x1a2b3c4d) break;
      interfaces = [];
    }
    const type = reader.uint32(0, little);
    const length = reader.uint32(4, little);
    if (length < 12 || length % 4 !== 0) break;
    if (length > window || (type === 6 && length > longestPacket + 65_536)) {
      counts.broken++;
      if (!reader.skip(length)) return;
      continue;
    }
    if (!reader.need(length)) break;
    if (type === 1 && length >= 20) {
      // Files of other programs have a handful; a hostile one may not fill the memory.
      if (interfaces.length < 65_536) interfaces.push(readInterface(reader, length, little));
    } else if (type === 6 || type === 2 || type === 3) {
      if (!readPacketBlock(reader, type, length, little, interfaces, counts, onPacket)) counts.broken++;
    }
    reader.at += length;
  }
  if (reader.end > reader.at) counts.broken++;
}

function readInterface(reader: Reader, length: number, little: boolean): Interface {
  const linkType = reader.uint16(8, little);
  let perSecond = 1_000_000n;
  let offsetMs = 0;
  let at = 16;
  while (at + 4 <= length - 4) {
    const code = reader.uint16(at, little);
    const size = reader.uint16(at + 2, little);
    if (code === 0 || at + 4 + size > length - 4) break;
    if (code === 9 && size === 1) {
      const resolution = reader.buffer[reader.at + at + 4];
      perSecond =
        resolution & 0x80 ? 1n << BigInt(Math.min(resolution & 0x7f, 63)) : 10n ** BigInt(Math.min(resolution, 18));
    } else if (code === 14 && size === 8) {
      const value = reader.buffer.subarray(reader.at + at + 4, reader.at + at + 12);
      offsetMs = Number(little ? value.readBigInt64LE() : value.readBigInt64BE()) * 1000;
    }
    at += 4 + Math.ceil(size / 4) * 4;
  }
  return { linkType, perSecond, offsetMs };
}

/** One packet block: enhanced (6), the obsolete one (2) or simple (3, which has no time). */
function readPacketBlock(
  reader: Reader,
  type: number,
  length: number,
  little: boolean,
  interfaces: readonly Interface[],
  counts: CaptureCounts,
  onPacket: OnPacket,
): boolean {
  const header = type === 3 ? 12 : 28;
  if (length < header + 4) return false;
  const id = type === 6 ? reader.uint32(8, little) : type === 2 ? reader.uint16(8, little) : 0;
  if (id >= interfaces.length) return false;
  const { linkType, perSecond, offsetMs } = interfaces[id];
  const room = length - header - 4;
  const captured = type === 3 ? Math.min(reader.uint32(8, little), room) : reader.uint32(20, little);
  if (captured > room || captured > longestPacket) return false;
  let time = 0;
  if (type !== 3) {
    const units = (BigInt(reader.uint32(12, little)) << 32n) | BigInt(reader.uint32(16, little));
    time = Number((units * 1000n) / perSecond) + offsetMs;
  }
  counts.packets++;
  onPacket(reader.buffer, reader.at + header, reader.at + header + captured, linkType, time);
  return true;
}
