import type { Keyring } from '../../core/keyring.ts';

/** A secret of sign-in with its version, as better-auth takes them. */
export interface AuthSecret {
  readonly version: number;
  readonly value: string;
}

/** What sign-in signs and seals with, the current one first; the others only open. */
export function authSecrets({ all, current }: Keyring): readonly AuthSecret[] {
  const others = all.filter(({ id }) => id !== current.id);
  return [current, ...others].map(({ id, signIn }) => ({ version: Number(id), value: signIn }));
}
