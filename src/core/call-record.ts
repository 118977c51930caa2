/** Which way a call goes, seen from the customer. */
export const callDirections = ['in', 'out', 'internal', 'unknown'] as const;
export type CallDirection = (typeof callDirections)[number];

/** How a call ended; `running` while it has not. */
export const callOutcomes = ['running', 'answered', 'no-answer', 'busy', 'failed', 'cancelled', 'unknown'] as const;
export type CallOutcome = (typeof callOutcomes)[number];

/**
 * One call as a source tells it: a call detail record, or a call that is followed live. Several records of one call (legs,
 * late or double ones) settle to one by `id`. Texts are as the source has them; an empty text means it says nothing.
 */
export interface CallRecord {
  /** Of the call in its source: Call-ID, uniqueid or UUID; legs of one call share `linkedId`. */
  readonly id: string;
  readonly linkedId: string;
  readonly direction: CallDirection;
  /** Who calls, as dialled or shown: number or name. */
  readonly from: string;
  /** What was dialled. */
  readonly to: string;
  /** Account that authenticated, or the channel's peer. */
  readonly account: string;
  readonly accountCode: string;
  /** Trunk or peer it left or came in by. */
  readonly trunk: string;
  /** IP address of the caller's side. */
  readonly address: string;
  /** ms UTC: first INVITE, answer, end. */
  readonly start: number;
  readonly answer: number | undefined;
  readonly end: number | undefined;
  readonly outcome: CallOutcome;
  /** SIP status or Q.850 cause, 0 when unknown. */
  readonly cause: number;
  /** Line of the file or of the stream, 1-based. */
  readonly line: number;
}
