import type { Readable } from 'node:stream';
import type { CallRecord } from '../../core/call-record.ts';
import type {
  CallHour,
  CallListing,
  CallSourceListing,
  CallSourceSetup,
  ControlReport,
  DeckListing,
  ImportReport,
  ListedNumber,
  MoneyNow,
  NewDeck,
  NumberListListing,
  StopListing,
} from '../../core/calls/call-records.ts';
import type { CallSettingsForm, CallSettingsRecord } from '../../core/calls/call-settings.ts';
import type { CallStop, StopState } from '../../core/calls/call-stop.ts';
import type { CallVerdict } from '../../core/calls/call-verdict.ts';
import type { DeckReading } from '../../core/rates/deck-reading.ts';
import type { Rate } from '../../core/rates/rate.ts';
import type { Text } from '../../core/text.ts';
import type { TokenRecord } from '../../core/token.ts';
import type { Versioned } from '../../core/versioned.ts';
import type { Work } from '../../core/work.ts';
import type { ListQuery, Slice } from '../ports.ts';
import type { CdrTaken, MappingProposal } from '../schema/call-sources.ts';
import type { CallsNow } from '../schema/calls.ts';

/** Calls as kept. Times ms UTC, money micro-euro. */
export interface CallPort {
  list(
    query: ListQuery & {
      readonly state?: 'running' | 'ended';
      readonly payer?: string;
      readonly country?: string;
      readonly direction?: string;
      readonly verdict?: 'pass' | 'refused' | 'reported';
      readonly abroad?: boolean;
      readonly alert?: string;
      readonly from?: number;
      readonly to?: number;
    },
  ): Promise<Slice<CallListing>>;
  destinations(
    tenant: string | undefined,
    from: number,
    to: number,
  ): Promise<
    readonly {
      readonly country: string;
      readonly calls: number;
      readonly answered: number;
      readonly running: number;
      readonly minutes: number;
      readonly cost: number;
      readonly refused: number;
      readonly reported: number;
      readonly tenant: string;
    }[]
  >;
  /** By hour since a time; '' for all payers and countries. */
  hours(tenant: string, payer: string, country: string, since: number): Promise<readonly CallHour[]>;
  partners(
    tenant: string,
    since: number,
  ): Promise<
    Readonly<
      Record<
        'payers' | 'countries',
        readonly { readonly name: string; readonly calls: number; readonly cost: number }[]
      >
    >
  >;
  report(
    tenant: string | undefined,
    since: number,
  ): Promise<
    readonly {
      readonly tenant: string;
      readonly day: string;
      readonly calls: number;
      readonly cost: number;
      readonly refused: number;
      readonly saved: number;
    }[]
  >;
}

export interface CallStopPort {
  list(
    query: ListQuery & { readonly state?: StopState | 'current'; readonly alert?: string },
  ): Promise<Slice<StopListing>>;
  get(id: string): Promise<StopListing | undefined>;
  byIds(ids: readonly string[]): Promise<readonly StopListing[]>;
  put(stop: CallStop): Promise<void>;
  confirmed(id: string, report: ControlReport): Promise<void>;
}

export interface CallSettingsPort {
  get(tenant: string): Promise<CallSettingsRecord>;
  all(): Promise<readonly CallSettingsRecord[]>;
  /** Undefined when they are not of this version any more. */
  put(tenant: string, form: CallSettingsForm, version?: number): Promise<CallSettingsRecord | undefined>;
  emergency(): Promise<EmergencySetting>;
  putEmergency(numbers: EmergencySetting['numbers'], version?: number): Promise<EmergencySetting | undefined>;
}

export interface EmergencySetting extends Versioned {
  readonly numbers: readonly { readonly number: string; readonly note: string }[];
}

export interface RateDeckPort {
  list(tenant: string | undefined): Promise<readonly DeckListing[]>;
  get(id: string): Promise<DeckListing | undefined>;
  file(id: string): Promise<Buffer | undefined>;
  insert(deck: NewDeck): Promise<string>;
  activate(id: string, version?: number): Promise<boolean>;
  remove(id: string, version?: number): Promise<boolean>;
}

export interface NumberListPort {
  list(): Promise<readonly NumberListListing[]>;
  get(id: string): Promise<NumberListListing | undefined>;
  insert(list: {
    readonly tenant: string;
    readonly name: string;
    readonly source: string;
    readonly refuse: boolean;
    readonly entries: readonly ListedNumber[];
    readonly report: Pick<ImportReport, 'refused' | 'troubles'>;
    readonly by: string;
  }): Promise<string>;
  remove(id: string): Promise<boolean>;
}

export interface CallSourceWish {
  readonly tenant: string;
  readonly name: string;
  readonly kind: string;
  readonly enabled: boolean;
  readonly setup: CallSourceSetup;
}

export interface CallSourcePort {
  list(tenant: string | undefined): Promise<readonly CallSourceListing[]>;
  get(id: string): Promise<CallSourceListing | undefined>;
  insert(wish: CallSourceWish): Promise<string>;
  update(id: string, wish: CallSourceWish, version?: number): Promise<boolean>;
  remove(id: string, version?: number): Promise<boolean>;
}

/** How a source of calls fares now. */
export interface CallSourceState {
  readonly id: string;
  readonly up: boolean;
  readonly detail: string;
  readonly lastSeen: number;
  readonly received: number;
  readonly recognised: number;
  readonly ignored: number;
  readonly malformed: number;
  readonly running: number;
  readonly last: readonly { readonly at: number; readonly summary: string }[];
}

/** A rule about calls as loaded. */
export interface CallRuleInfo {
  readonly id: string;
  readonly title: Text;
  readonly about: Text;
  readonly level: string;
  readonly response: { readonly action: 'alert' | 'stop' };
  readonly figures: Readonly<
    Record<
      string,
      {
        readonly default: number;
        readonly unit: string;
        readonly min: number;
        readonly max: number;
        readonly about: Text;
      }
    >
  >;
}

/** Normal by hour of the week, 168 values each. */
export type NormalSeries = 'calls' | 'minutes' | 'eur' | 'concurrent' | 'destinations' | 'failed';
export interface NormalWeek {
  readonly weeks: number;
  readonly normal: Readonly<
    Record<NormalSeries, { readonly median: readonly number[]; readonly high: readonly number[] }>
  >;
}

/** What goes on with calls now: the call thread and what surrounds it. */
export interface CallDeskPort {
  /** `tenant`: the customer that asks about its own calls; undefined: the provider. No objection when nobody answers in time. */
  authorise(
    record: CallRecord,
    tenant: string | undefined,
    asker: { readonly id: string; readonly name: string },
  ): Promise<CallVerdict>;
  now(tenant: string | undefined): Promise<CallsNow>;
  /** Money of a customer as of now, by account, number, trunk and destination; the 100 with most of each. */
  money(tenant: string): Promise<readonly MoneyNow[]>;
  normal(tenant: string, payer: string, country: string): Promise<NormalWeek | undefined>;
  rules(): readonly CallRuleInfo[];
  /** Keeps a stop of a person and puts it in force. */
  impose(stop: CallStop, work: Work): Promise<void>;
  /** Takes it back everywhere. False when none of that id holds. */
  lift(id: string, work: Work): Promise<boolean>;
  takeCdr(
    body: Buffer,
    reading: {
      readonly format: string;
      readonly timeZone?: string;
      readonly fields?: readonly string[];
      readonly source?: string;
      readonly contentType?: string;
    },
    token: TokenRecord,
  ): Promise<CdrTaken>;
  sourceStates(): Promise<readonly CallSourceState[]>;
  testSource(id: string): Promise<{ readonly ok: boolean; readonly detail: string }>;
  /**
   * Takes back what Belwacht holds at a PBX before it is steered no more, and puts nothing there until `resumeSource`. A sentence
   * when something may be left there, '' when nothing is.
   */
  releaseSource(id: string): Promise<string>;
  resumeSource(id: string): void;
  keepSecret(tenant: string, source: string, secret: string, work: Work): Promise<void>;
  /** Reads a deck from a stream; nothing is kept yet. `packed`: the file, with gzip. */
  readDeck(
    stream: Readable,
    reading: DeckReading,
  ): Promise<{
    readonly report: ImportReport;
    readonly prefixes: number;
    readonly bytes: number;
    readonly packed: Buffer;
  }>;
  /** What a call to E.164 digits costs a customer now. */
  rate(
    tenant: string | undefined,
    number: string,
  ): Promise<{ readonly rate: Rate; readonly deck: string; readonly name: string; readonly prefix: string }>;
  propose(sample: string, timeZone: string, mapping: Readonly<Record<string, unknown>> | undefined): MappingProposal;
  /** Why a mapping or the options of a source cannot be used; '' when they can. */
  refuses(kind: string, setup: CallSourceSetup): string;
  /** Something that calls hang on was changed and is stored. */
  changed(what: 'settings' | 'decks' | 'lists' | 'sources'): Promise<void>;
}
