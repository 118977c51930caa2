const nothing = Buffer.alloc(0);

/** `whole`: transport payload is there. `fragment`: part of a datagram. `other`: no UDP or TCP. `broken`: cut off or contradictory. */
export type IpReading = 'whole' | 'fragment' | 'other' | 'broken';

/** One IP packet as offsets; one instance is filled again and again. */
export class IpPacket {
  bytes: Buffer = nothing;
  family: 4 | 6 = 4;
  /** Offsets of the addresses, 4 or 16 bytes. */
  sourceAt = 0;
  destinationAt = 0;
  /** 6 TCP, 17 UDP. */
  protocol = 0;
  /** Transport header and payload, or the part of them that this fragment holds. */
  start = 0;
  end = 0;
  fragmentId = 0;
  /** Place of this fragment in the datagram, bytes. */
  fragmentOffset = 0;
  moreFragments = false;

  /** Reads the IPv4 or IPv6 header at `start`; `end` is the end of what was captured. */
  read(bytes: Buffer, start: number, end: number): IpReading {
    this.bytes = bytes;
    this.fragmentId = 0;
    this.fragmentOffset = 0;
    this.moreFragments = false;
    const version = start < end ? bytes[start] >> 4 : 0;
    if (version === 4) return this.readV4(bytes, start, end);
    return version === 6 ? this.readV6(bytes, start, end) : 'other';
  }

  private readV4(bytes: Buffer, start: number, end: number): IpReading {
    const header = (bytes[start] & 0x0f) * 4;
    if (header < 20 || end - start < header) return 'broken';
    const total = (bytes[start + 2] << 8) | bytes[start + 3];
    // Segmentation offload leaves 0. Bytes beyond the length are padding of the frame.
    if (total !== 0 && total < header) return 'broken';
    this.family = 4;
    this.sourceAt = start + 12;
    this.destinationAt = start + 16;
    this.protocol = bytes[start + 9];
    this.start = start + header;
    this.end = total === 0 ? end : Math.min(end, start + total);
    const flags = (bytes[start + 6] << 8) | bytes[start + 7];
    this.moreFragments = (flags & 0x2000) !== 0;
    this.fragmentOffset = (flags & 0x1fff) * 8;
    this.fragmentId = (bytes[start + 4] << 8) | bytes[start + 5];
    return this.kind();
  }

  private readV6(bytes: Buffer, start: number, end: number): IpReading {
    if (end - start < 40) return 'broken';
    const length = (bytes[start + 4] << 8) | bytes[start + 5];
    this.family = 6;
    this.sourceAt = start + 8;
    this.destinationAt = start + 24;
    this.end = length === 0 ? end : Math.min(end, start + 40 + length);
    let next = bytes[start + 6];
    let at = start + 40;
    for (let headers = 0; headers < 8; headers++) {
      if (next === 44) {
        if (this.end - at < 8) return 'broken';
        const field = (bytes[at + 2] << 8) | bytes[at + 3];
        this.fragmentOffset = field & 0xfff8;
        this.moreFragments = (field & 1) !== 0;
        this.fragmentId = bytes.readUInt32BE(at + 4);
        next = bytes[at];
        at += 8;
        // What follows in a later fragment is data, not headers.
        if (this.fragmentOffset > 0) break;
      } else if (next === 0 || next === 43 || next === 60 || next === 135) {
        if (this.end - at < 8) return 'broken';
        next = bytes[at];
        at += (bytes[at + 1] + 1) * 8;
      } else if (next === 51) {
        if (this.end - at < 8) return 'broken';
        next = bytes[at];
        at += (bytes[at + 1] + 2) * 4;
      } else break;
    }
    if (at > this.end) return 'broken';
    this.protocol = next;
    this.start = at;
    return this.kind();
  }

  private kind(): IpReading {
    if (this.protocol !== 6 && this.protocol !== 17) return 'other';
    return this.moreFragments || this.fragmentOffset > 0 ? 'fragment' : 'whole';
  }
}
