/** A key as one caller uses it. */
export interface KeyOwner {
  /** Undefined: the provider. */
  readonly tenant: string | undefined;
  /** `user:<id>` or `token:<id>`. */
  readonly actor: string;
  readonly key: string;
  /** Start of the server that asks. */
  readonly run: string;
}

/** An answer as it was sent. */
export interface KeptAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Null: not kept, since it is long or holds a secret. */
  readonly body: string | null;
}

/**
 * What became of a claim. `yours`: nobody had the key, or what began with it came to nothing; go on. `running`: the same
 * request is on its way. `unknown`: it was on its way when the server stopped or failed, and the record says that something
 * was done. `too-many`: the caller has too many keys.
 */
export type KeyClaim =
  | { readonly state: 'yours' }
  | { readonly state: 'running' | 'other-request' | 'too-many' }
  /** `done`: what the record says, e.g. `decision.created 1b2c…`. */
  | { readonly state: 'unknown'; readonly done: readonly string[] }
  | { readonly state: 'done'; readonly answer: KeptAnswer };

/** Answers of acts, kept for who asks again with the same key. */
export interface IdempotencyPort {
  /** `requestHash`: of all that makes the request what it is; `keepMs`: how long the key counts. */
  claim(
    wish: KeyOwner & { readonly route: string; readonly requestHash: string; readonly keepMs: number },
  ): Promise<KeyClaim>;
  /** Keeps the answer of a key that is ours. */
  answer(owner: KeyOwner, answer: KeptAnswer): Promise<void>;
  /** Notes that it is not known how the request ended: the record decides when it comes again. */
  lose(owner: KeyOwner): Promise<void>;
  /** Removes keys past their time. */
  tidy(): Promise<void>;
}
