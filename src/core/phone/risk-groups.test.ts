import { expect, it } from 'vitest';
import { countryDialling } from './countries.ts';
import { publishedRiskGroups } from './risk-groups.ts';

it('groups say who said so and when, and name countries that exist', () => {
  for (const { source, date, countries, kinds } of publishedRiskGroups) {
    expect(source).not.toBe('');
    expect(Date.parse(date)).toBeGreaterThan(0);
    expect(countries.length + kinds.length).toBeGreaterThan(0);
    for (const country of countries) expect(countryDialling.has(country)).toBe(true);
  }
});
