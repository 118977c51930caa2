import { readCidr } from '../../../core/ip.ts';
import { readLanes } from './address-lanes.ts';
import { cidrLayer } from './cidr-layer.ts';
import { type Layer, mergeLayers } from './layers.ts';

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

const lanes = new Uint32Array(4);

/** The same for an address as text; what is no address is special too. */
export function isSpecial(text: string): boolean {
  const family = readLanes(text, lanes);
  return family === 4 ? isSpecialV4(lanes[0]) : family === 0 || isSpecialV6(lanes);
}

const ranges = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '::/3',
  '4000::/2',
  '8000::/1',
  '2001:db8::/32',
  '3fff::/20',
].map((text) => readCidr(text)!);

/** The same as a layer over the address space: 1 where an address is special. */
export function specialLayer(family: 4 | 6): Layer {
  return mergeLayers(family, [cidrLayer(family, ranges).layer], (values) => (values[0] === 0 ? 0 : 1));
}

/** Registries' files do list some private and documentation ranges: nothing is known about those, whatever a file says. */
export function withoutSpecial(family: 4 | 6, layer: Layer): Layer {
  return mergeLayers(family, [layer, specialLayer(family)], (values) => (values[1] === 1 ? 0 : values[0]));
}
