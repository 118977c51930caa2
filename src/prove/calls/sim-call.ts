import type { CallOutcome } from '../../core/call-record.ts';
import type { SimAccount, SimCustomer } from './sim-customer.ts';

/** One call of a simulation. Times are ms UTC on whole seconds. */
export interface SimCall {
  readonly customer: SimCustomer;
  /** `forward`: somebody outside called `account`, which sends the call on to `number`. */
  readonly kind: 'out' | 'in' | 'internal' | 'forward';
  readonly account: SimAccount;
  /** The far end: E.164 digits, a short code or an extension; '' for an anonymous caller. */
  readonly number: string;
  /** As dialled; for calls in the DID that was called. */
  readonly dialled: string;
  /** Of a forwarded call: who called, E.164 digits. */
  readonly caller: string;
  readonly start: number;
  /** 0 when nobody answered. */
  readonly answer: number;
  readonly end: number;
  readonly outcome: Exclude<CallOutcome, 'running' | 'unknown'>;
  /** Id of the attack it is part of, '' for ordinary life. */
  readonly attack: string;
}
