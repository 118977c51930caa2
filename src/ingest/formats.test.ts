import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formatNames } from '../core/format-names.ts';
import { formats } from './formats.ts';

test('folders and registry agree, and each format has the name of its folder', () => {
  const folders = readdirSync(new URL('./formats/', import.meta.url)).sort();
  expect(formats.map(({ name }) => name).sort()).toEqual(folders);
  expect([...formatNames].sort()).toEqual(folders);
  for (const { name, create } of formats) expect(create().name).toBe(name);
});
