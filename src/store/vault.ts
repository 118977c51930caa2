import { CompactEncrypt, compactDecrypt } from 'jose';
import { sql } from 'kysely';
import type { Keyring } from '../core/keyring.ts';
import type { Db } from './postgres.ts';

/** A sealed secret that cannot be opened. */
export class SealedError extends Error {
  readonly retryable = false;
  constructor(message: string) {
    super(message);
    this.name = 'SealedError';
  }
}

/** A secret by name; what it is stays closed. */
export interface SealedSecret {
  readonly tenant: string;
  readonly name: string;
  readonly kid: string;
  readonly sealedAt: number;
}

/** Longest secret, characters. */
const maxLength = 16_384;

/**
 * Secrets in the database, each sealed as compact JWE (RFC 7516, `dir` with A256GCM) under a key that is a file. The
 * protected header says whose it is, so a row moved to another tenant or name does not open.
 */
export function vaultStore(db: Db, clock: () => number, keyring: Keyring | undefined) {
  const ring = () => {
    if (!keyring) throw new Error('there are no keys here to seal with');
    return keyring;
  };
  return {
    /** Seals and keeps; replaces what has that name. */
    async put(tenant: string, name: string, secret: string): Promise<void> {
      const { current } = ring();
      const jwe = await seal(ring(), tenant, name, secret);
      await sql`insert into sealed_secret (tenant, name, kid, jwe, sealed_at) values (${tenant}, ${name}, ${current.id}, ${jwe}, ${clock()})
        on conflict (tenant, name) do update set kid = excluded.kid, jwe = excluded.jwe, sealed_at = excluded.sealed_at`.execute(
        db,
      );
    },

    /** The secret; undefined when there is none. @throws SealedError when its key is not here or it was altered. */
    async open(tenant: string, name: string): Promise<string | undefined> {
      const { rows } = await sql<{
        jwe: string;
      }>`select jwe from sealed_secret where tenant = ${tenant} and name = ${name}`.execute(db);
      return rows[0] && unseal(ring(), tenant, name, rows[0].jwe);
    },

    async remove(tenant: string, name: string): Promise<boolean> {
      const { rows } =
        await sql`delete from sealed_secret where tenant = ${tenant} and name = ${name} returning 1`.execute(db);
      return rows.length > 0;
    },

    /** Names and ages, never a value. */
    async list(tenant?: string): Promise<readonly SealedSecret[]> {
      const { rows } = await sql<SealedSecret>`select tenant, name, kid, sealed_at as "sealedAt" from sealed_secret
        ${tenant === undefined ? sql`` : sql`where tenant = ${tenant}`} order by tenant, name`.execute(db);
      return rows;
    },
  };
}

/** Seals under the current key. @throws RangeError when it is empty or too long. */
export async function seal(keyring: Keyring, tenant: string, name: string, secret: string): Promise<string> {
  if (secret.length === 0 || secret.length > maxLength)
    throw new RangeError(`a secret has 1 to ${maxLength} characters`);
  const { current } = keyring;
  return new CompactEncrypt(new TextEncoder().encode(secret))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: current.id, sub: subject(tenant, name) })
    .encrypt(current.key);
}

/** @throws SealedError */
export async function unseal(keyring: Keyring, tenant: string, name: string, jwe: string): Promise<string> {
  const what = `the secret ${name} of ${tenant}`;
  let missing = '';
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(
      jwe,
      ({ kid }) => {
        const key = kid === undefined ? undefined : keyring.find(kid);
        if (key) return key.key;
        missing = String(kid);
        throw new Error('no key');
      },
      { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] },
    );
    if (protectedHeader.sub !== subject(tenant, name)) throw new SealedError(`${what} was sealed as another one`);
    return new TextDecoder().decode(plaintext);
  } catch (error) {
    if (error instanceof SealedError) throw error;
    throw new SealedError(
      missing ? `${what} is sealed under key ${missing}, which is not in the key directory` : `${what} was altered`,
    );
  }
}

function subject(tenant: string, name: string): string {
  return JSON.stringify([tenant, name]);
}
