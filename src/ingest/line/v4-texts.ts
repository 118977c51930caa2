import { noteAddress } from '../../core/by-address.ts';

/** Most addresses that are remembered; then it starts afresh. */
const capacity = 65_536;
const longestProbe = 16;

/**
 * Texts of IPv4 addresses given as 32 bits, remembered so that the same address gives the same string object, and numbered in
 * the order in which they came (core/by-address.ts). Bounded: at most 65,536 addresses, then it starts afresh.
 */
class V4Texts {
  private slots = 1_024;
  private addresses = new Int32Array(this.slots);
  private texts: string[] = new Array<string>(this.slots).fill('');
  private numbers = new Int32Array(this.slots);
  private entries = 0;
  // Nobody outside can know which addresses share a slot.
  private readonly seed = (Math.random() * 0x7fffffff) | 0;

  /** Canonical text of the 32 bits of an address. */
  text(address: number): string {
    const { addresses, texts } = this;
    const mask = this.slots - 1;
    let slot = mix(address ^ this.seed) & mask;
    for (let probe = 0; probe < longestProbe; probe++) {
      const text = texts[slot];
      if (text === '') return this.add(slot, address);
      if (addresses[slot] === address) {
        noteAddress(text, this.numbers[slot]);
        return text;
      }
      slot = (slot + 1) & mask;
    }
    return format(address);
  }

  private add(slot: number, address: number): string {
    const text = format(address);
    if (this.entries >= capacity) {
      this.texts.fill('');
      this.entries = 0;
      return text;
    }
    this.addresses[slot] = address;
    this.texts[slot] = text;
    this.entries++;
    this.numbers[slot] = this.entries;
    noteAddress(text, this.entries);
    if (this.entries * 2 > this.slots) this.grow();
    return text;
  }

  /** Doubles the table; an address that finds no slot near its own is forgotten. */
  private grow(): void {
    const { addresses, texts, numbers } = this;
    this.slots *= 2;
    this.numbers = new Int32Array(this.slots);
    this.addresses = new Int32Array(this.slots);
    this.texts = new Array<string>(this.slots).fill('');
    const mask = this.slots - 1;
    for (let old = 0; old < texts.length; old++) {
      if (texts[old] === '') continue;
      let slot = mix(addresses[old] ^ this.seed) & mask;
      let probe = 0;
      for (; probe < longestProbe && this.texts[slot] !== ''; probe++) slot = (slot + 1) & mask;
      if (probe === longestProbe) continue;
      this.addresses[slot] = addresses[old];
      this.texts[slot] = texts[old];
      this.numbers[slot] = numbers[old];
    }
  }
}

/** One table for all readers: the number of an address shall mean one address. */
export const v4Texts = new V4Texts();

function mix(address: number): number {
  let hash = Math.imul(address ^ (address >>> 16), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x297a2d39);
  return hash ^ (hash >>> 15);
}

const scratch = Buffer.alloc(15);

/** A flat string, made from bytes: one put together from pieces stays in pieces. */
function format(address: number): string {
  let length = 0;
  for (let shift = 24; shift >= 0; shift -= 8) {
    const octet = (address >>> shift) & 255;
    if (octet >= 100) scratch[length++] = 0x30 + Math.floor(octet / 100);
    if (octet >= 10) scratch[length++] = 0x30 + (Math.floor(octet / 10) % 10);
    scratch[length++] = 0x30 + (octet % 10);
    if (shift > 0) scratch[length++] = 0x2e;
  }
  return scratch.toString('latin1', 0, length);
}
