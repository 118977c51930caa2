/** Silence in A-law and µ-law. */
export const silence: Readonly<Record<0 | 8, number>> = { 8: 0xd5, 0: 0xff };

/** Samples (16 bit, 8 kHz) in A-law (8) or µ-law (0), as ITU-T G.711 says: one byte a sample. */
export function encodeG711(samples: Int16Array, codec: 0 | 8): Uint8Array {
  const bytes = new Uint8Array(samples.length);
  const encode = codec === 8 ? toALaw : toMuLaw;
  for (let i = 0; i < samples.length; i++) bytes[i] = encode(samples[i]);
  return bytes;
}

function toALaw(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  // One's complement for what is below zero, 13 bits.
  const magnitude = (sample >= 0 ? sample : ~sample) >> 3;
  const segment = Math.max(0, 32 - Math.clz32(magnitude) - 5);
  const mantissa = segment < 2 ? (magnitude >> 1) & 0x0f : (magnitude >> segment) & 0x0f;
  return (sign | (segment << 4) | mantissa) ^ 0x55;
}

function toMuLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(32_635, Math.abs(sample)) + 132;
  const segment = 32 - Math.clz32(magnitude) - 8;
  return ~(sign | (segment << 4) | ((magnitude >> (segment + 3)) & 0x0f)) & 0xff;
}
