import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EslError } from './esl-error.ts';
import { EslReader, longestBody, longestHead } from './esl-reader.ts';

function read(chunks: readonly Buffer[]): { type: string; body: string }[] {
  const messages: { type: string; body: string }[] = [];
  const reader = new EslReader(({ headers, body }) =>
    messages.push({ type: headers.get('content-type') ?? '', body: body.toString('utf8') }),
  );
  for (const chunk of chunks) reader.push(chunk);
  return messages;
}

const stream = Buffer.from(
  'Content-Type: auth/request\n\nContent-Type: command/reply\nReply-Text: +OK accepted\n\n' +
    '\nContent-Length: 9\r\nContent-Type: api/response\r\n\r\na: b\n\nc\nd' +
    'Content-Type: text/event-plain\nContent-Length: 0\n\nContent-Length: 3\nContent-Type: x\n\nend',
);
const expected = [
  { type: 'auth/request', body: '' },
  { type: 'command/reply', body: '' },
  { type: 'api/response', body: 'a: b\n\nc\nd' },
  { type: 'text/event-plain', body: '' },
  { type: 'x', body: 'end' },
];

describe('messages of an event socket', () => {
  it('are the same however they are cut', () => {
    expect(read([stream])).toEqual(expected);
    expect(read([...stream].map((byte) => Buffer.from([byte])))).toEqual(expected);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sizes) => {
        const cut: Buffer[] = [];
        for (let at = 0, i = 0; at < stream.length; i++) {
          const size = sizes[i % sizes.length];
          cut.push(stream.subarray(at, at + size));
          at += size;
        }
        expect(read(cut)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('are put together from very many pieces', () => {
    const body = 'x'.repeat(5_000);
    const bytes = Buffer.from(`Content-Length: ${body.length}\n\n${body}`);
    expect(read([...bytes].map((byte) => Buffer.from([byte])))).toEqual([{ type: '', body }]);
  });

  it.each([
    ['headers without an end', Buffer.from('x: '.padEnd(longestHead + 10, 'y'))],
    ['long headers that end', Buffer.from(`${'x: '.padEnd(longestHead + 10, 'y')}\n\n`)],
    ['a body that is too long', Buffer.from(`Content-Length: ${longestBody + 1}\n\n`)],
    ['a length that is none', Buffer.from('Content-Length: -5\n\n')],
    ['another protocol', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('are refused: %s', (_what, bytes) => {
    expect(() => read([bytes])).toThrow(EslError);
    const pieces: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += 1000) pieces.push(bytes.subarray(at, at + 1000));
    expect(() => read(pieces)).toThrow(EslError);
  });

  it('never hang or throw anything else', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('Content-Length: 5', 'a: b', '\n', '\r\n', '\n\n', 'x', ':', '99'), { maxLength: 30 }),
        (parts) => {
          try {
            read(parts.map((part) => Buffer.from(part)));
          } catch (error) {
            expect(error).toBeInstanceOf(EslError);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
