import { createHash, randomBytes } from 'node:crypto';

/** A secret of 256 random bits, e.g. `bw_api_…`; the prefix lets scanners and people recognise it. */
export function newSecret(kind: string): string {
  return `bw_${kind}_${randomBytes(32).toString('base64url')}`;
}

/** SHA-256, hex. A random secret of 256 bits needs no slow hash. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
