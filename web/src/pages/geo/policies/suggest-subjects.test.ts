import { expect, test } from 'vitest';
import type { GeoCatalogue } from '../../../../../src/api/schema/geo.ts';
import { readList, type SubjectNames, suggestSubjects } from './suggest-subjects.ts';

const country = (code: string, nl: string, en: string) => ({ code, name: { nl, en }, continent: 'europe' });
const catalogue: GeoCatalogue = {
  groups: [
    { name: 'eu', title: { nl: 'Europese Unie', en: 'European Union' }, subjects: ['NL'], builtIn: true },
    { name: 'our-branches', title: { nl: 'Onze vestigingen', en: 'Our branches' }, subjects: ['NL'], builtIn: false },
  ],
  templates: [],
  countries: [
    country('NL', 'Nederland', 'Netherlands'),
    country('NE', 'Niger', 'Niger'),
    country('CI', 'Ivoorkust', 'Côte d’Ivoire'),
    country('CW', 'Curaçao', 'Curaçao'),
  ],
  numberKinds: ['premium', 'satellite', 'emergency'],
};
const words: Record<string, string> = { any: 'everything', unknown: 'unknown country', hosting: 'hosting and VPN' };
const names: SubjectNames = { catalogue, language: 'en', word: (subject) => words[subject] ?? subject };
const found = (typed: string, numbers = false) => suggestSubjects(typed, names, numbers).map(({ value }) => value);

test('countries and groups are found by how their names begin, by code, and without accents', () => {
  expect(found('neth')).toEqual(['NL']);
  expect(found('ne')[0]).toBe('NE');
  expect(found('cote')).toEqual(['CI']);
  expect(found('curacao')).toEqual(['CW']);
  expect(found('our-br')).toEqual(['our-branches']);
  expect(suggestSubjects('vest', { ...names, language: 'nl' }, false).map(({ value }) => value)).toEqual([
    'our-branches',
  ]);
});

test('networks and ranges are made from what is typed', () => {
  expect(found('as 64500')).toEqual(['AS64500']);
  expect(found('203.0.113.0/24')).toEqual(['203.0.113.0/24']);
  expect(found('2001:DB8::/32')).toEqual(['2001:db8::/32']);
  expect(found('203')).toEqual([]);
});

test('destinations of calls are numbers and their kinds, never emergency numbers nor ranges', () => {
  expect(found('+882 13', true)).toEqual(['+88213']);
  expect(found('0088213', true)).toEqual(['+88213']);
  expect(found('kind', true)).toEqual(['kind:premium', 'kind:satellite']);
  expect(found('203.0.113.0/24', true)).toEqual([]);
  expect(found('', true)).not.toContain('hosting');
});

test('a pasted list is read whole; what is not known stays', () => {
  expect(readList('NL, Netherlands; AS64500\n203.0.113.0/24\tnonsense', names, false)).toEqual({
    found: ['NL', 'AS64500', '203.0.113.0/24'],
    rest: 'nonsense',
  });
});
