import { hepLength, maxHepLength } from '../../wire/hep.ts';

/**
 * Cuts a byte stream into HEPv3 packets by their length field. Packets are read where they lie; only one that is split over
 * two chunks is copied, into at most 64 KiB. HEPv1 and HEPv2 have no length and cannot travel over a stream.
 */
export class HepStream {
  /** Bytes of a packet that is not complete. */
  pending = 0;
  private buffer: Buffer | undefined;
  private readonly take: (bytes: Buffer, start: number, end: number) => void;

  constructor(take: (bytes: Buffer, start: number, end: number) => void) {
    this.take = take;
  }

  /** Hands on every packet that is complete. Returns false when what follows is no HEPv3: the place is lost for good. */
  push(chunk: Buffer): boolean {
    let at = 0;
    while (this.pending > 0) {
      const buffer = this.buffer!;
      const length = hepLength(buffer, 0, this.pending);
      if (length < 0) return false;
      if (length > 0 && this.pending === length) {
        this.pending = 0;
        this.take(buffer, 0, length);
        break;
      }
      if (at === chunk.length) return true;
      // The length stands in the first six bytes.
      const size = Math.min(length === 0 ? 1 : length - this.pending, chunk.length - at);
      chunk.copy(buffer, this.pending, at, at + size);
      at += size;
      this.pending += size;
    }
    while (at < chunk.length) {
      const length = hepLength(chunk, at, chunk.length);
      if (length < 0) return false;
      if (length === 0 || length > chunk.length - at) return this.keep(chunk, at);
      this.take(chunk, at, at + length);
      at += length;
    }
    return true;
  }

  private keep(chunk: Buffer, at: number): boolean {
    this.buffer ??= Buffer.allocUnsafeSlow(maxHepLength);
    chunk.copy(this.buffer, 0, at);
    this.pending = chunk.length - at;
    return true;
  }
}
