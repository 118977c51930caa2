import { expect, test } from 'vitest';
import { demandPassword, passwordFlaw } from './password-rules.ts';

const known = ['Sanne Bakker', 'sanne.bakker@example.net'];

test.each([
  ['kort', 'short'],
  ['elf tekens!', 'short'],
  ['password1234', 'common'],
  ['welkomwelkom', 'common'],
  ['belwacht2026', 'common'],
  ['iloveyou12345', 'common'],
  ['sannebakker1', 'personal'],
  ['Bakker.Sanne!!', 'personal'],
  ['aaaaaaaaaaaaaaaa', 'guessable'],
  ['abcdefghijklmnop', 'guessable'],
  ['qwertyuiopasdf', 'guessable'],
])('%s is refused as %s', (password, flaw) => {
  const found = passwordFlaw(password, known);
  // A run over the keyboard is also on every list: either name is right.
  if (flaw === 'guessable') expect(['guessable', 'common']).toContain(found);
  else expect(found).toBe(flaw);
});

test.each(['correct horse battery', 'lantaarn koffie duif rivier', 'k7#mQv2!xR9d', 'paars fietsbel tulp regen'])(
  '%s is good enough',
  (password) => {
    expect(passwordFlaw(password, known)).toBeUndefined();
  },
);

test('the longest and strangest do not take long and throw nothing', () => {
  const from = performance.now();
  for (const password of [
    'a'.repeat(200),
    'aB3$'.repeat(50),
    '💣'.repeat(100),
    '\u0000'.repeat(30),
    'p@ssw0rd'.repeat(25),
  ]) {
    passwordFlaw(password, known);
  }
  expect(performance.now() - from).toBeLessThan(5000);
});

test('the refusal names the field and says what to do', () => {
  expect(() => demandPassword('kort', [], 'newPassword')).toThrow(
    expect.objectContaining({ status: 400, field: 'newPassword', type: '/problems/password-short' }),
  );
});
