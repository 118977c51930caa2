/**
 * A 128-bit id derived from its parts, as 32 lower-case hex digits: the same parts give the same id on every machine and
 * in every run. Not cryptographic: it names things, it protects nothing. Parts are joined by U+001F.
 * (Four lanes of the finaliser of MurmurHash3, https://en.wikipedia.org/wiki/MurmurHash.)
 */
export function derivedId(...parts: readonly (string | number)[]): string {
  const [a, b, c, d] = lanesOf(parts.join('\u001f'));
  return hex(mix(a ^ d)) + hex(mix(b ^ a)) + hex(mix(c ^ b)) + hex(mix(d ^ c));
}

function lanesOf(text: string): readonly number[] {
  let a = 0x9747b28c;
  let b = 0x1b873593;
  let c = 0x85ebca6b;
  let d = 0xc2b2ae35;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x239b961b);
    b = Math.imul(b ^ code ^ (a >>> 15), 0xab0e9789);
    c = Math.imul(c ^ code ^ (b >>> 13), 0x38b34ae5);
    d = Math.imul(d ^ code ^ (c >>> 16), 0xa1e38b93);
  }
  return [a ^ text.length, b, c, d];
}

function hex(lane: number): string {
  return lane.toString(16).padStart(8, '0');
}

function mix(lane: number): number {
  let h = lane;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
