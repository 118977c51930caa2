/** A value of the data section; integers too wide for a number are bigints. */
export type MmdbValue =
  | string
  | number
  | bigint
  | boolean
  | Uint8Array
  | readonly MmdbValue[]
  | { readonly [key: string]: MmdbValue };

const maxDepth = 32;
/** A record of a country or a network has some dozen values; a file made to exhaust us may point in circles or fan out. */
const maxValues = 10_000;

/**
 * Reads one value of the data section of a MaxMind DB (file format specification 2.0). `section` is the whole data section,
 * `at` an offset in it; pointers count from its start. Throws RangeError when the bytes are none.
 */
export function readMmdbValue(section: Buffer, at: number): MmdbValue {
  return new DataReader(section).read(at, 0).value;
}

interface Found {
  readonly value: MmdbValue;
  /** Offset behind it. */
  readonly end: number;
}

class DataReader {
  readonly #bytes: Buffer;
  #values = 0;
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  read(at: number, depth: number): Found {
    if (depth > maxDepth || ++this.#values > maxValues)
      throw new RangeError('a record is nested or long beyond reason');
    const control = this.#bytes.readUInt8(at);
    const kind = control >>> 5;
    if (kind === 1) return this.#pointer(control, at + 1, depth);
    let from = at + 1;
    const type = kind === 0 ? this.#bytes.readUInt8(from++) + 7 : kind;
    let size = control & 31;
    if (size >= 29) {
      const extra = size - 28;
      size = (size === 29 ? 29 : size === 30 ? 285 : 65_821) + this.#bytes.readUIntBE(from, extra);
      from += extra;
    }
    return this.#typed(type, size, from, depth);
  }

  #pointer(control: number, from: number, depth: number): Found {
    const size = (control >>> 3) & 3;
    const rest = this.#bytes.readUIntBE(from, size + 1);
    const high = control & 7;
    const target = [high * 256, high * 65_536 + 2048, high * 16_777_216 + 526_336, 0][size] + rest;
    return { value: this.read(target, depth + 1).value, end: from + size + 1 };
  }

  #typed(type: number, size: number, from: number, depth: number): Found {
    const end = from + size;
    switch (type) {
      case 2:
        return { value: this.#slice(from, end).toString('utf8'), end };
      case 3:
        return { value: this.#bytes.readDoubleBE(from), end };
      case 4:
        return { value: this.#slice(from, end), end };
      case 5:
      case 6:
      case 9:
      case 10:
        return { value: this.#unsigned(from, end), end };
      case 7:
        return this.#map(size, from, depth);
      case 8:
        return { value: size === 0 ? 0 : Number(BigInt.asIntN(32, BigInt(this.#unsigned(from, end)))), end };
      case 11:
        return this.#array(size, from, depth);
      case 14:
        return { value: size !== 0, end: from };
      case 15:
        return { value: this.#bytes.readFloatBE(from), end };
      default:
        throw new RangeError(`a record has a value of unknown type ${type}`);
    }
  }

  #slice(from: number, end: number): Buffer {
    if (end > this.#bytes.length) throw new RangeError('a record reaches beyond the file');
    return this.#bytes.subarray(from, end);
  }

  #unsigned(from: number, end: number): number | bigint {
    let value = 0n;
    for (const byte of this.#slice(from, end)) value = (value << 8n) | BigInt(byte);
    return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
  }

  #array(size: number, from: number, depth: number): Found {
    const value: MmdbValue[] = [];
    let end = from;
    for (let i = 0; i < size; i++) {
      const found = this.read(end, depth + 1);
      value.push(found.value);
      end = found.end;
    }
    return { value, end };
  }

  #map(size: number, from: number, depth: number): Found {
    const entries: [string, MmdbValue][] = [];
    let end = from;
    for (let i = 0; i < size; i++) {
      const key = this.read(end, depth + 1);
      if (typeof key.value !== 'string') throw new RangeError('a record has a key that is no text');
      const found = this.read(key.end, depth + 1);
      entries.push([key.value, found.value]);
      end = found.end;
    }
    return { value: Object.fromEntries(entries), end };
  }
}
