import { canonicalAddress } from '../../../core/ip.ts';

const remembered = 4096;

/** Canonical text of the addresses Node reports for senders: no zone id, IPv4 without its mapped form. */
export class SenderAddress {
  readonly #known = new Map<string, string>();

  of(reported: string): string {
    let address = this.#known.get(reported);
    if (address === undefined) {
      const bare = reported.includes('%') ? reported.slice(0, reported.indexOf('%')) : reported;
      address = canonicalAddress(bare) ?? bare;
      if (this.#known.size >= remembered) this.#known.clear();
      this.#known.set(reported, address);
    }
    return address;
  }
}
