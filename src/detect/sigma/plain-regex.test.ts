import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { plainRegex } from './plain-regex.ts';

const outside = String.raw`^(\+|00|011|9+0|8+0|9+\+|[*#])[0-9*#+]{7,}$`;

describe('expressions for the JavaScript engine', () => {
  test.each([
    outside,
    '^abc',
    'ˆ'.replace('ˆ', '^'),
    '^a{2}b?c+$',
    String.raw`^\$\(x\)[a-c.]$`,
    '^(a|b(c|d)e)f$',
    '^(a+|b+)c+$',
  ])('%s answers as RE2 does', (source) => {
    const plain = plainRegex(source)!;
    expect(plain).toBeInstanceOf(RegExp);
    const re2 = RE2JS.compile(source);
    const texts = [
      ...['', 'a', 'abc', 'xabc', 'aabc', 'aabccc', 'aac', '$(x)b', '$(x).', 'af', 'bcef', 'bdefg', 'aaacc', 'bbc'],
      ...['0031201234567', '+31201234567', '999031201234567', '99+31201234567', '#1234567', '001', '0031201234567x'],
      ...['0031201234567\n', '00\n31201234567', 'é', '😀abc', 'ABC'],
    ];
    for (const text of texts) expect([text, plain.test(text)]).toEqual([text, re2.test(text)]);
  });

  test.each([
    'abc',
    '^a|b',
    '^(a+)+$',
    '^(a|b)*c',
    '^(ab){20}',
    '^a+b+c+',
    '^a?a?a?aaa',
    '^a{0,9}b{0,9}c{0,9}',
    '^.*x',
    '^[^a]b',
    String.raw`^\s+x`,
    String.raw`^\bx`,
    '^(?i)x',
    '^(?:x)y',
    '^[[:alpha:]]x',
    'é'.padStart(2, '^'),
    '^[z-a]x',
    '^a{3,2}',
    '^a+?b',
  ])('%s is left to RE2', (source) => {
    expect(plainRegex(source)).toBeUndefined();
  });
});
