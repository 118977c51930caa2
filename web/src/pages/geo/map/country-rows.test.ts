import { expect, test } from 'vitest';
import { type CountryRow, countriesCsv, countryRows, shownVerdict } from './country-rows.ts';

const row = (country: string, more: Partial<CountryRow>): CountryRow => ({
  ...{ country, verdict: 'allow', wished: 'allow', good: 0, failed: 0, refused: 0, limited: 0, watched: 0 },
  ...{ watchedPackets: 0, denied: 0, passed: 0, wouldRefuse: 0, accounts: 0, lastGood: null },
  ...more,
});
const rows = [
  row('NL', { good: 40, lastGood: '2026-11-22T10:00:00Z' }),
  row('DE', { good: 40, lastGood: '2026-11-22T12:00:00Z' }),
  row('RU', { verdict: 'refuse', wished: 'refuse', failed: 3, refused: 900, passed: 3 }),
  row('BR', { wished: 'refuse', failed: 20, wouldRefuse: 20 }),
];
const names: Record<string, string> = { NL: 'Nederland', DE: 'Duitsland', RU: 'Rusland', BR: 'Brazilië' };
const list = (filter: Partial<Parameters<typeof countryRows>[1]>) =>
  countryRows(rows, { text: '', verdict: '', sort: 'refused', ...filter }, (code) => names[code]!, 'nl').map(
    ({ country }) => country,
  );

test('rows come by what is asked for, ties by name', () => {
  expect(list({})).toEqual(['RU', 'BR', 'DE', 'NL']);
  expect(list({ sort: 'good' })).toEqual(['DE', 'NL', 'BR', 'RU']);
  expect(list({ sort: 'lastGood' })).toEqual(['DE', 'NL', 'BR', 'RU']);
  expect(list({ sort: 'failed' })).toEqual(['BR', 'RU', 'DE', 'NL']);
  expect([list({ sort: 'wouldRefuse' })[0], list({ sort: 'passed' })[0]]).toEqual(['BR', 'RU']);
});

test('a country is found by part of its name or by its code', () => {
  expect(list({ text: 'LAND', sort: 'name' })).toEqual(['DE', 'NL', 'RU']);
  expect(list({ text: 'br' })).toEqual(['BR']);
  expect(list({ text: 'de' })).toEqual(['DE', 'NL']);
});

test('what a policy in watch would refuse counts as watched', () => {
  expect(shownVerdict(rows[3]!)).toBe('watch');
  expect(list({ verdict: 'watch' })).toEqual(['BR']);
  expect(list({ verdict: 'refuse' })).toEqual(['RU']);
});

test('the file has a line for each country, and exact times', () => {
  expect(countriesCsv(rows.slice(0, 1))).toBe(
    'country,verdict,wished,good,failed,refused,passed,wouldRefuse,denied,limited,watched,watchedPackets,accounts,lastGood\r\nNL,allow,allow,40,0,0,0,0,0,0,0,0,0,2026-11-22T10:00:00Z\r\n',
  );
});
