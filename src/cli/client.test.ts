import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Client } from './client.ts';

const dir = mkdtempSync(join(tmpdir(), 'belwacht-client-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('the token of this machine goes to no other server', () => {
  const url = 'http://127.0.0.1:8080';
  writeFileSync(join(dir, 'cli.json'), JSON.stringify({ url, token: 'secret' }));
  expect(() => new Client({ 'data-dir': dir })).not.toThrow();
  expect(() => new Client({ 'data-dir': dir, url })).not.toThrow();
  expect(() => new Client({ 'data-dir': dir, url: 'https://elsewhere.example' })).toThrow('--token');
  expect(() => new Client({ 'data-dir': dir, url: 'https://elsewhere.example', token: 't' })).not.toThrow();
});
