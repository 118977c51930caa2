import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { Problem } from '../problem.ts';

/** Why a password is refused; the last part of the problem type. */
export type PasswordFlaw = 'short' | 'common' | 'personal' | 'guessable';

export const shortestPassword = 12;
/** Words everybody would try here. */
const ours = ['belwacht', 'telefoon', 'telefonie', 'telephony', 'wachtwoord', 'welkom', 'welcome', 'password'];
/** Estimated guesses below 10^8: seconds for whoever holds the hashes, days for who guesses at the door. */
const leastScore = 3;
/** Judging takes longer than in proportion; what is good enough is so by now. */
const judged = 64;
/** Letters that have to be left besides a word that everybody would try. */
const leastOfOneself = 6;

const sentences: Readonly<Record<PasswordFlaw, string>> = {
  short: `Take at least ${shortestPassword} characters: four words that have nothing to do with each other are easy to remember.`,
  common: 'This password is on lists that everybody who guesses tries first. Take another.',
  personal: 'This password holds your name or e-mail address, which who guesses tries first. Take another.',
  guessable:
    'This password is easy to guess: it repeats itself or follows a pattern. Add words that do not belong together.',
};

// Made at the first password that is set: building the dictionaries takes a moment and most starts need none.
let judge: ZxcvbnFactory | undefined;

/**
 * What is wrong with a password, or undefined. Offline: the list of leaked and common passwords comes with the program.
 * `known`: name and e-mail address of its person.
 */
export function passwordFlaw(password: string, known: readonly string[]): PasswordFlaw | undefined {
  if ([...password].length < shortestPassword) return 'short';
  const words = known.flatMap((text) => [text, ...text.split(/[^\p{L}\d]+/u)]).filter((word) => word.length > 3);
  if (leftOf(password, words) < leastOfOneself) return 'personal';
  if (leftOf(password, ours) < leastOfOneself) return 'common';
  judge ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  const { score, sequence } = judge.check(password.slice(0, judged), words);
  if (score >= leastScore) return undefined;
  const listed = sequence.filter(
    (part) => part.pattern === 'dictionary' && String(part.dictionaryName).startsWith('passwords'),
  );
  return listed.reduce((sum, { token }) => sum + token.length, 0) * 2 >= password.length ? 'common' : 'guessable';
}

/** How many letters are left when these words, digits and signs are taken out. */
function leftOf(password: string, words: readonly string[]): number {
  let rest = password.toLowerCase();
  let hit = false;
  for (const word of words) {
    const parts = rest.split(word.toLowerCase());
    hit ||= parts.length > 1;
    rest = parts.join('');
  }
  return hit ? rest.replace(/[^\p{L}]/gu, '').length : Number.POSITIVE_INFINITY;
}

/**
 * Refuses a password that is not good enough.
 *
 * @throws Problem 400 of type `/problems/password-…` that names the field.
 */
export function demandPassword(password: string, known: readonly string[], field: string): void {
  const flaw = passwordFlaw(password, known);
  if (flaw) throw new Problem(400, sentences[flaw], field, `/problems/password-${flaw}`);
}
