import { expect, test } from 'vitest';
import { countryCodes } from './countries.ts';
import { isWhole, lengthsOf } from './number-lengths.ts';

test('every country code has lengths, and no other number has', () => {
  for (const code of [...countryCodes, '800', '808', '870', '881', '882', '883', '979'])
    expect([code, lengthsOf(code)?.[0]], code).toEqual([code, expect.any(Number)]);
  for (const code of ['0', '21', '210', '999', '', '1234']) expect(lengthsOf(code)).toBeUndefined();
  expect([lengthsOf('31'), lengthsOf('1'), lengthsOf('220')]).toEqual([
    [5, 11],
    [10, 10],
    [7, 9],
  ]);
});

test('a number is whole when it has a length of its country', () => {
  for (const whole of ['2207012345', '220701234567', '31612345678', '18765551234', '74951234567', '5371234567'])
    expect([whole, isWhole(whole)]).toEqual([whole, true]);
  for (const cut of ['5371234', '22070123456', '2521234', '1234567', '187655512345', '2109999999', '', '31'])
    expect([cut, isWhole(cut)]).toEqual([cut, false]);
});
