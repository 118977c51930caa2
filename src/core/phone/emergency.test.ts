import { expect, test } from 'vitest';
import { countryDialling } from './countries.ts';
import { defaultDialPlan } from './dial-plan.ts';
import { EmergencyReader, emergencySpellings } from './emergency.ts';

test('what passes for a call for help in the kernel is one, in every country, and its plain numbers are among it', () => {
  for (const { country, emergency } of countryDialling.values()) {
    const reader = new EmergencyReader(defaultDialPlan(country));
    const spellings = emergencySpellings([country]);
    const wrong = spellings.filter((text) => !reader.is(text.replace('+', ''), text.startsWith('+')));
    expect([country, wrong]).toEqual([country, []]);
    expect(spellings).toEqual(expect.arrayContaining(['112', '911', ...emergency]));
  }
});

test('of no country in particular only what every phone knows passes', () => {
  expect([...emergencySpellings([])].sort()).toEqual(['0112', '0911', '112', '911', '9112', '9911']);
});
