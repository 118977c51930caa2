const rate = 8000;
/** Two minutes: no alarm is longer. */
const mostSeconds = 120;

/**
 * A WAV of 16-bit samples (any rate, one or more channels) as samples of one channel at 8 kHz. A length in the header that is
 * not true is no trouble: programs that write to a pipe do not know it. Undefined for what is no such file.
 */
export function readWav(bytes: Buffer): Int16Array | undefined {
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') {
    return undefined;
  }
  let format: { channels: number; rate: number } | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    if (name === 'fmt ' && at + 24 <= bytes.length) {
      const isPcm = [1, 0xfffe].includes(bytes.readUInt16LE(at + 8)) && bytes.readUInt16LE(at + 22) === 16;
      if (isPcm) format = { channels: bytes.readUInt16LE(at + 10), rate: bytes.readUInt32LE(at + 12) };
    } else if (name === 'data') {
      if (!format || format.channels < 1 || format.rate < 4000 || format.rate > 192_000) return undefined;
      const end = Math.min(bytes.length, at + 8 + size, at + 8 + mostSeconds * format.rate * format.channels * 2);
      return resample(mono(bytes.subarray(at + 8, end), format.channels), format.rate);
    }
    at += 8 + size + (size % 2);
  }
  return undefined;
}

function mono(bytes: Buffer, channels: number): Float32Array {
  const samples = new Float32Array(Math.floor(bytes.length / 2 / channels));
  for (let i = 0; i < samples.length; i++) samples[i] = bytes.readInt16LE(i * channels * 2);
  return samples;
}

/** Half the width of the filter, in samples of the lower rate. */
const halfWidth = 8;

/** Windowed sinc, cut at 3.6 kHz: what is above half the new rate would come back as noise. */
function resample(samples: Float32Array, from: number): Int16Array {
  const out = new Int16Array(Math.floor((samples.length * rate) / from));
  const cut = Math.min(3600, from * 0.45) / from;
  const reach = Math.ceil(halfWidth / (2 * cut));
  for (let i = 0; i < out.length; i++) {
    const centre = (i * from) / rate;
    let [sum, weight] = [0, 0];
    for (let k = Math.ceil(centre - reach); k <= centre + reach; k++) {
      const distance = k - centre;
      const x = 2 * Math.PI * cut * distance;
      const w = (x === 0 ? 1 : Math.sin(x) / x) * (0.5 + 0.5 * Math.cos((Math.PI * distance) / (reach + 1)));
      weight += w;
      sum += w * (samples[k] ?? 0);
    }
    out[i] = Math.max(-32_768, Math.min(32_767, Math.round(sum / weight)));
  }
  return out;
}
