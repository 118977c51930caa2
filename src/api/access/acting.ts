import { AsyncLocalStorage } from 'node:async_hooks';
import type { Role } from '../../core/access.ts';
import { ownWork, type Work } from '../../core/work.ts';

/** How long a second factor that was shown opens dangerous acts, ms. */
export const freshMs = 5 * 60_000;

/** How a second factor was shown. Empty: not at all. */
export type Shown = '' | 'totp' | 'passkey' | 'recovery-code' | 'provider';

/** What may be made of somebody who comes for the first time. */
export interface Grant {
  readonly role: Role;
  readonly tenant: string;
  /** Used up when the person is there. */
  readonly invitation: string | undefined;
}

/** What the library has to know of the request it works for, beyond its headers. */
export interface Acting {
  /** Stamps what it stores with who does it. */
  readonly work: Work;
  /** What the new session has shown, where its path does not tell. */
  shown?: Shown;
  freshUntil?: Date | null;
  /** The password, or more than it, was shown a moment ago in this session: the library need not ask for it again. */
  readonly isProven?: boolean;
  /** Set when single sign-on brings somebody new whom we let in. */
  grant?: Grant;
  /** The person that single sign-on is about, for the record. */
  userName?: string;
}

const storage = new AsyncLocalStorage<Acting>();

/** Runs something of the library for a request. */
export function actAs<T>(acting: Acting, run: () => Promise<T>): Promise<T> {
  return storage.run(acting, run);
}

/** What runs now; undefined outside of a request. */
export function acting(): Acting | undefined {
  return storage.getStore();
}

/** Whose work the library's queries are. */
export function actingWork(): Work {
  return storage.getStore()?.work ?? ownWork;
}
