import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Backups } from '../src/api/schema/keeping.ts';
import type { Session } from '../src/api/schema/people.ts';
import type { CreatedToken } from '../src/api/schema/settings.ts';
import { Authenticator, Guest } from './lab/guest.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

/** Second factors live through rotation of keys, a backup and a restore, and stand nowhere in plain. */
const olga = { name: 'Olga', email: 'olga@example.net', password: 'lantaarn koffie duif rivier' };
const settings = { security: { mfa_roles: ['owner'] } };
let dir: string;
let serving: Serving;
let owner: Guest;
let app: Authenticator;
let seed: string;
let codes: readonly string[];
let passphraseFile: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'belwacht-people-'));
  passphraseFile = join(dir, 'passphrase');
  writeFileSync(passphraseFile, 'ruim twaalf tekens lang', { mode: 0o600 });
  serving = new Serving('backup-people', settings);
  await serving.start();
  owner = new Guest(serving.server.url);
  const token = new URL(serving.server.setupLink).searchParams.get('token');
  await owner.must<Session>('POST', '/api/v1/setup', { token, ...olga, language: 'nl' });
  const begun = await owner.must<{ secret: string; recoveryCodes: string[] }>('POST', '/api/v1/profile/totp', {});
  seed = begun.secret;
  codes = begun.recoveryCodes;
  app = new Authenticator(seed);
  await owner.must('POST', '/api/v1/profile/totp/confirm', { code: app.code() });
});
afterAll(async () => {
  await serving?.close();
  rmSync(dir, { recursive: true, force: true });
});

const started = (server: Serving) => server.server.output.match(/is ready: /g)?.length ?? 0;
async function signIn(url: string, kind: 'totp' | 'recovery-code', code: string): Promise<Guest> {
  const guest = new Guest(url);
  expect((await guest.signIn(olga.email, olga.password)).body).toMatchObject({ next: 'second-factor' });
  await guest.must('POST', '/api/v1/session/second-factor', { kind, code });
  expect((await guest.must<Session>('GET', '/api/v1/session')).user).toMatchObject({ email: olga.email });
  return guest;
}

test('what takes everything out, or puts it back, takes a person with a second factor', async () => {
  const { secret } = await serving.must<CreatedToken>('POST', '/api/v1/tokens', {
    kind: 'api',
    name: 'script',
    permissions: [
      ...['system:read', 'backup:make', 'backup:restore', 'data:export', 'settings:write', 'enforcers:write'],
    ],
  });
  expect((await serving.ask('GET', '/api/v1/backups', { token: secret })).status).toBe(200);
  const dangerous = [
    ['POST', '/api/v1/backups'],
    ['GET', '/api/v1/backups/x'],
    ['DELETE', '/api/v1/backups/x'],
    ['GET', '/api/v1/backup'],
    ['POST', '/api/v1/restore'],
    ['POST', '/api/v1/secrets/rotate'],
    ['POST', '/api/v1/webhook-key'],
    ['PUT', '/api/v1/enforcers/firewall/secret'],
  ] as const;
  for (const [method, path] of dangerous) {
    const answer = await serving.ask<{ type: string }>(method, path, { token: secret });
    expect([path, answer.status, answer.json().type]).toEqual([path, 403, '/problems/step-up-required']);
    expect((await serving.ask(method, path, { token: '' })).status).toBe(401);
  }
  const made = await owner.must<Backups['items'][number]>('POST', '/api/v1/backups');
  expect(made.verified).toBe(true);
});

test('rotation while it runs: an app and recovery codes from before still open the door', async () => {
  await serving.server.cli('secrets', 'rotate');
  await until('the parts to start anew', 30, () => started(serving) === 2);
  // Cookies were signed with the old key.
  expect((await owner.must<Session>('GET', '/api/v1/session')).user).toBeNull();
  owner = await signIn(serving.server.url, 'totp', app.code());
  await signIn(serving.server.url, 'recovery-code', codes[1]);
});

test('a backup holds no seed and no recovery code; restored elsewhere with its keys, both work', async () => {
  const plain = join(dir, 'plain.tar.gz');
  await serving.server.cli('backup', plain);
  const everything = gunzipSync(readFileSync(plain)).toString('latin1');
  expect(everything).toContain(olga.email);
  for (const secret of [seed, ...codes, olga.password]) expect(everything).not.toContain(secret);

  const sealed = join(dir, 'sealed');
  await serving.server.cli('backup', sealed, '--encrypt', '--with-keys', '--passphrase-file', passphraseFile);
  const other = new Serving('backup-people-into', settings);
  try {
    await other.start();
    await other.server.cli('restore', sealed, '--yes', '--passphrase-file', passphraseFile);
    await until('the parts to start anew', 30, () => started(other) === 2);
    await signIn(other.server.url, 'totp', app.code());
    await signIn(other.server.url, 'recovery-code', codes[2]);
  } finally {
    await other.close();
  }
});
