import type { DeckReading } from '../rates/deck-reading.ts';
import type { Versioned } from '../versioned.ts';
import type { Call } from './call.ts';
import type { CallStop } from './call-stop.ts';

/** A call as kept, with the name of its customer. */
export interface CallListing {
  readonly call: Call;
  readonly tenantName: string;
  /** Id that its source gave. */
  readonly sourceCall: string;
}

/** What a PBX beside the path said about a stop. */
export interface ControlReport {
  readonly control: string;
  readonly state: 'asked' | 'in-force' | 'lifted' | 'failed';
  readonly at: number;
  readonly detail: string;
}

/** A stop as kept. */
export interface StopListing {
  readonly stop: CallStop;
  readonly tenantName: string;
  /** Name of a person or token; '' for rules. */
  readonly authorName: string;
  readonly refused: number;
  readonly controls: readonly ControlReport[];
}

/** What an import did with the lines of a file. */
export interface ImportReport {
  readonly lines: number;
  readonly taken: number;
  readonly refused: number;
  readonly replaced: number;
  readonly rounded: number;
  readonly ignored: readonly string[];
  readonly troubles: readonly {
    readonly line: number;
    readonly column: string;
    readonly value: string;
    readonly reason: string;
    readonly message: { readonly en: string; readonly nl: string };
  }[];
}

export interface DeckListing extends Versioned, DeckReading {
  readonly id: string;
  readonly tenant: string;
  readonly tenantName: string;
  readonly name: string;
  readonly active: boolean;
  readonly prefixes: number;
  /** Of the file as it came. */
  readonly bytes: number;
  readonly report: ImportReport;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly activatedAt: number | undefined;
}

/** A deck that comes in. */
export interface NewDeck extends DeckReading {
  readonly tenant: string;
  readonly name: string;
  readonly prefixes: number;
  readonly bytes: number;
  readonly report: ImportReport;
  readonly by: string;
  /** The file, packed with gzip. */
  readonly content: Buffer;
}

/** First and last number (or prefix, and ''), until when (ms, 0 for no end), note, and who says so where that is not who made the list. */
export type ListedNumber = readonly [prefix: string, last: string, until: number, note: string, source?: string];

export interface NumberListListing {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly source: string;
  readonly refuse: boolean;
  readonly entries: number;
  readonly expired: number;
  readonly report: Pick<ImportReport, 'refused' | 'troubles'>;
  readonly createdAt: number;
  readonly createdBy: string;
}

/** How a source of calls is reached; which members count depends on its kind. */
export interface CallSourceSetup {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly fingerprint: string;
  /** PEM of the authority of its certificate; '' takes the public ones. */
  readonly ca: string;
  readonly url: string;
  /** `url` may be http: what is sent, the secret too, can then be read on the way. */
  readonly insecure: boolean;
  readonly user: string;
  readonly path: string;
  readonly format: string;
  readonly timeZone: string;
  readonly fields: readonly string[];
  readonly mapping: Readonly<Record<string, unknown>> | null;
  readonly peers: readonly string[];
  readonly trunks: readonly string[];
  readonly domain: string;
  /** May act at the PBX. */
  readonly control: boolean;
}

export interface CallSourceListing extends Versioned {
  readonly id: string;
  readonly tenant: string;
  readonly tenantName: string;
  readonly name: string;
  readonly kind: string;
  readonly enabled: boolean;
  readonly setup: CallSourceSetup;
  readonly hasSecret: boolean;
}

/** What a customer, an account or a country had in an hour; cost in micro-euro. */
export interface CallHour {
  /** ms UTC. */
  readonly at: number;
  readonly calls: number;
  readonly minutes: number;
  readonly cost: number;
  /** Most that ran at a time. */
  readonly concurrent: number;
  /** Different countries. */
  readonly destinations: number;
  /** Ended and never answered. */
  readonly failed: number;
}

/** What money of a customer is added up by. */
export const moneyKinds = ['account', 'number', 'trunk', 'destination'] as const;
export type MoneyKind = (typeof moneyKinds)[number];

/** Money of one of them in the present hour, day, week and month, micro-euro; calls of it that run now. */
export interface MoneyNow {
  readonly kind: MoneyKind;
  /** Account, number, trunk as sources write it; of a destination its country or prefix. */
  readonly name: string;
  readonly running: number;
  readonly hour: number;
  readonly day: number;
  readonly week: number;
  readonly month: number;
}
