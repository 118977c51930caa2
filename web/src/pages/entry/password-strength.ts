/** How a new password does: too short, easy to guess, good enough, strong. `score` 0–4 fills the meter. */
export interface Strength {
  readonly verdict: 'short' | 'weak' | 'fair' | 'strong';
  readonly score: 0 | 1 | 2 | 3 | 4;
  /** Characters still missing. */
  readonly missing: number;
}

export const minimumLength = 12;

/**
 * Judges a password by what makes guessing cheap: length, few different characters, runs (1234, abcd), and words the
 * guesser knows already (`known`: name, e-mail address).
 */
export function passwordStrength(password: string, known: readonly string[] = []): Strength {
  const length = [...password].length;
  const missing = Math.max(0, minimumLength - length);
  if (missing > 0) return { verdict: 'short', score: length === 0 ? 0 : 1, missing };
  const lower = password.toLowerCase();
  const different = new Set(lower).size;
  const givenAway = known
    .flatMap((text) => text.toLowerCase().split(/[^\p{L}\d]+/u))
    .concat('belwacht', 'password', 'wachtwoord', 'welkom', 'welcome')
    .filter((word) => word.length > 3 && lower.includes(word))
    .reduce((sum, word) => sum + word.length, 0);
  const own = length - givenAway - runs(lower);
  if (different < 5 || own < 8) return { verdict: 'weak', score: 2, missing: 0 };
  return own >= 16 && different > 8
    ? { verdict: 'strong', score: 4, missing: 0 }
    : { verdict: 'fair', score: 3, missing: 0 };
}

/** Characters that only continue a run: the 3 and 4 of 1234, the second and third x of xxx. */
function runs(text: string): number {
  let count = 0;
  for (let i = 2; i < text.length; i++) {
    const step = text.charCodeAt(i) - text.charCodeAt(i - 1);
    if (Math.abs(step) <= 1 && step === text.charCodeAt(i - 1) - text.charCodeAt(i - 2)) count++;
  }
  return count;
}
