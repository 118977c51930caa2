/**
 * The two addresses that were read last, as source and destination are, and their numbers: whoever reads addresses numbers them
 * as they come. An event goes through the house before the next is read, so that everybody who keeps something per address
 * finds it by the number, at once, instead of hashing the same text again and again.
 */
const last = { address: '', number: 0, before: '', numberBefore: 0 };

/** Says that `address` was read just now; `number`: above 0, the same for the same address as far as that is known. */
export function noteAddress(address: string, number: number): void {
  last.before = last.address;
  last.numberBefore = last.number;
  last.address = address;
  last.number = number;
}

/** Number of an address that was among the last two; 0 for any other. */
function numberOf(address: string): number {
  return address === last.address ? last.number : address === last.before ? last.numberBefore : 0;
}

/** A power of two. */
const places = 4096;

/**
 * What was found last for addresses, in front of a table that knows all. It may forget anything at any time, and another
 * address of the same number takes the place: every answer is checked against the address itself.
 */
export class ByAddress<T> {
  private readonly addresses: string[] = new Array<string>(places).fill('');
  private readonly values: (T | undefined)[] = new Array<T | undefined>(places).fill(undefined);

  /** What was set for the address, if it is one of the two read last; undefined when that is not known. */
  get(address: string): T | undefined {
    const at = numberOf(address) & (places - 1);
    return address !== '' && this.addresses[at] === address ? this.values[at] : undefined;
  }

  /** Keeps a value for the address, if it is one of the two read last. */
  set(address: string, value: T): void {
    const number = numberOf(address);
    if (number === 0) return;
    const at = number & (places - 1);
    this.addresses[at] = address;
    this.values[at] = value;
  }

  clear(): void {
    this.addresses.fill('');
    this.values.fill(undefined);
  }
}
