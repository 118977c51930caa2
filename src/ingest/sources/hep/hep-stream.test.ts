import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeHepV3 } from '../../wire/hep-encode.ts';
import { HepStream } from './hep-stream.ts';

const packet = (n: number, size: number) =>
  encodeHepV3({
    sourceIp: '192.0.2.1',
    sourcePort: 1,
    destinationIp: '192.0.2.2',
    destinationPort: 2,
    time: 1000,
    payload: `${n} ${'x'.repeat(size)}`,
  });

function collect() {
  const packets: Buffer[] = [];
  return {
    packets,
    stream: new HepStream((bytes, start, end) => packets.push(Buffer.from(bytes.subarray(start, end)))),
  };
}

test('however the stream is cut, the packets are the same', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1 }),
      (sizes, cuts) => {
        const packets = sizes.map((size, n) => packet(n, size));
        const all = Buffer.concat(packets);
        const { packets: found, stream } = collect();
        for (let at = 0, i = 0; at < all.length; i++) {
          const cut = cuts[i % cuts.length];
          // A copy each time: a chunk is not kept by the stream.
          expect(stream.push(Buffer.from(all.subarray(at, at + cut)))).toBe(true);
          at += cut;
        }
        expect(found).toEqual(packets);
        expect(stream.pending).toBe(0);
      },
    ),
    { numRuns: 300 },
  );
});

test('the longest packet, byte by byte', () => {
  const empty = packet(0, 0).length;
  const longest = packet(0, 65_535 - empty);
  const { packets, stream } = collect();
  for (const byte of longest) stream.push(Buffer.of(byte));
  expect(packets).toEqual([longest]);
});

test('what is no HEPv3 ends it, after the packets before', () => {
  const { packets, stream } = collect();
  expect(stream.push(Buffer.concat([packet(1, 10), Buffer.from('GET / HTTP/1.1')]))).toBe(false);
  expect(packets).toHaveLength(1);
  expect(collect().stream.push(Buffer.from('HEP2'))).toBe(false);
  const split = collect().stream;
  expect(split.push(Buffer.from('HE'))).toBe(true);
  expect(split.push(Buffer.from('X'))).toBe(false);
});

test('arbitrary bytes never throw nor keep more than a packet', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.uint8Array({ maxLength: 50 }), fc.constant(Buffer.from('HEP3'))), { maxLength: 20 }),
      (chunks) => {
        const { stream } = collect();
        for (const chunk of chunks) {
          if (!stream.push(Buffer.from(chunk))) break;
          expect(stream.pending).toBeLessThanOrEqual(65_535);
        }
      },
    ),
  );
});
