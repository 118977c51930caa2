import type { Ownership } from '../core/customer/ownership.ts';
import { type Cidr, formatCidr } from '../core/ip.ts';
import { RangeIndex } from '../core/range-index.ts';
import type { SiteLookup } from './guards.ts';

/**
 * Networks, systems and carriers that people wrote down for customers: known before the first registration comes from there.
 * Nothing in them is blocked automatically.
 */
export class CustomerNetworks implements SiteLookup {
  #ranges = new RangeIndex<true>();

  /** Takes others from now on. */
  replace({ addresses }: Pick<Ownership, 'addresses'>): void {
    const ranges = new RangeIndex<true>();
    for (const { range } of addresses) ranges.put(range, () => true);
    this.#ranges = ranges;
  }

  /** Says nothing of whose it is: a decision may be read by another customer. */
  covering(range: Cidr): string {
    const around = this.#ranges.around(range);
    const cidr = around ? cut(range, around.prefix) : this.#ranges.inside(range);
    return cidr ? `${formatCidr(cidr)} ${networkOfCustomer}` : '';
  }
}

/** How a result of the guard ends when it is about such a network. */
export const networkOfCustomer = 'is a network of a customer';

function cut({ family, bits }: Cidr, prefix: number): Cidr {
  const host = BigInt((family === 4 ? 32 : 128) - prefix);
  return { family, bits: (bits >> host) << host, prefix };
}
