import { randomBytes } from 'node:crypto';
import type { Store } from '../../store/store.ts';

/** 256 bits that sign session cookies, made at the first start and kept. */
export async function authSecret({ settings }: Pick<Store, 'settings'>): Promise<string> {
  const kept = await settings.fact('auth-secret');
  if (typeof kept === 'string') return kept;
  const secret = randomBytes(32).toString('base64url');
  await settings.rememberFact('auth-secret', secret);
  return secret;
}
