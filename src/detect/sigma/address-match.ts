import { contains, readAddress, readCidr } from '../../core/ip.ts';
import type { TextMatch } from './pattern.ts';
import { refuse } from './refusal.ts';
import { remember } from './remember.ts';

/** Whether an address lies in a range; for the `cidr` modifier. Text that is no address lies in none. */
export function matchCidr(range: string): TextMatch {
  const outer = readCidr(range);
  if (!outer || !range.includes('/')) refuse(`cidr: "${range}" is not a range such as 192.0.2.0/24 or 2001:db8::/32`);
  if (outer.family === 6) {
    return remember((text) => {
      const address = text.includes(':') ? readAddress(text) : undefined;
      return address !== undefined && contains(outer, { ...address, prefix: address.family === 4 ? 32 : 128 });
    });
  }
  const mask = outer.prefix === 0 ? 0 : (0xffffffff << (32 - outer.prefix)) >>> 0;
  const bits = Number(outer.bits);
  return (text) => {
    const address = fourOctets(text);
    return address >= 0 && (address & mask) >>> 0 === bits;
  };
}

/** An IPv4 address as a number, -1 when it is none. Without BigInt: this runs per event. */
function fourOctets(text: string): number {
  let value = 0;
  let octet = -1;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 46) {
      if (octet < 0 || ++dots > 3) return -1;
      value = value * 256 + octet;
      octet = -1;
    } else if (code >= 48 && code <= 57) {
      octet = (octet < 0 ? 0 : octet * 10) + code - 48;
      if (octet > 255) return -1;
    } else return -1;
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : -1;
}
