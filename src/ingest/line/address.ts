import { canonicalAddress } from '../../core/ip.ts';
import { Interner } from './text.ts';
import { v4Texts } from './v4-texts.ts';
import { viewOf } from './words.ts';

const dot = 0x2e;
const colon = 0x3a;
const slash = 0x2f;
const openBracket = 0x5b;
const closeBracket = 0x5d;
/** `IPV4` and `/UDP` as words. */
const ipv4 = 0x34565049;
const udp = 0x5044552f;

/**
 * Reads addresses with or without port from bytes into canonical text. One result object, overwritten by each read.
 * Forms: `192.0.2.1`, `192.0.2.1:5060`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:5060`, and Asterisk's
 * `IPV4/UDP/192.0.2.1/5060` and `IPV6/TLS/2001:db8::1/5061`. A zone (`fe80::1%eth0`, RFC 4007) is left out of the address.
 */
export class EndpointReader {
  /** Canonical text, '' when the last read failed. */
  ip = '';
  /** 0 when not given. */
  port = 0;
  /** udp, tcp, tls, ws, wss in lower case; '' when the form does not say. */
  transport = '';
  private readonly addresses = new Interner(canonicalOf);
  private quad = 0;

  /** Reads bytes[start, end), which must be an endpoint from first to last byte. */
  read(bytes: Buffer, start: number, end: number): boolean {
    this.ip = '';
    this.port = 0;
    this.transport = '';
    if (end - start < 2 || end - start > 80) return false;
    const first = bytes[start];
    if (first === 0x49) return this.readSlashed(bytes, start, end);
    if (first === openBracket) {
      let close = start + 1;
      while (close < end && bytes[close] !== closeBracket) close++;
      if (close === end) return false;
      return this.take(bytes, start + 1, close) && (close + 1 === end || this.readPort(bytes, close + 1, end, colon));
    }
    let colons = 0;
    let at = end;
    for (let i = start; i < end; i++) {
      if (bytes[i] === colon) {
        colons++;
        at = i;
      }
    }
    if (colons === 1) return this.take(bytes, start, at) && this.readPort(bytes, at, end, colon);
    return this.take(bytes, start, end);
  }

  /**
   * Like `read`, for programs that always write a port: IPv6 without brackets ends with it (`2001:db8::1:5060`). A
   * transport may stand in front (`UDP:192.0.2.1:5060`).
   */
  readWithPort(bytes: Buffer, start: number, end: number): boolean {
    let from = start;
    let transport = '';
    // A port is known by its digits behind the last colon, a transport by its capital letter.
    if (end - start > 4 && bytes[start] >= 0x54 && bytes[start] <= 0x57) {
      let at = start;
      while (at < end && at - start < 8 && bytes[at] !== colon) at++;
      const name = transportName(bytes, start, bytes[at - 1] === 0x36 ? at - 1 : at);
      if (name === undefined || bytes[at] !== colon) return this.fail();
      transport = name;
      from = at + 1;
    }
    const quadEnd = this.quadEnd(bytes, from, end);
    if (quadEnd > 0 && quadEnd < end && bytes[quadEnd] === colon && this.readPort(bytes, quadEnd, end, colon)) {
      this.ip = v4Texts.text(this.quad);
      this.transport = transport;
      return true;
    }
    let last = end - 1;
    while (last > from && bytes[last] !== colon) last--;
    let first = from;
    while (first < last && bytes[first] !== colon) first++;
    const isV6 = first < last && bytes[from] !== openBracket;
    const ok =
      (isV6 && this.take(bytes, from, last) && this.readPort(bytes, last, end, colon)) || this.read(bytes, from, end);
    if (!ok) return this.fail();
    this.transport = transport;
    return true;
  }

  private fail(): boolean {
    this.ip = '';
    this.port = 0;
    this.transport = '';
    return false;
  }

  private readSlashed(bytes: Buffer, start: number, end: number): boolean {
    // IPV4/ or IPV6/
    if (end - start < 10 || bytes[start + 1] !== 0x50 || bytes[start + 2] !== 0x56) return false;
    const family = bytes[start + 3];
    if ((family !== 0x34 && family !== 0x36) || bytes[start + 4] !== slash) return false;
    let transportEnd = start + 5;
    while (transportEnd < end && bytes[transportEnd] !== slash) transportEnd++;
    let transport = transportName(bytes, start + 5, transportEnd);
    if (transport === undefined) {
      // Asterisk leaves the transport out when it knows none: IPV4/192.0.2.1/5060.
      transport = '';
      transportEnd = start + 4;
    }
    let portStart = end - 1;
    while (portStart > transportEnd && bytes[portStart] !== slash) portStart--;
    if (portStart <= transportEnd) return false;
    // Some versions put brackets around IPv6 here.
    const bracketed = bytes[transportEnd + 1] === openBracket && bytes[portStart - 1] === closeBracket ? 1 : 0;
    if (!this.take(bytes, transportEnd + 1 + bracketed, portStart - bracketed)) return false;
    if (!this.readPort(bytes, portStart, end, slash)) return false;
    this.transport = transport;
    return true;
  }

  private take(bytes: Buffer, start: number, end: number): boolean {
    if (end - start < 2 || end - start > longestZoned) return false;
    this.ip =
      this.quadEnd(bytes, start, end) === end ? v4Texts.text(this.quad) : this.addresses.text(bytes, start, end);
    return this.ip !== '';
  }

  /** End of the IPv4 address at `start`, which is left in `quad`; -1 when none in canonical text stands there. */
  private quadEnd(bytes: Buffer, start: number, end: number): number {
    let at = start | 0;
    let address = 0;
    for (let octets = 0; ; octets++) {
      let value = at < end ? bytes[at] - 0x30 : -1;
      if (value < 0 || value > 9) return -1;
      at = (at + 1) | 0;
      // A leading zero could mean octal; nobody knows, so nobody reads it.
      for (let more = value === 0 ? 0 : 2; more > 0 && at < end; more--) {
        const digit = bytes[at] - 0x30;
        if (digit < 0 || digit > 9) break;
        value = value * 10 + digit;
        at = (at + 1) | 0;
      }
      if (value > 255) return -1;
      address = (address << 8) | value;
      if (octets === 3) break;
      if (at >= end || bytes[at] !== dot) return -1;
      at = (at + 1) | 0;
    }
    this.quad = address;
    return at;
  }

  /**
   * Reads Asterisk's `IPV4/UDP/192.0.2.1/5060` at `start` as far as it goes and returns the place behind it; -1 when
   * something else stands there, which `read` may know.
   */
  readUdpQuad(bytes: Buffer, start: number, end: number): number {
    const view = viewOf(bytes);
    if (start + 11 > end || view.getInt32(start, true) !== ipv4 || view.getInt32(start + 4, true) !== udp) return -1;
    let at = bytes[start + 8] === slash ? this.quadEnd(bytes, start + 9, end) : -1;
    if (at < 0 || at >= end || bytes[at] !== slash) return -1;
    at++;
    const portStart = at;
    let port = 0;
    for (; at < end; at++) {
      const digit = bytes[at] - 0x30;
      if (digit < 0 || digit > 9) break;
      port = (port * 10 + digit) | 0;
      if (at - portStart > 4) return -1;
    }
    if (at === portStart || port > 65_535) return -1;
    this.ip = v4Texts.text(this.quad);
    this.port = port;
    this.transport = 'udp';
    return at;
  }

  /** A port with its separator at `at`; on failure the address is withdrawn too. */
  private readPort(bytes: Buffer, at: number, end: number, separator: number): boolean {
    let port = 0;
    let ok = bytes[at] === separator && at + 1 < end && end - at <= 6;
    for (let i = at + 1; ok && i < end; i++) {
      const digit = bytes[i] - 0x30;
      ok = digit >= 0 && digit <= 9;
      port = port * 10 + digit;
    }
    if (!ok || port > 65_535) {
      this.ip = '';
      return false;
    }
    this.port = port;
    return true;
  }
}

/** Longest address in text, and with a zone: the longest name of an interface of Linux, bytes. */
const longest = 45;
const longestZoned = longest + 1 + 15;
/** Only link-local addresses have one. */
const zoned = /^(fe[89ab][0-9a-f]:[0-9a-f:]*)%[A-Za-z0-9._-]{1,15}$/i;

function canonicalOf(bytes: Buffer, start: number, end: number): string {
  if (bytes[start] === openBracket) return '';
  const text = bytes.toString('latin1', start, end);
  const address = zoned.exec(text)?.[1] ?? text;
  return address.length > longest ? '' : (canonicalAddress(address) ?? '');
}

/** Name of Asterisk's transport token, '' for the ones that say nothing; undefined when it is no transport. */
function transportName(bytes: Buffer, start: number, end: number): string | undefined {
  const length = end - start;
  if (length < 2 || length > 7) return undefined;
  const a = bytes[start];
  const b = bytes[start + 1];
  const c = bytes[start + 2];
  if (length === 3) {
    if (a === 0x55 && b === 0x44 && c === 0x50) return 'udp';
    if (a === 0x54 && b === 0x43 && c === 0x50) return 'tcp';
    if (a === 0x54 && b === 0x4c && c === 0x53) return 'tls';
    if (a === 0x57 && b === 0x53 && c === 0x53) return 'wss';
    return undefined;
  }
  if (length === 2) return a === 0x57 && b === 0x53 ? 'ws' : undefined;
  return bytes.toString('latin1', start, end) === 'UNKNOWN' ? '' : undefined;
}
