/**
 * Writes a country database in MaxMind's format (https://maxmind.github.io/MaxMind-DB/), as plainly as can be: enough to give the same data
 * to Belwacht and to its peer.
 */
export class MmdbWriter {
  /** Two per node: 0 is nothing, from `leaf` on a country, else a node. */
  #records = new Uint32Array(1 << 20);
  #nodes = 1;
  readonly #countries: string[] = [];
  readonly #index = new Map<string, number>();

  /** Puts all addresses from `first` to `last` (of IPv6; IPv4 lies in ::/96) in a country. Ranges do not overlap. */
  put(first: bigint, last: bigint, country: string): void {
    let value = this.#index.get(country);
    if (value === undefined) {
      value = leaf + this.#countries.push(country) - 1;
      this.#index.set(country, value);
    }
    for (let start = first; start <= last; ) {
      let host = 0n;
      while (host < 128n && (start & ((2n << host) - 1n)) === 0n && start + (2n << host) - 1n <= last) host++;
      this.#putPrefix(start, 128 - Number(host), value);
      start += 1n << host;
    }
  }

  #putPrefix(bits: bigint, prefix: number, value: number): void {
    let node = 0;
    for (let depth = 0; ; depth++) {
      const at = node * 2 + Number((bits >> BigInt(127 - depth)) & 1n);
      if (depth === prefix - 1) {
        this.#records[at] = value;
        return;
      }
      if (this.#records[at] === 0) {
        if ((this.#nodes + 1) * 2 > this.#records.length) {
          const wider = new Uint32Array(this.#records.length * 2);
          wider.set(this.#records);
          this.#records = wider;
        }
        this.#records[at] = this.#nodes++;
      }
      node = this.#records[at];
    }
  }

  /** The whole file. */
  bytes(): Buffer {
    const offsets: number[] = [];
    const data: Buffer[] = [];
    let length = 0;
    for (const code of this.#countries) {
      const record = map([['country', map([['iso_code', text(code)]])]]);
      offsets.push(length);
      data.push(record);
      length += record.length;
    }
    const tree = Buffer.alloc(this.#nodes * 8);
    for (let i = 0; i < this.#nodes * 2; i++) {
      const value = this.#records[i];
      const record = value === 0 ? this.#nodes : value < leaf ? value : this.#nodes + 16 + offsets[value - leaf];
      tree.writeUInt32BE(record, i * 4);
    }
    const metadata = map([
      ['node_count', number(6, this.#nodes)],
      ['record_size', number(5, 32)],
      ['ip_version', number(5, 6)],
      ['database_type', text('Country')],
      ['languages', Buffer.from([0, 4])],
      ['binary_format_major_version', number(5, 2)],
      ['binary_format_minor_version', number(5, 0)],
      ['build_epoch', Buffer.from([4, 2, ...number(6, Math.floor(Date.now() / 1000)).subarray(1)])],
      ['description', map([])],
    ]);
    return Buffer.concat([tree, Buffer.alloc(16), ...data, Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'), metadata]);
  }
}

const leaf = 0x80000000;

function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([(2 << 5) | value.length]), Buffer.from(value)]);
}

function map(entries: readonly (readonly [string, Buffer])[]): Buffer {
  return Buffer.concat([
    Buffer.from([(7 << 5) | entries.length]),
    ...entries.flatMap(([key, value]) => [text(key), value]),
  ]);
}

function number(type: 5 | 6, value: number): Buffer {
  const size = type === 5 ? 2 : 4;
  const bytes = Buffer.alloc(1 + size);
  bytes[0] = (type << 5) | size;
  bytes.writeUIntBE(value, 1, size);
  return bytes;
}
