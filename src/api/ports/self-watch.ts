/** What happened at a sign-in to Belwacht itself. */
export interface SignInFact {
  /** ms */
  readonly at: number;
  readonly outcome: 'success' | 'failure';
  /** `second-factor`: the code or key was wrong. `throttled`: not even looked at. `refused`: known, but may not (suspended, no role). `place`: nobody may from there. */
  readonly reason:
    | 'accepted'
    | 'wrong-password'
    | 'unknown-account'
    | 'second-factor'
    | 'throttled'
    | 'refused'
    | 'place';
  /** As typed. */
  readonly userName: string;
  readonly address: string;
  readonly userAgent: string;
}

/** Belwacht watches itself: its sign-ins are events that run through its own rules. */
export interface SelfWatchPort {
  /** Hands it to the hot path; never waits and never throws. */
  signIn(fact: SignInFact): void;
}
