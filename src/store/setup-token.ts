import { createHash, randomBytes } from 'node:crypto';
import type { peopleStore } from './people.ts';

const lifeMs = 86_400_000;

/**
 * Makes the one-time setup token (256 random bits, base64url) when nobody can sign in yet, for the link printed at start;
 * undefined when somebody can. Only its hash is kept; it ends after 24 hours, at its use, or when a newer one is made.
 */
export async function createSetupToken(
  people: Pick<ReturnType<typeof peopleStore>, 'exist' | 'offerSetup'>,
  clock: () => number,
): Promise<string | undefined> {
  if (await people.exist()) return undefined;
  const token = randomBytes(32).toString('base64url');
  await people.offerSetup(createHash('sha256').update(token).digest('hex'), clock() + lifeMs);
  return token;
}
