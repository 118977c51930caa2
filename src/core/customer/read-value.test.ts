import { expect, test } from 'vitest';
import { rangeFault, readNetwork, readNumber, readNumberRange } from './read-value.ts';

const value = (result: { ok: boolean; value?: unknown; reason?: unknown }) => (result.ok ? result.value : undefined);

test('numbers become E.164 however people write them, and national ones are refused with what to write', () => {
  for (const text of [
    '+31201234567',
    '+31 20 123 45 67',
    '+31 (0)20-123 4567',
    '0031201234567',
    'tel:+31-20-1234567',
  ]) {
    expect(value(readNumber(text))).toBe('+31201234567');
  }
  const national = readNumber('020 - 123 4567');
  expect(!national.ok && national.reason.en).toContain('+31201234567');
  for (const text of ['', '+', '112', '+0201234567', '+3120x', '+1234567890123456'])
    expect(readNumber(text).ok).toBe(false);
});

test('ranges: one number, first and last, first and last digits, hyphens inside a number', () => {
  const range = (text: string) => value(readNumberRange(text));
  const block = { first: '+31201234500', last: '+31201234599' };
  for (const text of [
    '+31201234500-+31201234599',
    '+31201234500-599',
    '+31 20 123 45 00 - 99',
    '+31201234500..31201234599',
    '0031201234500 t/m 0031201234599',
  ]) {
    expect([text, range(text)]).toEqual([text, block]);
  }
  const one = { first: '+31201234567', last: '+31201234567' };
  for (const text of ['+31 20-1234567', '+31-20-1234567', '+31201234567']) expect(range(text)).toEqual(one);
  expect(range('+31201234500-x')).toBeUndefined();
  expect(rangeFault('+31201234500', '+31201234599')).toBeUndefined();
  expect(rangeFault('+31201234599', '+31201234500')).toBeDefined();
  expect(rangeFault('+31201234500', '+312012345000')).toBeDefined();
  expect(rangeFault('+31200000000', '+31209999999')).toBeDefined();
});

test('networks become canonical, and one that covers half the internet is refused', () => {
  expect(value(readNetwork(' 198.51.100.9/24 '))).toBe('198.51.100.0/24');
  expect(value(readNetwork('198.51.100.7/32'))).toBe('198.51.100.7');
  expect(value(readNetwork('2001:DB8::/48'))).toBe('2001:db8::/48');
  for (const text of ['0.0.0.0/0', '198.0.0.0/8', '::/0', '2001::/16', 'pbx.example.net', '1.2.3']) {
    expect(readNetwork(text).ok).toBe(false);
  }
});
