import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Interner } from './text.ts';

describe('Interner', () => {
  it('gives the text of any bytes, again and again', () => {
    const interner = new Interner(undefined, 50);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (array) => {
        const bytes = Buffer.from(array);
        const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
        expect(interner.text(bytes, 0, bytes.length)).toBe(text);
        expect(interner.text(bytes, 0, bytes.length)).toBe(text);
      }),
    );
    expect(interner.generations).toBeGreaterThan(0);
  });

  it('tells ranges of equal length apart and keeps control characters', () => {
    const interner = new Interner();
    const bytes = Buffer.from('ab\u0000\u001b[31mcd');
    expect(interner.text(bytes, 0, 2)).toBe('ab');
    expect(interner.text(bytes, bytes.length - 2, bytes.length)).toBe('cd');
    expect(interner.text(bytes, 2, 8)).toBe('\u0000\u001b[31m');
    expect(interner.text(bytes, 3, 3)).toBe('');
  });

  it('asks the maker once for a value that stays', () => {
    let made = 0;
    const interner = new Interner(() => {
      made++;
      return 'x';
    });
    const bytes = Buffer.from('value');
    for (let i = 0; i < 5; i++) interner.text(bytes, 0, 5);
    expect(made).toBe(1);
  });

  it('stays within its bounds under a stream of new values', () => {
    const interner = new Interner();
    const bytes = Buffer.alloc(100, 'v');
    for (let i = 0; i < 200_000; i++) {
      bytes.writeUInt32LE(i, 0);
      interner.text(bytes, 0, 100);
    }
    expect(interner.generations).toBeGreaterThan(1);
  });
});
