import { expect, test } from 'vitest';
import { passwordStrength } from './password-strength.ts';

test('below twelve characters says how many are missing', () => {
  expect(passwordStrength('')).toEqual({ verdict: 'short', score: 0, missing: 12 });
  expect(passwordStrength('fietsbel')).toEqual({ verdict: 'short', score: 1, missing: 4 });
});

test('repeats, runs and known words are weak', () => {
  for (const password of ['aaaaaaaaaaaaaaaa', 'abcdefghijklmnop', '123456789012345', 'wachtwoord12']) {
    expect(passwordStrength(password).verdict, password).toBe('weak');
  }
  expect(passwordStrength('sanne.bakker1', ['Sanne Bakker']).verdict).toBe('weak');
});

test('four words are strong, twelve mixed characters good enough', () => {
  expect(passwordStrength('lantaarn koffie duif rivier').verdict).toBe('strong');
  expect(passwordStrength('k7#mQv2!xR9d').verdict).toBe('fair');
});
