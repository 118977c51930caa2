import { expect, it } from 'vitest';
import { countryDialling } from './countries.ts';
import { destinationOf } from './destination.ts';
import { publishedRiskGroups, riskGroupsOf } from './risk-groups.ts';

it.each([
  ['2203123456', ['hijacked-pbx-2014']],
  ['18765551234', ['wangiri-islands-2019']],
  ['881612345678', ['no-country']],
  ['31201234567', []],
  ['999123456', []],
])('%s is in %o', (number, ids) => {
  expect(riskGroupsOf(destinationOf(number)).map(({ id }) => id)).toEqual(ids);
});

it('groups say who said so and when, and name countries that exist', () => {
  for (const { source, date, countries, kinds } of publishedRiskGroups) {
    expect(source).not.toBe('');
    expect(Date.parse(date)).toBeGreaterThan(0);
    expect(countries.length + kinds.length).toBeGreaterThan(0);
    for (const country of countries) expect(countryDialling.has(country)).toBe(true);
  }
});

it('an operator’s own groups count instead', () => {
  const own = [{ ...publishedRiskGroups[0]!, id: 'own', countries: ['NL'], kinds: [] }];
  expect(riskGroupsOf(destinationOf('31201234567'), own).map(({ id }) => id)).toEqual(['own']);
});
