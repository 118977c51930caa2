import { describe, expect, it } from 'vitest';
import { countryDialling } from '../phone/countries.ts';
import {
  continentOf,
  continents,
  countries,
  countriesOfContinent,
  countriesOfRegion,
  isCountry,
  regions,
} from './countries.ts';
import { groupMembers } from './group-members.ts';
import { builtInGroup, builtInGroups } from './groups.ts';
import { readSubject } from './read-subject.ts';

describe('countries', () => {
  it('has every country that telephony knows, on exactly one continent and in one region', () => {
    for (const code of countryDialling.keys()) expect([code, isCountry(code)]).toEqual([code, true]);
    const onContinents = continents.flatMap(countriesOfContinent);
    const inRegions = regions.flatMap(countriesOfRegion);
    expect(new Set(onContinents).size).toBe(onContinents.length);
    expect(inRegions.sort()).toEqual(onContinents.sort());
    expect([...countries]).toEqual(onContinents);
  });

  it('has no more than telephony knows but uninhabited territories', () => {
    expect(countries.filter((code) => !countryDialling.has(code))).toEqual(['BV', 'GS', 'HM', 'UM']);
  });

  it('knows where some countries lie', () => {
    expect(continentOf('NL')).toBe('europe');
    expect(continentOf('CW')).toBe('north-america');
    expect(continentOf('SR')).toBe('south-america');
    expect(continentOf('CY')).toBe('europe');
    expect(continentOf('TR')).toBe('asia');
    expect(continentOf('EU')).toBeUndefined();
  });
});

describe('built-in groups', () => {
  it('have names of their own and subjects that read, none of them a group', () => {
    const names = builtInGroups.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, title, subjects } of builtInGroups) {
      expect(name).toMatch(/^[a-z][a-z-]*$/);
      expect(title.nl.length * title.en.length).toBeGreaterThan(0);
      expect(new Set(subjects).size).toBe(subjects.length);
      for (const subject of subjects) {
        const read = readSubject(subject, []);
        expect([subject, read.ok && read.value.kind !== 'group']).toEqual([subject, true]);
      }
      expect(groupMembers(name, [])).toHaveLength(subjects.length);
    }
  });

  it.each([
    ['eu', 27],
    ['eea', 30],
    ['efta', 4],
    ['schengen', 29],
    ['benelux', 3],
    ['nato', 32],
    ['five-eyes', 5],
  ])('%s has %i members', (name, size) => {
    expect(builtInGroup(name)!.subjects).toHaveLength(size);
  });
});
