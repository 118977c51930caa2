import { expect, test } from 'vitest';
import { SealedError } from '../../../store/vault.ts';
import { signIn } from './sign-in.ts';

const at = new URL('https://crm.example.nl/state');
const kept = (secret: string, user = '', host = 'crm.example.nl') => ({
  open: async () => ({ host, user, secret }),
});
const basic = { kind: 'basic', secret: 'crm', user: '' } as const;
const bearer = { kind: 'bearer', secret: 'crm', user: '' } as const;

test('signs in with what is kept, the name of the playbook before that of the secret', async () => {
  const said = async (auth: typeof basic | typeof bearer, { open }: ReturnType<typeof kept>) => {
    const result = await signIn(auth, at, open);
    return result.ok ? result.value.header : result.reason.en;
  };
  const coded = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  expect(await said(basic, kept('pass:wörd', 'me'))).toBe(coded('me:pass:wörd'));
  expect(await said({ ...basic, user: 'other' } as never, kept('pass', 'me'))).toBe(coded('other:pass'));
  expect(await said(bearer, kept('tok.en'))).toBe('Bearer tok.en');
  expect(await said(bearer, kept('tok en'))).toMatch(/characters that no token has/);
});

test('takes what an answer repeats of it out of the answer', async () => {
  const result = await signIn(basic, at, kept('s3"cret', 'me').open);
  if (!result.ok) throw new Error(result.reason.en);
  const pair = Buffer.from('me:s3"cret').toString('base64');
  expect(result.value.without(`{"you":"s3\\"cret","sent":"Basic ${pair}","plain":'s3"cret'}`)).toBe(
    `{"you":"•••","sent":"Basic •••","plain":'•••'}`,
  );
});

test('sends a secret to its own host only', async () => {
  for (const [host, url, goes] of [
    ['crm.example.nl', 'https://crm.example.nl/x', true],
    ['crm.example.nl', 'https://crm.example.nl.evil.example/x', false],
    ['crm.example.nl', 'https://other.example.nl/x', false],
    ['crm.example.nl', 'https://crm.example.nl:8443/x', false],
    ['192.0.2.9:8443', 'https://192.0.2.9:8443/x', true],
    ['192.0.2.9:8443', 'https://192.0.2.9/x', false],
  ] as const) {
    const result = await signIn(bearer, new URL(url), kept('token', '', host).open);
    expect([host, url, result.ok]).toEqual([host, url, goes]);
    if (!result.ok) expect(result.reason.nl).toContain(`is voor ${host}`);
  }
});

test('says what to do when there is none, or none that opens', async () => {
  const none = await signIn(bearer, at, async () => undefined);
  expect(none).toMatchObject({
    ok: false,
    reason: { en: expect.stringContaining('no secret is kept under the name crm') },
  });
  const closed = await signIn(bearer, at, async () => {
    throw new SealedError('sealed under a key that is gone');
  });
  expect(closed).toMatchObject({ ok: false, reason: { en: expect.stringContaining('keep it anew') } });
  await expect(
    signIn(bearer, at, async () => {
      throw new Error('the database is away');
    }),
  ).rejects.toThrow('away');
});
