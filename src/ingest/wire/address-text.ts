import { formatAddress, readAddress } from '../../core/ip.ts';
import { Interner } from '../line/text.ts';

/** Turns addresses in network order, 4 or 16 bytes, into canonical text and remembers them. */
export class AddressText {
  private readonly known = new Interner(format);

  /** Canonical text of the address at `at`; IPv4-mapped IPv6 becomes IPv4. */
  text(bytes: Buffer, at: number, family: 4 | 6): string {
    return this.known.text(bytes, at, at + (family === 4 ? 4 : 16));
  }
}

function format(bytes: Buffer, start: number, end: number): string {
  if (end - start === 4) return `${bytes[start]}.${bytes[start + 1]}.${bytes[start + 2]}.${bytes[start + 3]}`;
  const groups: string[] = [];
  for (let at = start; at < end; at += 2) groups.push(((bytes[at] << 8) | bytes[at + 1]).toString(16));
  return formatAddress(readAddress(groups.join(':'))!);
}
