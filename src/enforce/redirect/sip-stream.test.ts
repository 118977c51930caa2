import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SipStream } from './sip-stream.ts';
import { inviteText } from './testing/invite.ts';

function collect() {
  const messages: string[] = [];
  const stream = new SipStream({
    message: (bytes, start, end) => messages.push(bytes.toString('latin1', start, end)),
    ping: () => {},
  });
  return { messages, stream };
}

test('however the stream is cut, the messages are the same', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.constantFrom('', '\r\n', '\r\n\r\n')), {
        minLength: 1,
        maxLength: 6,
      }),
      fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }),
      (sizes, cuts) => {
        const sent = sizes.map(([size], n) =>
          inviteText({ CSeq: `${n} INVITE` }, { body: '\r\n\r\nx'.repeat(size / 5) }),
        );
        const all = Buffer.from(sent.map((message, n) => sizes[n][1] + message).join(''));
        const { messages, stream } = collect();
        for (let at = 0, i = 0; at < all.length; at += cuts[i++ % cuts.length]) {
          expect(stream.push(Buffer.from(all.subarray(at, at + cuts[i % cuts.length])))).toBe(true);
        }
        expect(messages).toEqual(sent);
        expect(stream.pending).toBe(0);
      },
    ),
    { numRuns: 300 },
  );
});

test('what is too long ends it', () => {
  const endless = collect();
  let sound = true;
  let pushed = 0;
  while (sound && pushed < 200_000) {
    sound = endless.stream.push(Buffer.alloc(1000, 'a'));
    pushed += 1000;
  }
  expect(sound).toBe(false);
  expect(pushed).toBeLessThanOrEqual(34_000);
  expect(collect().stream.push(Buffer.from(inviteText({ 'Content-Length': '70000' })))).toBe(false);
  expect(endless.messages).toEqual([]);
});

test('the longest message, byte by byte, takes linear time', () => {
  const { messages, stream } = collect();
  const message = Buffer.from(inviteText({}, { body: 'x'.repeat(60_000) }));
  for (const byte of message) stream.push(Buffer.of(byte));
  expect(messages).toHaveLength(1);
});
