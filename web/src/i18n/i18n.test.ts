import { expect, test } from 'vitest';
import { en } from './en.ts';
import { nl } from './nl.ts';

function entries(words: object): [key: string, text: string][] {
  return Object.entries(words).flatMap(([area, texts]) =>
    Object.entries(texts as Record<string, string>).map(([key, text]): [string, string] => [`${area}.${key}`, text]),
  );
}
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

test('both languages have the same keys', () => {
  expect(entries(nl).map(([key]) => key)).toEqual(entries(en).map(([key]) => key));
});

test('no text is empty, and both languages fill in the same values', () => {
  const dutch = new Map(entries(nl));
  for (const [key, text] of entries(en)) {
    expect(text, key).not.toBe('');
    expect(dutch.get(key), key).not.toBe('');
    expect(placeholders(dutch.get(key)!), key).toEqual(placeholders(text));
  }
});

test('a plural comes in one and other', () => {
  const keys = new Set(entries(en).map(([key]) => key));
  for (const key of keys) {
    if (key.endsWith('_one')) expect(keys).toContain(key.replace(/_one$/, '_other'));
    if (key.endsWith('_other')) expect(keys).toContain(key.replace(/_other$/, '_one'));
  }
});
