import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cdrFormats } from './cdr-formats.ts';
import { testOptions } from './cdr-promises.ts';

const mapping = {
  delimiter: ',',
  header: false,
  time: 'iso',
  zone: '',
  columns: { start: [1], to: [2], duration: [3] },
  constants: {},
  outcomes: {},
  directions: {},
};

describe('cdrFormats', () => {
  it('has an entry for every folder', () => {
    const folders = readdirSync(new URL('.', import.meta.url), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(cdrFormats.map(({ folder }) => folder).sort()).toEqual(folders.sort());
  });

  it.each(cdrFormats)('makes $id', ({ id, create }) => {
    expect(create({ ...testOptions, mapping }).id).toBe(id);
  });
});
