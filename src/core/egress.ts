import { contains, privateNetworks, readAddress } from './ip.ts';

/** NAT64 (RFC 6052): the IPv4 address inside is the one that is reached. */
const nat64 = 0x0064ff9bn << 96n;

/**
 * Whether an address is one that text from outside must not make us connect to: loopback, private, shared, link-local (cloud
 * metadata lives there), unique local, multicast, or one of those behind NAT64. What cannot be read counts as such.
 */
export function isInnerAddress(text: string): boolean {
  const address = readAddress(text);
  if (!address) return true;
  const inner = address.family === 6 && address.bits >> 32n === nat64 >> 32n;
  const cidr = inner
    ? { family: 4 as const, bits: address.bits & 0xffffffffn, prefix: 32 }
    : { ...address, prefix: address.family === 4 ? 32 : 128 };
  return privateNetworks.some((network) => contains(network, cidr));
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
