import type { IpPacket } from './ip-packet.ts';

const mostDatagrams = 256;
const mostParts = 64;
/** A datagram that is not complete by then never will be (RFC 1122 section 3.3.2 asks for 60 to 120 s). */
const oldestMs = 60_000;
const largest = 65_535;

interface Datagram {
  readonly parts: { readonly offset: number; readonly data: Buffer }[];
  readonly time: number;
  /** Bytes held, and the length once the last fragment was seen (−1 before). */
  held: number;
  total: number;
}

/**
 * Puts IP fragments together, in bounded memory: at most 256 datagrams of 64 KiB, the oldest goes first. Fragments that
 * overlap others make the whole datagram void (RFC 5722): what another system makes of those cannot be known.
 */
export class Fragments {
  /** Datagrams that were given up. */
  lost = 0;
  private readonly datagrams = new Map<string, Datagram>();

  /** Takes one fragment; returns the transport header and payload once all are there. */
  add(packet: IpPacket, time: number): Buffer | undefined {
    const { bytes, family, sourceAt } = packet;
    const addresses = bytes.toString('latin1', sourceAt, sourceAt + (family === 4 ? 8 : 32));
    const key = `${packet.protocol} ${packet.fragmentId} ${addresses}`;
    let datagram = this.datagrams.get(key);
    if (datagram !== undefined && Math.abs(time - datagram.time) > oldestMs) {
      this.give(key);
      datagram = undefined;
    }
    if (datagram === undefined) {
      if (this.datagrams.size >= mostDatagrams) this.give(this.datagrams.keys().next().value!);
      datagram = { parts: [], time, held: 0, total: -1 };
      this.datagrams.set(key, datagram);
    }
    const offset = packet.fragmentOffset;
    const length = packet.end - packet.start;
    if (datagram.parts.some((part) => part.offset === offset && part.data.length === length)) return undefined;
    const overlaps = datagram.parts.some(
      (part) => offset < part.offset + part.data.length && part.offset < offset + length,
    );
    if (overlaps || length === 0 || offset + length > largest || datagram.parts.length >= mostParts) {
      this.give(key);
      return undefined;
    }
    if (!packet.moreFragments) datagram.total = offset + length;
    datagram.parts.push({ offset, data: Buffer.from(bytes.subarray(packet.start, packet.end)) });
    datagram.held += length;
    if (datagram.total < 0 || datagram.held < datagram.total) return undefined;
    this.datagrams.delete(key);
    if (datagram.held > datagram.total) {
      this.lost++;
      return undefined;
    }
    return Buffer.concat(datagram.parts.sort((a, b) => a.offset - b.offset).map((part) => part.data));
  }

  /** Gives up those that wait still. */
  end(): void {
    this.lost += this.datagrams.size;
    this.datagrams.clear();
  }

  private give(key: string): void {
    this.datagrams.delete(key);
    this.lost++;
  }
}
