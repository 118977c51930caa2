import { EndpointReader } from '../../line/address.ts';

const colon = 0x3a;
const openBracket = 0x5b;

/**
 * Reads `$si:$sp`. Kamailio writes IPv6 without brackets there (`2001:db8::1:5060`), so of several colons the last one
 * stands before the port, whenever an address is left over without it.
 */
export class SourceReader {
  ip = '';
  port = 0;
  private readonly endpoint = new EndpointReader();

  /** Reads an address that never has a port. */
  readBare(bytes: Buffer, start: number, end: number): boolean {
    this.port = 0;
    if (bytes[start] === 0x49 || !this.endpoint.read(bytes, start, end) || this.endpoint.port > 0) return false;
    this.ip = this.endpoint.ip;
    return true;
  }

  /** Reads bytes[start, end), from first to last byte. */
  read(bytes: Buffer, start: number, end: number): boolean {
    this.port = 0;
    const { endpoint } = this;
    // Not the form of another product.
    if (bytes[start] === 0x49) return false;
    let last = -1;
    let colons = 0;
    for (let i = start; i < end; i++) {
      if (bytes[i] !== colon) continue;
      last = i;
      colons++;
    }
    if (colons > 1 && bytes[start] !== openBracket) {
      const port = portIn(bytes, last + 1, end);
      if (port >= 0 && endpoint.read(bytes, start, last)) {
        this.ip = endpoint.ip;
        this.port = port;
        return true;
      }
    }
    if (!endpoint.read(bytes, start, end)) return false;
    this.ip = endpoint.ip;
    this.port = endpoint.port;
    return true;
  }
}

/** A decimal port, -1 when it is none. */
function portIn(bytes: Buffer, start: number, end: number): number {
  if (start >= end || end - start > 5) return -1;
  let port = 0;
  for (let i = start; i < end; i++) {
    const digit = bytes[i] - 0x30;
    if (!(digit >= 0 && digit <= 9)) return -1;
    port = port * 10 + digit;
  }
  return port <= 65_535 ? port : -1;
}
