import type { Alert, AlertChange } from '../../core/alert.ts';
import type { AccountFact } from '../../core/calls/account-fact.ts';
import type { Call } from '../../core/calls/call.ts';
import type { CallCustomer } from '../../core/calls/call-customer.ts';
import type { StopReach, StopScope } from '../../core/calls/call-stop.ts';
import type { NumberListEntry } from '../../core/calls/number-list.ts';
import type { Exposure } from '../../core/rates/exposure.ts';
import { type CallProfile, profileSeries } from './call-profile.ts';
import type { CallRule } from './rule.ts';

export type { CallProfile } from './call-profile.ts';

/** What a rule asks to be stopped. `country` or `prefix` of a destination, else ''. */
export interface StopWish {
  readonly scope: StopScope;
  readonly payer: string;
  readonly reach: StopReach;
  readonly country: string;
  readonly prefix: string;
  /** ISO countries where it lets calls pass: those that are established for the customer. */
  readonly spared: readonly string[];
  readonly hangUp: boolean;
  readonly durationS: number;
}

/** What comes out of the detector, told synchronously. */
export interface CallDetectorOut {
  alert(change: AlertChange): void;
  stop(wish: StopWish, alert: Alert, at: number): void;
}

/** Learns what is normal and says what is not. Pure: time comes from calls and `advance` alone. */
export class CallDetector {
  readonly counts: Record<string, number> = { late: 0 };

  constructor(
    _rules: readonly CallRule[],
    _customers: readonly CallCustomer[],
    _exposure: Exposure,
    _numberLists: readonly NumberListEntry[],
    _out: CallDetectorOut,
  ) {}

  /**
   * The moment (ms UTC) at which something becomes due, Infinity for none. Whoever goes from one time to a later one brings
   * exposure to this moment and calls `advance` with it, again and again, so that caps and running calls fire in time.
   */
  get next(): number {
    return Infinity;
  }

  /** Every call that begins, refused ones as well (`call.verdict`). */
  begin(_call: Call): void {}
  answer(_call: Call): void {}
  /** `call.cost` is up to date. */
  finish(_call: Call): void {}
  fact(_fact: AccountFact): void {}
  advance(_now: number): void {}
  /** A call that was told of by one kind of source only (`kind`: 'cdr-without-sip' or 'sip-without-cdr'), after the time in which the other had to tell. */
  unmatched(_kind: 'cdr-without-sip' | 'sip-without-cdr', _call: Call, _at: number): void {}

  /** A stop of this alert took hold. */
  stopped(_alertId: string, _at: number): void {}
  /** This call was refused because of that alert. */
  refused(_call: Call, _alertId: string): void {}

  renew(_rules: readonly CallRule[], _customers: readonly CallCustomer[], _lists: readonly NumberListEntry[]): void {}
  /** What was learned since it was last asked, as plain data by key. */
  learned(): [key: string, value: unknown][] {
    return [];
  }
  restore(_key: string, _value: unknown): void {}
  profile(_tenant: string, _payer: string | undefined, _country: string | undefined): CallProfile {
    const empty = { median: [], high: [] };
    return {
      weeks: 0,
      normal: Object.fromEntries(profileSeries.map((name) => [name, empty])) as unknown as CallProfile['normal'],
      line: [],
    };
  }
}
