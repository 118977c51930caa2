import { type Address, contains, privateNetworks, readAddress, readCidr } from './ip.ts';

/** Never a public server, beyond the private networks: protocol assignments, benchmarks, site-local, discard, Teredo, local NAT64. */
const unfit = ['192.0.0.0/24', '198.18.0.0/15', 'fec0::/10', '100::/64', '2001::/32', '64:ff9b:1::/48'].map(
  (text) => readCidr(text)!,
);
/** IPv6 networks whose addresses lead to an IPv4 address inside them, and how far right it stands: NAT64 (RFC 6052), 6to4 (RFC 3056), IPv4-compatible (RFC 4291). */
const leadingToV4 = [
  { network: readCidr('64:ff9b::/96')!, shift: 0n },
  { network: readCidr('2002::/16')!, shift: 80n },
  { network: readCidr('::/96')!, shift: 0n },
];

/**
 * Whether an address is one that text from outside must not make us connect to: loopback, private, shared, link-local (cloud
 * metadata lives there), unique local, multicast, reserved, or an IPv6 address that leads to one of those. What cannot be read
 * counts as such.
 */
export function isInnerAddress(text: string): boolean {
  const address = readAddress(text);
  if (!address) return true;
  const cidr = { ...address, prefix: address.family === 4 ? 32 : 128 };
  if ([...privateNetworks, ...unfit].some((network) => contains(network, cidr))) return true;
  const way = leadingToV4.find(({ network }) => contains(network, cidr));
  return way !== undefined && isInnerV4({ family: 4, bits: (address.bits >> way.shift) & 0xffffffffn });
}

function isInnerV4(address: Address): boolean {
  return [...privateNetworks, ...unfit].some((network) => contains(network, { ...address, prefix: 32 }));
}

/**
 * A POST to an address that somebody typed in. Implementations connect only to addresses that were checked. Resolves with the
 * status and the start of the answer; rejects when there is none.
 */
export type Post = (url: string, headers: Readonly<Record<string, string>>, body: string) => Promise<PostAnswer>;

export interface PostAnswer {
  readonly status: number;
  /** At most 500 characters. */
  readonly text: string;
  /** Seconds the other side asks to wait (Retry-After), 0 when it does not. */
  readonly retryAfterS: number;
}
