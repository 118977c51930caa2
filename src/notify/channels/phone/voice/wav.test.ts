import { expect, test } from 'vitest';
import { encodeG711 } from './g711.ts';
import { readWav } from './wav.ts';

function wav(rate: number, hertz: number, seconds: number, { channels = 1, size = 0x7fff_f000 } = {}): Buffer {
  const samples = Buffer.alloc(rate * seconds * channels * 2);
  for (let i = 0; i < rate * seconds; i++)
    samples.writeInt16LE(Math.round(10_000 * Math.sin((2 * Math.PI * hertz * i) / rate)), i * channels * 2);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(size, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * channels * 2, 28);
  head.writeUInt16LE(channels * 2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(size, 40);
  return Buffer.concat([head, samples]);
}

const level = (samples: Int16Array) =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);

test.each([8000, 16_000, 22_050, 44_100])(
  'speech at %i Hz comes out at 8 kHz, as loud, whatever length the header claims',
  (rate) => {
    const samples = readWav(wav(rate, 440, 1))!;
    expect(samples).toHaveLength(8000);
    expect(level(samples.slice(100, -100))).toBeCloseTo(10_000 / Math.SQRT2, -3);
  },
);

test('what is too high for a telephone is taken away, and does not come back lower', () => {
  expect(level(readWav(wav(22_050, 6000, 1))!.slice(100, -100))).toBeLessThan(300);
});

test('the first of two channels is heard; what is no WAV is none', () => {
  expect(readWav(wav(16_000, 440, 1, { channels: 2 }))).toHaveLength(8000);
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from('RIFF'),
    wav(8000, 440, 1).subarray(0, 40),
    Buffer.alloc(100, 0xff),
  ])
    expect(readWav(bytes)).toBeUndefined();
  expect(readWav(wav(300, 10, 1))).toBeUndefined();
});

test('G.711 as the tables of ITU-T G.711 have it', () => {
  const samples = Int16Array.from([0, -1, 32_767, -32_768, 1000, -1000]);
  expect([...encodeG711(samples, 8)]).toEqual([0xd5, 0x55, 0xaa, 0x2a, 0xfa, 0x7a]);
  expect([...encodeG711(samples, 0)]).toEqual([0xff, 0x7f, 0x80, 0x00, 0xce, 0x4e]);
});
