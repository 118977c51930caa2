import { expect, test } from 'vitest';
import { readNumbersCsv, readNumbersJson } from './read-number-list.ts';

const day = (text: string) => Date.parse(`${text}T00:00:00Z`) + 86_400_000;
const csv = (text: string) => readNumbersCsv(Buffer.from(text), 0);

test('numbers, prefixes and ranges with their end, their note and who says so, from CSV', () => {
  const { entries, report } = csv(
    'Range,Expires,Reason,Source\n22070000-22079999,2027-01-31,wave,CERT\n+31201234567,,,\n25261*,,,desk\n0900,,,\n',
  );
  expect(entries).toEqual([
    ['22070000', '22079999', day('2027-01-31'), 'wave', 'CERT'],
    ['31201234567', '31201234567', 0, '', ''],
    ['25261', '', 0, '', 'desk'],
  ]);
  expect(report).toMatchObject({ refused: 1, troubles: [{ line: 5, reason: 'bad-number' }] });
});

test('the same from JSON, by the same names', () => {
  const { entries } = readNumbersJson(
    [
      { first: 22070000, last: '22079999', expires: '2027-01-31', source: 'CERT' },
      { prefix: '25261', expiry: '2027-01-31' },
      { prefix: '22070000', to: '22079999' },
      '+31201234567',
    ],
    0,
  );
  expect(entries).toEqual([
    ['22070000', '22079999', day('2027-01-31'), '', 'CERT'],
    ['25261', '', day('2027-01-31'), '', ''],
    ['22070000', '22079999', 0, '', ''],
    ['31201234567', '31201234567', 0, '', ''],
  ]);
});
