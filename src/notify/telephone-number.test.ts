import { expect, test } from 'vitest';
import { readTelephoneNumber } from './telephone-number.ts';

test.each([
  ['+31612345678', 'plus', '+31612345678'],
  ['0031 6 1234-5678', 'zeros', '0031612345678'],
  ['+31 (0)20.123.45.67', 'digits', '31201234567'],
  ['+49 116 117 0', 'plus', '+491161170'],
] as const)('%s is dialled (%s) as %s', (text, form, expected) =>
  expect(readTelephoneNumber(text, form)).toBe(expected),
);

test.each(['112', '+112', '00112', '+31 112', '+31(0)112', '+49110', '911', '+1911', '+44 999', '+33 116117', '0112'])(
  '%s is never called',
  (text) => expect(() => readTelephoneNumber(text, 'plus')).toThrow(/emergency number|no number/),
);

test.each([
  '',
  '0612345678',
  '+0612345678',
  '+31612345678901234',
  'sip:+31612345678@x',
  '+31612345678;ext=1',
  '+3161234567x',
])('%j is no number', (text) => expect(() => readTelephoneNumber(text, 'plus')).toThrow(/no number/));
