import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createChannels } from './channels.ts';

test('folders and registry agree', () => {
  const folders = readdirSync(new URL('./channels/', import.meta.url)).sort();
  const all = createChannels(
    {
      mail: { host: '127.0.0.1', port: 25, secure: false, from: 'belwacht@example.nl' },
      webhook: { secret: `whsec_${Buffer.from('twenty-four random bytes').toString('base64')}` },
    },
    { clock: Date.now, post: () => Promise.reject(new Error('not in this test')) },
  );
  expect(all.map(({ kind }) => kind).sort()).toEqual(folders);
});
