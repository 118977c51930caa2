import { expect, test } from 'vitest';
import { visibleText } from './visible-text.ts';

test('control characters become their pictures', () => {
  expect(visibleText('a\u0000b\u001b[31m\r\n\u007f')).toBe('a␀b␛[31m␍␊␡');
});

test('characters that reorder or hide text become escapes', () => {
  expect(visibleText('admin\u202exyz\u200b\u2066')).toBe('admin\\u202exyz\\u200b\\u2066');
  expect(visibleText('\u{e0041}')).toBe('\\u{e0041}');
  expect(visibleText('\ud800')).toBe('\\ud800');
});

test('ordinary text of any language stays as it is', () => {
  for (const text of ['friendly-scanner', 'coördinator', '日本語', 'مرحبا', '👍 2001:db8::1']) {
    expect(visibleText(text)).toBe(text);
  }
});
