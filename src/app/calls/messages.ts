import type { CallDirection, CallRecord } from '../../core/call-record.ts';
import type { AccountFact } from '../../core/calls/account-fact.ts';
import type { CallBatch } from '../../core/calls/call-batch.ts';
import type { CallCustomer } from '../../core/calls/call-customer.ts';
import type { CallSourceSetup } from '../../core/calls/call-records.ts';
import type { CallStop } from '../../core/calls/call-stop.ts';
import type { CallVerdict } from '../../core/calls/call-verdict.ts';
import type { NumberListEntry } from '../../core/calls/number-list.ts';
import type { GeoBook } from '../../core/geo/geo-policy.ts';
import type { CallAtSource } from '../../core/incident/measure-record.ts';
import type { DialPlan } from '../../core/phone/dial-plan.ts';
import type { DeckArrays } from '../../core/rates/deck.ts';
import type { MoneyWindow } from '../../core/rates/local-calendar.ts';
import type { Rate } from '../../core/rates/rate.ts';
import type { CallRule } from '../../detect/calls/rule.ts';
import type { BlockedAddress, BlocksHeld, ControlAct } from '../../enforce/calls/call-control.ts';
import type { RedirectOptions } from '../../enforce/redirect/redirect-options.ts';
import type { SeenCall } from '../hot/call-news.ts';

/** A call as it was when the last run ended. */
export interface RememberedCall {
  readonly record: CallRecord;
  readonly source: string;
  readonly sourceCall: string;
  readonly rate: Rate;
}

/** A source of calls with its secret. */
export interface SourceOrder {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly kind: string;
  readonly setup: CallSourceSetup;
  readonly secret: string;
  /** How its phones dial. */
  readonly plan: Pick<DialPlan, 'country' | 'internationalPrefixes' | 'nationalPrefix' | 'outsideLine'>;
}

/** What a PBX is to do, or to tell. */
export type ControlWish =
  | { readonly op: 'act' | 'undo'; readonly act: ControlAct }
  | { readonly op: 'inForce' }
  | { readonly op: 'renewLease' }
  | { readonly op: 'blocks'; readonly wanted: readonly BlockedAddress[] };

export type ControlAnswer =
  | {
      readonly ok: true;
      readonly acts: readonly ControlAct[];
      readonly confirmed: string;
      /** Of what was asked with `blocks`; undefined where the PBX has no such list. */
      readonly blocks?: BlocksHeld | undefined;
    }
  | { readonly ok: false; readonly retryable: boolean; readonly sentence: string };

/** What holds for all calls; plain data. */
export interface CallOrders {
  readonly customers: readonly CallCustomer[];
  readonly numberLists: readonly NumberListEntry[];
}

/** All that the call thread is born with; plain data. */
export interface CallStart extends CallOrders {
  readonly instance: string;
  readonly rules: readonly CallRule[];
  readonly decks: readonly (readonly [key: string, arrays: DeckArrays])[];
  readonly stops: readonly CallStop[];
  readonly state: readonly (readonly [key: string, value: unknown])[];
  readonly sources: readonly SourceOrder[];
  readonly redirect: RedirectOptions | undefined;
  /** Policies by country; undefined while none have been read. */
  readonly geo?: GeoBook | undefined;
  /** Of times without one. */
  readonly timeZone: string;
}

/** How records of an upload are read. */
export interface CdrReading {
  readonly format: string;
  readonly timeZone: string;
  readonly fields?: readonly string[];
  readonly mapping?: Readonly<Record<string, unknown>>;
  /** Of the request. */
  readonly contentType?: string;
}

/** What became of uploaded records. */
export interface CdrCounts {
  readonly received: number;
  readonly calls: number;
  readonly duplicates: number;
  readonly refused: number;
  readonly reasons: Readonly<Record<string, number>>;
  readonly errors: readonly { readonly line: number; readonly reason: string }[];
}

/** Main thread to call thread. */
export type ToCalls =
  | { readonly type: 'remember'; readonly calls: readonly RememberedCall[] }
  | { readonly type: 'listen' }
  | { readonly type: 'orders'; readonly orders: CallOrders }
  | { readonly type: 'geo'; readonly book: GeoBook }
  /** Undefined takes a deck away. */
  | { readonly type: 'deck'; readonly key: string; readonly arrays: DeckArrays | undefined }
  | { readonly type: 'sources'; readonly sources: readonly SourceOrder[] }
  | { readonly type: 'impose'; readonly id: number; readonly stop: CallStop }
  | { readonly type: 'lift'; readonly id: number; readonly stop: string; readonly at: number }
  | { readonly type: 'ask'; readonly id: number; readonly record: CallRecord; readonly tenant: string }
  | {
      readonly type: 'profile';
      readonly id: number;
      readonly tenant: string;
      readonly payer: string;
      readonly country: string;
    }
  | { readonly type: 'money'; readonly id: number; readonly tenant: string }
  | { readonly type: 'rate'; readonly id: number; readonly tenant: string; readonly number: string }
  | {
      readonly type: 'cdr';
      readonly id: number;
      readonly body: Uint8Array;
      readonly source: string;
      readonly reading: CdrReading;
    }
  | { readonly type: 'sourceStates'; readonly id: number }
  | { readonly type: 'running'; readonly id: number; readonly tenant: string }
  | { readonly type: 'control'; readonly id: number; readonly source: string; readonly wish: ControlWish }
  | { readonly type: 'facts'; readonly facts: readonly AccountFact[] }
  | { readonly type: 'sip'; readonly calls: readonly SeenCall[] }
  | { readonly type: 'ack'; readonly seq: number }
  | { readonly type: 'stop' };

/** Money and calls of one customer now. Money in micro-euro. */
export interface TenantNow {
  readonly tenant: string;
  readonly running: number;
  readonly abroad: number;
  /** Micro-euro a minute of all running calls. */
  readonly perMinute: number;
  readonly spent: Readonly<Record<MoneyWindow, number>>;
  /** Calls that run at once at this hour normally; undefined while nothing was learned. */
  readonly normal: { readonly low: number; readonly high: number } | undefined;
  /** In the last hour. */
  readonly refused: number;
  readonly reported: number;
  /** Stops that hold, or would. */
  readonly stops: number;
}

/** What a call to a number costs, and which entry of which deck says so. */
export interface RateFound {
  readonly rate: Rate;
  readonly deck: string;
  readonly name: string;
  readonly prefix: string;
}

/** Figures of the call thread, every second. */
export interface CallsStats {
  readonly at: number;
  readonly tenants: readonly TenantNow[];
  readonly provider: Readonly<Record<MoneyWindow, number>>;
  readonly counts: Readonly<Record<string, number>>;
  readonly inFlight: number;
  /** Calls of nobody in the last hour. */
  readonly unattributed: number;
  readonly peers: readonly AskingPeer[];
}

/** A call that runs now, and how its sources name it. */
export interface RunningCall {
  readonly id: string;
  readonly tenant: string;
  readonly direction: CallDirection;
  readonly from: string;
  readonly dialled: string;
  readonly payer: string;
  /** E.164 digits of the far end, '' without. */
  readonly number: string;
  readonly country: string;
  readonly abroad: boolean;
  /** To an emergency number: nobody touches it. */
  readonly emergency: boolean;
  /** ms */
  readonly start: number;
  readonly at: readonly CallAtSource[];
}

/** Who asks about calls before they are made, and when last; over SIP. */
export interface AskingPeer {
  readonly peer: string;
  readonly lastAt: number;
  readonly silent: boolean;
}

/** How a source of calls fares. */
export interface SourceState {
  readonly id: string;
  readonly up: boolean;
  readonly detail: string;
  readonly lastSeen: number;
  readonly received: number;
  readonly recognised: number;
  readonly ignored: number;
  readonly malformed: number;
  readonly running: number;
  /** Newest first. */
  readonly last: readonly { readonly at: number; readonly summary: string }[];
}

/** A running call that has to be hung up at its source. */
export interface HangUp {
  readonly source: string;
  readonly sourceCall: string;
  readonly tenant: string;
  readonly payer: string;
  readonly stop: string;
}

/** Call thread to main thread. */
export type FromCalls =
  | { readonly type: 'ready' }
  | {
      readonly type: 'started';
      readonly ports: readonly (readonly [listener: string, port: number])[];
      readonly troubles: readonly string[];
    }
  | {
      readonly type: 'batch';
      readonly batch: CallBatch;
      readonly uploads: readonly (readonly [id: number, counts: CdrCounts])[];
    }
  | { readonly type: 'hangUps'; readonly calls: readonly HangUp[] }
  | { readonly type: 'stops'; readonly stops: readonly CallStop[] }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'stats'; readonly stats: CallsStats }
  | { readonly type: 'alarm'; readonly alarm: string; readonly detail: string }
  | { readonly type: 'stopped' };

export type { CallVerdict };
