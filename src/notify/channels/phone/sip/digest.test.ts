import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { answerChallenge } from './digest.ts';

const credentials = { user: 'Mufasa', password: 'Circle of Life' };
const hash = (name: string, text: string) => createHash(name).update(text).digest('hex');

test('the strongest challenge that is known is answered (RFC 8760)', () => {
  const answer = answerChallenge(
    [
      'Digest realm="a, b", nonce="n\\"1", algorithm=MD5, qop="auth"',
      'Digest realm="r", nonce="n2", algorithm=SHA-256, qop="auth-int,auth", opaque="o"',
    ],
    credentials,
    'INVITE',
    'sip:+31612345678@example.nl',
  )!;
  const value = (name: string) => new RegExp(`${name}="?([^",]*)`).exec(answer)?.[1];
  expect(answer).toMatch(/realm="r".*algorithm=SHA-256.*opaque="o"/);
  const a1 = hash('sha256', 'Mufasa:r:Circle of Life');
  const a2 = hash('sha256', 'INVITE:sip:+31612345678@example.nl');
  expect(value('response')).toBe(hash('sha256', `${a1}:n2:00000001:${value('cnonce')}:auth:${a2}`));
});

test('without qop as RFC 2069 says, and MD5 when nothing is said', () => {
  const answer = answerChallenge(['digest realm="r",nonce="n"'], credentials, 'REGISTER', 'sip:x')!;
  const expected = hash('md5', `${hash('md5', 'Mufasa:r:Circle of Life')}:n:${hash('md5', 'REGISTER:sip:x')}`);
  expect(answer).toContain(`response="${expected}"`);
  expect(answer).not.toContain('qop');
});

test.each([
  'Basic realm="x"',
  'Digest realm="x"',
  'Digest nonce="n", algorithm=AKAv1-MD5',
  'Digest nonce="n", qop="auth-int"',
])('%s cannot be answered', (challenge) =>
  expect(answerChallenge([challenge], credentials, 'INVITE', 'sip:x')).toBeUndefined(),
);
