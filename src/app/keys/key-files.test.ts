import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { KeyFiles } from './key-files.ts';

const dir = mkdtempSync(join(tmpdir(), 'belwacht-keys-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('a key that comes with a backup opens, and never becomes the one that seals', () => {
  const keys = new KeyFiles(dir);
  const own = keys.current.id;
  const kid = '9999999999999999';
  const seal = { kty: 'oct', alg: 'A256GCM', kid, k: 'A'.repeat(43) };
  const text = JSON.stringify({
    seal,
    signIn: 'known to who wrote it'.padEnd(43, '!'),
    createdAt: '2026-01-01T00:00:00Z',
  });
  expect(keys.bring(text)).toBe(true);
  expect(keys.bring(text)).toBe(false);
  expect(keys.find(kid)).toBeDefined();
  expect(keys.current.id).toBe(own);
  expect(new KeyFiles(dir).current.id).toBe(own);
});
