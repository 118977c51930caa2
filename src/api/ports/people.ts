import type { Role } from '../../core/access.ts';

export interface PersonRecord {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly tenant: string;
  readonly tenantName: string;
  readonly state: 'active' | 'suspended';
  readonly language: 'nl' | 'en' | null;
  readonly totp: boolean;
  readonly passkeys: number;
  readonly password: boolean;
  /** Ids of single sign-on this person comes through. */
  readonly providers: readonly string[];
  readonly sessions: number;
  /** ms */
  readonly lastSeenAt: number | undefined;
  readonly createdAt: number;
  readonly version: number;
  readonly changedAt: number;
  readonly changedBy: string;
}

/** A session with what its person may do now. */
export interface SessionState {
  readonly person: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly tenant: string;
  readonly tenantName: string;
  readonly state: 'active' | 'suspended';
  readonly tenantState: 'active' | 'suspended';
  readonly language: 'nl' | 'en' | null;
  readonly timeZone: string | null;
  readonly totp: boolean;
  readonly passkeys: number;
  readonly password: boolean;
  readonly shown: '' | 'totp' | 'passkey' | 'recovery-code' | 'provider';
  /** ms */
  readonly freshUntil: number | undefined;
  readonly lastSeenAt: number;
}

export interface SessionRecord {
  readonly id: string;
  readonly device: string;
  readonly address: string;
  readonly shown: SessionState['shown'];
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly expiresAt: number;
}

/** Outcome of a change that another may have overtaken. */
export type Changing = 'done' | 'missing' | 'stale' | 'last-owner' | 'tenant-needed';

export interface PeoplePort {
  /** Whether anybody can sign in. */
  exist(): Promise<boolean>;
  /** Whether an unexpired setup token with this hash waits. */
  setupWaits(hash: string): Promise<boolean>;
  /** Makes the first owner and uses up the setup token, both or neither; false when it was used, expired or wrong. */
  setUp(
    hash: string,
    person: {
      readonly name: string;
      readonly email: string;
      readonly passwordHash: string;
      readonly language?: 'nl' | 'en';
    },
  ): Promise<boolean>;
  list(): Promise<readonly PersonRecord[]>;
  get(id: string): Promise<PersonRecord | undefined>;
  /** Never leaves Belwacht without an active owner. `version` undefined: whatever it is. */
  change(
    id: string,
    change: { readonly role?: Role; readonly state?: 'active' | 'suspended' },
    version: number | undefined,
  ): Promise<Changing>;
  /** With sessions, factors and known browsers. */
  remove(id: string, version: number | undefined): Promise<Changing>;
  profile(
    id: string,
    change: { readonly name?: string; readonly language?: 'nl' | 'en' | null; readonly timeZone?: string | null },
  ): Promise<void>;
  byEmail(email: string): Promise<{ readonly id: string; readonly name: string; readonly tenant: string } | undefined>;
  /** The authenticator app and recovery codes only. */
  forgetTotp(id: string): Promise<void>;
  /** Takes away authenticator app, passkeys and recovery codes, and ends all sessions. False when there is no such person. */
  forgetFactors(id: string): Promise<boolean>;
}

export interface SessionPort {
  /** What a session may do; undefined when it was ended. */
  state(session: string): Promise<SessionState | undefined>;
  /** Whether somebody may have a session at all; undefined when there is no such person. */
  standing(
    person: string,
  ): Promise<Pick<SessionState, 'state' | 'tenantState' | 'role' | 'totp' | 'passkeys'> | undefined>;
  /** Newest use first. */
  ofPerson(person: string): Promise<readonly SessionRecord[]>;
  /** Ends one, or all but `except`; says how many. */
  end(person: string, which: { readonly only: string } | { readonly except: string | undefined }): Promise<number>;
  seen(session: string, at: number): Promise<void>;
  /** A second factor was shown. */
  prove(session: string, shown: SessionState['shown'], freshUntil: number): Promise<void>;
  /** A wrong one; ends the session at the `most`th in a row and says so. */
  missed(session: string, most: number): Promise<'counted' | 'ended'>;
  /** Whether this code counts: false when it was used before. */
  useCode(person: string, hash: string, at: number): Promise<boolean>;
}

export interface InvitationRecord {
  readonly id: string;
  readonly tenant: string;
  readonly tenantName: string;
  readonly email: string;
  readonly role: Role;
  readonly language: 'nl' | 'en';
  readonly invitedBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly message: string;
}

export interface InvitationPort {
  list(): Promise<readonly InvitationRecord[]>;
  /** `known`: somebody has this address, or is invited already. */
  insert(
    invitation: Pick<InvitationRecord, 'id' | 'tenant' | 'email' | 'role' | 'language' | 'expiresAt' | 'message'> & {
      readonly invitedBy: string;
      readonly invitedByName: string;
    },
    hash: string,
  ): Promise<'done' | 'known' | 'no-tenant'>;
  /** With a new token; the old one ends. */
  renew(id: string, hash: string, expiresAt: number, message: string): Promise<InvitationRecord | undefined>;
  remove(id: string): Promise<boolean>;
  /** Unexpired. */
  byHash(hash: string): Promise<InvitationRecord | undefined>;
  byEmail(email: string): Promise<InvitationRecord | undefined>;
  /** How messages fare: id → state in the outbox. */
  mailStates(messages: readonly string[]): Promise<ReadonlyMap<string, 'waiting' | 'delivered' | 'failed'>>;
}

/** Rules of signing in that the screen decides. */
export interface SecurityPort {
  /** `mfaRoles` undefined: nobody has decided yet. */
  get(): Promise<{
    readonly mfaRoles: readonly Role[] | undefined;
    readonly version: number;
    readonly changedAt: number;
    readonly changedBy: string;
  }>;
  /** False when it is not of this version any more; undefined takes any. */
  setMfaRoles(roles: readonly Role[], version: number | undefined): Promise<boolean>;
}

/** How hard repeated failure is slowed: after `free` in a row each further one doubles the wait. Times in ms. */
export interface Brake {
  readonly free: number;
  readonly base: number;
  readonly most: number;
  /** Forgotten when nothing happened for this long. */
  readonly memory: number;
}

/** Memory of failed sign-ins; keys are hashes. */
export interface BrakePort {
  /** Counts an attempt before it is looked at. Gives how long to wait when it may not be made now, else 0. */
  attempt(key: string, brake: Brake): Promise<number>;
  /** Failures counted, without counting one. */
  count(key: string): Promise<number>;
  /** Counts a failure that blocks nothing itself. */
  note(key: string, memory: number): Promise<void>;
  /** First call: starts a wait of `wait` and gives it. Later: what is left of it, 0 when it is over. */
  waitingRoom(key: string, wait: number, memory: number): Promise<number>;
  forgive(keys: readonly string[]): Promise<void>;
  /** Whether somebody with this e-mail address has signed in from the browser before. */
  isKnown(email: string, browser: string): Promise<boolean>;
  rememberBrowser(person: string, browser: string): Promise<void>;
}

/** Mail to people about their access. */
export interface Letter {
  readonly id: string;
  readonly kind: 'invitation' | 'password-reset' | 'second-factor-attacked';
  readonly address: string;
  readonly language: 'nl' | 'en';
  /** Who invites, for invitations. */
  readonly from: string;
  /** Customer or provider the person belongs to. */
  readonly organisation: string;
  readonly link: string;
  /** End of the link, ms. */
  readonly until: number;
}

export interface LetterPort {
  /** Whether mail is set up. */
  ready(): boolean;
  /** Resolves when it is kept; delivery goes on with retries. */
  post(letter: Letter): Promise<void>;
}

/** Single sign-on, as the settings have it. */
export interface OidcProvider {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
  readonly emailClaim: string;
  /** Whether the provider vouches for addresses without saying `email_verified`. */
  readonly trustEmail: boolean;
  /** Whether its sign-in counts as a second factor even when it does not say so in `amr`. */
  readonly trustMfa: boolean;
  /** Claim with roles or groups; empty: only who is invited comes in. */
  readonly roleClaim: string;
  /** Value of the claim → role; the first that fits counts. */
  readonly roles: readonly (readonly [string, Role])[];
  /** Claim with the customer's id, for customer roles. */
  readonly tenantClaim: string;
}
