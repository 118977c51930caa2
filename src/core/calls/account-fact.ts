/** What happened to an account besides calls; the start of a take-over is told by it. */
export const accountFactKinds = ['sign-in-failed', 'signed-in', 'forward-set', 'forward-cleared'] as const;
export type AccountFactKind = (typeof accountFactKinds)[number];

export interface AccountFact {
  readonly kind: AccountFactKind;
  /** ms UTC. */
  readonly time: number;
  /** Customer when the source says so, '' to find it by account and address. */
  readonly tenant: string;
  readonly account: string;
  readonly address: string;
  /** ISO country of the address, '' when unknown. */
  readonly country: string;
  readonly userAgent: string;
  /** Number as dialled that calls are forwarded to; '' for other kinds. */
  readonly target: string;
}
