import type { CallRecord } from '../../core/call-record.ts';
import type { AccountFact } from '../../core/calls/account-fact.ts';

/** Where live sources of calls tell what they see. All methods are synchronous. */
export interface CallSourceSink {
  /**
   * The call as the source knows it now: running (no end), answered or ended. Any order, repeats allowed. `complete`: nothing
   * more will come of it (a call detail record).
   */
  call(record: CallRecord, complete: boolean): void;
  fact(fact: AccountFact): void;
  /** After (re)connecting: exactly these calls (`CallRecord.id`) run at `time`, ms UTC; others of this source ended unnoticed. */
  running(ids: readonly string[], time: number): void;
  /** Up, or down with a sentence that says why and what is done about it. */
  state(up: boolean, detail: string): void;
  count(what: 'received' | 'recognised' | 'ignored' | 'malformed', n: number): void;
}

/** A live source of calls. */
export interface CallSource {
  readonly id: string;
  readonly kind: string;
  /** Begins; resolves at once and keeps connecting by itself. Rejects only when the options cannot work. */
  start(): Promise<void>;
  /** Ends; resolves when nothing more will be told. */
  stop(): Promise<void>;
}
