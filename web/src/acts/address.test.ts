import { expect, test } from 'vitest';
import { looksLikeAddress } from './address.ts';

test.each(['203.0.113.7', '198.51.100.0/24', '2001:db8::1', '2001:db8::/48', '::ffff:192.0.2.1', ' 192.0.2.1 '])(
  '%s is one',
  (text) => expect(looksLikeAddress(text)).toBe(true),
);
test.each([
  '',
  '203.0.113',
  '203.0.113.256',
  '198.51.100.0/33',
  '2001:db8::/129',
  'example.org',
  '1.2.3.4/24/8',
  '12:34',
])('%s is none', (text) => expect(looksLikeAddress(text)).toBe(false));
