import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter, longestLine } from './line-splitter.ts';

/** Reads `content` in chunks of the sizes given, as a file would be. */
function split(content: Buffer, sizes: readonly number[], ends: boolean) {
  const lines: string[] = [];
  let tooLong = 0;
  const sink = {
    line: (bytes: Buffer, start: number, end: number) => lines.push(bytes.toString('latin1', start, end)),
    tooLong: () => tooLong++,
  };
  const splitter = new LineSplitter(sink, 0);
  for (let i = 0; splitter.position < content.length; i++) {
    const { buffer, offset, length } = splitter.room;
    const size = Math.min(length, sizes[i % sizes.length]);
    const copied = content.copy(buffer, offset, splitter.position, Math.min(content.length, splitter.position + size));
    splitter.take(copied);
  }
  const consumed = splitter.consumed;
  if (ends) splitter.end();
  return { lines, tooLong, consumed, after: splitter.consumed };
}

describe('cutting a file into lines', () => {
  it('gives the same whatever the chunks, and knows where the last finished line ends', () => {
    const content = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r'), maxLength: 80 });
    fc.assert(
      fc.property(content, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (text, sizes) => {
        const parts = text.split('\n');
        const last = parts.pop()!;
        const bare = (line: string) => line.replace(/\r$/, '');
        const open = split(Buffer.from(text), sizes, false);
        expect(open.lines).toEqual(parts.map(bare));
        expect(open.consumed).toBe(text.length - last.length);
        const ended = split(Buffer.from(text), sizes, true);
        expect(ended.lines).toEqual([...parts.map(bare), ...(last === '' ? [] : [bare(last)])]);
        expect(ended.after).toBe(text.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('drops the NULs that a file is padded with, however many, and keeps the place', () => {
    for (const size of [4099, longestLine, 1_000_000]) {
      for (const count of [10, longestLine, 3 * longestLine + 7, 1_200_000]) {
        const padding = '\0'.repeat(count);
        const content = Buffer.from(
          `a\n${padding}b\nc\n${padding}${'x'.repeat(longestLine + 1)}\n${padding}d\n${padding}e`,
        );
        const { lines, tooLong, consumed, after } = split(content, [size], true);
        expect(lines.map((line) => line.replaceAll('\0', ''))).toEqual(['a', 'b', 'c', 'd', 'e']);
        expect(tooLong).toBe(1);
        expect(consumed).toBe(content.length - count - 1);
        expect(after).toBe(content.length);
      }
    }
  });

  it('passes over lines that are too long, counts each once and keeps the place', () => {
    for (const sizes of [[7], [longestLine], [1_000_000]]) {
      const long = 'x'.repeat(longestLine + 1);
      const content = Buffer.from(`a\n${long}\nb\n${long.repeat(6)}\nc\n${'y'.repeat(longestLine)}\n${long}`);
      const { lines, tooLong, consumed, after } = split(content, sizes[0] === 7 ? [4099] : sizes, true);
      expect(lines.map((line) => line.slice(0, 1))).toEqual(['a', 'b', 'c', 'y']);
      expect(tooLong).toBe(3);
      expect(consumed).toBe(content.length - long.length);
      expect(after).toBe(content.length);
    }
  });
});
