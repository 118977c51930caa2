import { formatAddress, readAddress } from '../../core/ip.ts';
import { Interner } from '../line/text.ts';
import { v4Texts } from '../line/v4-texts.ts';

/** Turns addresses in network order, 4 or 16 bytes, into canonical text and remembers them. */
export class AddressText {
  private readonly known = new Interner(format);

  /** Canonical text of the address at `at`; IPv4-mapped IPv6 becomes IPv4. */
  text(bytes: Buffer, at: number, family: 4 | 6): string {
    return family === 4 ? v4Texts.text(bytes.readInt32BE(at)) : this.known.text(bytes, at, at + 16);
  }
}

function format(bytes: Buffer, start: number, end: number): string {
  const groups: string[] = [];
  for (let at = start; at < end; at += 2) groups.push(((bytes[at] << 8) | bytes[at + 1]).toString(16));
  return formatAddress(readAddress(groups.join(':'))!);
}
