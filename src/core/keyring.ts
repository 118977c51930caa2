/** A key that secrets are sealed under: 256 random bits, kept in a file and never in the database. */
export interface SealingKey {
  /** Digits: when it was made, in microseconds since 1970. The greatest is the current one. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** What sign-in seals under and signs with, of the same age. */
  readonly signIn: string;
  readonly createdAt: number;
}

/** The keys of this installation. */
export interface Keyring {
  /** What new secrets are sealed under. */
  readonly current: SealingKey;
  /** All that open something, the current one first. */
  readonly all: readonly SealingKey[];
  find(id: string): SealingKey | undefined;
}
