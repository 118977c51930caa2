import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestMessage, SyslogFraming } from './framing.ts';

/** What comes out of a stream that arrives in these pieces. */
function cut(pieces: readonly Buffer[], ends = true): { messages: string[]; malformed: number; held: number } {
  const messages: string[] = [];
  let malformed = 0;
  const framing = new SyslogFraming({
    message: (bytes, start, end) => messages.push(bytes.toString('latin1', start, end)),
    malformed: () => malformed++,
  });
  let held = 0;
  for (const piece of pieces) {
    framing.push(piece);
    held = Math.max(held, framing.held);
  }
  if (ends) framing.end();
  return { messages, malformed, held };
}

const text = (value: string) => Buffer.from(value, 'latin1');
const counted = (message: string) => `${Buffer.byteLength(message, 'latin1')} ${message}`;

/** Cuts a stream at arbitrary places. */
function pieces(stream: string, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((at) => at % (stream.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, i) => text(stream.slice(from, places[i])));
}

describe('framing', () => {
  it('reads lines and counted messages', () => {
    expect(cut([text('<13>a b\n<13>c\r\n\nlast')]).messages).toEqual(['<13>a b', '<13>c', 'last']);
    expect(cut([text(`${counted('<13>a\nb')}${counted('<13>c')}`)]).messages).toEqual(['<13>a\nb', '<13>c']);
    expect(cut([text(`${counted('<13>a')}\n${counted('<13>b')}\n`)])).toMatchObject({
      messages: ['<13>a', '<13>b'],
      malformed: 0,
    });
  });

  it('takes lines that begin with digits for lines', () => {
    const stream = '2026-01-01 10:00:00 NOTICE a\n12 bottles\n7\n';
    expect(cut([text(stream)])).toMatchObject({ messages: stream.trimEnd().split('\n'), malformed: 0 });
  });

  it('gives the same whatever the pieces', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', ' ', '<', '1', '0'), minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(letters), fc.boolean(), fc.array(fc.nat(400)), (bodies, isCounted, cuts) => {
        const messages = bodies.map((body) => `<13>${body}`);
        const stream = isCounted ? messages.map(counted).join('') : messages.map((message) => `${message}\n`).join('');
        expect(cut(pieces(stream, cuts))).toMatchObject({ messages, malformed: 0 });
      }),
      { numRuns: 1000 },
    );
  });

  it('never throws, never keeps more than one message and depends on no piece, on arbitrary bytes', () => {
    const noise = fc.string({ unit: fc.constantFrom('1', '9', '0', ' ', '<', '\n', '\r', 'x'), maxLength: 200 });
    fc.assert(
      fc.property(noise, fc.array(fc.nat(400)), (stream, cuts) => {
        const whole = cut([text(stream)]);
        const cutUp = cut(pieces(stream, cuts));
        expect(cutUp.messages).toEqual(whole.messages);
        expect(cutUp.malformed).toBe(whole.malformed);
        expect(cutUp.held).toBeLessThanOrEqual(longestMessage);
      }),
      { numRuns: 2000 },
    );
  });

  it('passes over a line that is too long, counts it once and goes on', () => {
    const long = Buffer.alloc(30_000, 'x');
    const result = cut([text('<13>a\n'), long, long, long, long, text('\n<13>b\n')]);
    expect(result).toMatchObject({ messages: ['<13>a', '<13>b'], malformed: 1 });
    expect(result.held).toBeLessThanOrEqual(longestMessage);
    expect(cut([text(`<13>a\n${'x'.repeat(longestMessage + 1)}\n<13>b\n`)])).toMatchObject({
      messages: ['<13>a', '<13>b'],
      malformed: 1,
    });
    expect(cut([text(`${'x'.repeat(longestMessage)}\n`)]).messages[0]).toHaveLength(longestMessage);
  });

  it('passes over a counted message that is too long by its count', () => {
    const long = `<13>${'x'.repeat(longestMessage)}`;
    expect(cut([text(`${counted(long)}${counted('<13>b')}`)])).toMatchObject({ messages: ['<13>b'], malformed: 1 });
  });

  it('finds its way back when a length cannot be read', () => {
    const stream = `${counted('<13>a')}broken <13>x\n${counted('<13>b')}`;
    expect(cut([text(stream)])).toMatchObject({ messages: ['<13>a', '<13>b'], malformed: 1 });
  });

  it('counts a counted message that is cut off, and reads a last line that is', () => {
    expect(cut([text('20 <13>a')])).toMatchObject({ messages: [], malformed: 1 });
    expect(cut([text('<13>a')])).toMatchObject({ messages: ['<13>a'], malformed: 0 });
    expect(cut([text('12')])).toMatchObject({ messages: ['12'], malformed: 0 });
    expect(cut([text('<13>a')], false).messages).toEqual([]);
  });
});
