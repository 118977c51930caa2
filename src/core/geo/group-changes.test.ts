import { expect, test } from 'vitest';
import { groupChanges } from './group-changes.ts';

const english = (...args: Parameters<typeof groupChanges>) => groupChanges(...args).map(({ en }) => en);

test('what became different in a group, in words', () => {
  const before = { title: 'Branches', subjects: ['NL', 'BE', '203.0.113.0/24'] };
  expect(english(undefined, before)).toEqual(['Made as Branches: NL, BE, 203.0.113.0/24.']);
  expect(english(before, before)).toEqual([]);
  expect(groupChanges(before, { title: 'Shops', subjects: ['BE', 'AS64500', 'NL'] })).toEqual([
    { en: 'Title: Branches → Shops.', nl: 'Titel: Branches → Shops.' },
    { en: 'Added: AS64500.', nl: 'Erbij: AS64500.' },
    { en: 'Removed: 203.0.113.0/24.', nl: 'Weg: 203.0.113.0/24.' },
  ]);
  expect(english(before, { ...before, subjects: ['BE', 'NL', '203.0.113.0/24'] })).toEqual([
    'Written in another order.',
  ]);
});

test('a long list is cut short, and says by how much', () => {
  const subjects = Array.from({ length: 2000 }, (_, i) => `AS${i + 1}`);
  const [said] = english({ title: 'x', subjects: ['NL'] }, { title: 'x', subjects: ['NL', ...subjects] });
  expect(said).toMatch(/^Added: AS1, .*, AS12 … \(\+1988\)\.$/);
});
