/**
 * Addresses that belong to no country and no network operator on the internet: private, documentation, benchmark, shared,
 * loopback, link-local, multicast and reserved ones (https://www.iana.org/assignments/iana-ipv4-special-registry and
 * iana-ipv6-special-registry). Databases built from registry files do list some of them: they are never asked about these.
 */
export function isSpecialV4(address: number): boolean {
  const top = address >>> 24;
  if (top === 0 || top === 10 || top === 127 || top >= 224) return true;
  const half = address >>> 16;
  if (half === 0xa9fe || half === 0xc0a8) return true; // 169.254/16, 192.168/16
  if (half >>> 4 === 0xac1) return true; // 172.16/12
  if (half >>> 6 === 0x6440 >>> 6) return true; // 100.64/10
  if (half >>> 1 === 0xc612 >>> 1) return true; // 198.18/15
  const third = address >>> 8;
  return third === 0xc00000 || third === 0xc00002 || third === 0xc63364 || third === 0xcb0071; // 192.0.0/24, 192.0.2/24, 198.51.100/24, 203.0.113/24
}

/** The same for IPv6, given its four lanes of 32 bits, highest first. Outside 2000::/3 nothing is routed on the internet. */
export function isSpecialV6(lanes: Uint32Array): boolean {
  const top = lanes[0];
  if (top >>> 29 !== 1) return true;
  if (top === 0x20010db8) return true; // 2001:db8::/32
  return top >>> 12 === 0x3fff0; // 3fff::/20
}
