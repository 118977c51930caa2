/**
 * IP addresses and ranges: reading, canonical text (RFC 5952), containment. IPv4-mapped IPv6 (::ffff:a.b.c.d) is the IPv4
 * address it maps. Zone ids (%eth0) are refused.
 */

/** An address as a number: 32 bits for IPv4, 128 for IPv6. */
export interface Address {
  readonly family: 4 | 6;
  readonly bits: bigint;
}

/** A range in CIDR form; host bits are zero. */
export interface Cidr {
  readonly family: 4 | 6;
  readonly bits: bigint;
  readonly prefix: number;
}

const mappedPrefix = 0xffffn << 32n;

/** Reads an address, with or without square brackets; undefined when it is none. Octets with leading zeros are refused (ambiguous octal). */
export function readAddress(text: string): Address | undefined {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  if (bare.includes(':')) return readV6(bare);
  const bits = readV4(bare);
  return bits === undefined ? undefined : { family: 4, bits };
}

function readV4(text: string): bigint | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  let bits = 0n;
  for (const octet of match.slice(1)) {
    const value = Number(octet);
    if (value > 255 || (octet.length > 1 && octet.startsWith('0'))) return undefined;
    bits = (bits << 8n) | BigInt(value);
  }
  return bits;
}

function readV6(text: string): Address | undefined {
  if (text.length > 45) return undefined;
  let source = text;
  let tail: bigint | undefined;
  const lastColon = text.lastIndexOf(':');
  if (text.includes('.')) {
    tail = readV4(text.slice(lastColon + 1));
    if (tail === undefined) return undefined;
    source = `${text.slice(0, lastColon + 1)}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`;
  }
  const halves = source.split('::');
  if (halves.length > 2) return undefined;
  const head = halves[0] === '' ? [] : halves[0].split(':');
  const rest = halves.length === 1 || halves[1] === '' ? [] : halves[1].split(':');
  const missing = 8 - head.length - rest.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  let bits = 0n;
  for (const group of [...head, ...Array<string>(halves.length === 1 ? 0 : missing).fill('0'), ...rest]) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
    bits = (bits << 16n) | BigInt(Number.parseInt(group, 16));
  }
  if (bits >> 32n === mappedPrefix >> 32n) return { family: 4, bits: bits & 0xffffffffn };
  return { family: 6, bits };
}

/** Canonical text of an address. */
export function formatAddress({ family, bits }: Address): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => Number((bits >> shift) & 0xffn)).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => Number((bits >> BigInt(112 - 16 * i)) & 0xffffn));
  let best = { at: -1, length: 1 };
  for (let at = 0; at < 8; at++) {
    let length = 0;
    while (at + length < 8 && groups[at + length] === 0) length++;
    if (length > best.length) best = { at, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.at < 0) return hex.join(':');
  return `${hex.slice(0, best.at).join(':')}::${hex.slice(best.at + best.length).join(':')}`;
}

/** Canonical text of what `text` says, or undefined when it is no address. */
export function canonicalAddress(text: string): string | undefined {
  const address = readAddress(text);
  return address && formatAddress(address);
}

/** Reads `a.b.c.d/n`, `x::/n` or a bare address (a range of one); undefined when it is none. Host bits are cleared. */
export function readCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  const address = readAddress(slash < 0 ? text : text.slice(0, slash));
  if (!address) return undefined;
  const width = address.family === 4 ? 32 : 128;
  if (slash < 0) return { ...address, prefix: width };
  const digits = text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(digits)) return undefined;
  // A mapped address carries the prefix of its IPv6 form: ::ffff:192.0.2.0/120 is 192.0.2.0/24.
  const prefix = address.family === 4 && text.slice(0, slash).includes(':') ? Number(digits) - 96 : Number(digits);
  if (prefix < 0 || prefix > width) return undefined;
  const host = BigInt(width - prefix);
  return { family: address.family, bits: (address.bits >> host) << host, prefix };
}

/** Canonical text: a bare address for a range of one, `address/prefix` otherwise. */
export function formatCidr(cidr: Cidr): string {
  const address = formatAddress(cidr);
  return cidr.prefix === (cidr.family === 4 ? 32 : 128) ? address : `${address}/${cidr.prefix}`;
}

/** Whether `outer` contains all of `inner`. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  if (outer.family !== inner.family || outer.prefix > inner.prefix) return false;
  const host = BigInt((outer.family === 4 ? 32 : 128) - outer.prefix);
  return outer.bits >> host === inner.bits >> host;
}

/** Whether two ranges share an address. */
export function overlaps(a: Cidr, b: Cidr): boolean {
  return contains(a, b) || contains(b, a);
}

/** Loopback, link-local, private (RFC 1918), carrier-grade NAT (RFC 6598), unique local (RFC 4193), unspecified, multicast. */
export const privateNetworks: readonly Cidr[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
  '::/127',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
].map((text) => readCidr(text)!);
