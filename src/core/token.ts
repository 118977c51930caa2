import type { Permission } from './access.ts';
import type { Versioned } from './versioned.ts';

/** `local`: the command line of the machine Belwacht runs on, made anew at each start. */
export type TokenKind = 'ingest' | 'bouncer' | 'list' | 'api' | 'local';

/** Who is on record for what the command line of this machine did. */
export const shellName = 'command line on this machine';
export type ShellName = typeof shellName;

/** What decides over a token that is made. */
export interface NewTokenRecord {
  readonly kind: TokenKind;
  readonly name: string;
  readonly tenant: string;
  /** Of api tokens; the other kinds open one door and need none. */
  readonly permissions?: readonly Permission[];
  /** ms; undefined: it has no end. */
  readonly expiresAt?: number;
  /** Person whose permissions bound it; undefined for tokens of this machine itself. */
  readonly madeBy?: { readonly id: string; readonly name: string };
}

/** Machine access, without its secret. */
export interface TokenRecord extends Versioned {
  readonly id: string;
  readonly kind: TokenKind;
  readonly name: string;
  readonly tenant: string;
  readonly permissions: readonly Permission[];
  readonly expiresAt: number | undefined;
  readonly madeBy: { readonly id: string; readonly name: string };
  /** Its maker is gone or suspended, so that an api token may do nothing any more. */
  readonly stopped: boolean;
  readonly createdAt: number;
  readonly lastUsedAt: number | undefined;
  /** IP address. */
  readonly lastUsedAddress: string;
}

/** A token that somebody shows. */
export interface ShownToken extends TokenRecord {
  /** Why it opens nothing now. `suspended`: its customer is. */
  readonly refusal: 'expired' | 'stopped' | 'suspended' | undefined;
}
