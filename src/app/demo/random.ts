/** A repeatable source of chance: the same seed gives the same demo. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  /** One of the list, which is not empty. */
  pick<T>(list: readonly T[]): T;
  /** `length` lower-case hex digits. */
  hex(length: number): string;
}

/** Makes one from a 32-bit seed (SplitMix32, https://prng.di.unimi.it/splitmix64.c narrowed to 32 bits). Not for secrets. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 0x1_0000_0000;
  }
  const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    whole,
    pick: (list) => list[whole(0, list.length - 1)],
    hex(length) {
      let text = '';
      while (text.length < length) text += whole(0, 15).toString(16);
      return text;
    },
  };
}
