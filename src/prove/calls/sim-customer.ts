import type { SimDialling } from './dialling.ts';
import type { DialStyle } from './numbers.ts';
import type { Occasion } from './occasions.ts';
import type { WeekHours } from './opening.ts';
import type { Random } from './random.ts';
import type { Sector, Ties } from './sectors.ts';

/** A phone: of a person, a machine or a room. */
export interface SimAccount {
  /** What it signs in as. */
  readonly name: string;
  readonly extension: string;
  /** Its own number, E.164 digits. */
  readonly did: string;
  readonly person: string;
  readonly style: DialStyle;
  readonly role: 'person' | 'fax' | 'alarm' | 'room';
  /** How much it calls beside its colleagues; about 1. */
  readonly activity: number;
  /** Days on which it is there: from the first, until before the last; spans of absence within. */
  readonly from: number;
  readonly until: number;
  readonly away: readonly (readonly [from: number, until: number])[];
}

/** Somebody abroad whom a customer calls again and again. */
export interface SimPartner {
  readonly country: string;
  readonly numbers: readonly string[];
  /** Calls a week. */
  readonly weekly: number;
  readonly talk: number;
  readonly when: Ties['when'] | 'home';
  /** Accounts that usually call; nobody in particular when empty. */
  readonly owners: readonly SimAccount[];
  readonly from: number;
  readonly until: number;
}

/** By what a customer's calls are told, see `customersFile`. */
export const attributions = ['account', 'accountcode', 'trunk', 'number', 'pbx'] as const;
export type Attribution = (typeof attributions)[number];

export interface SimCustomer {
  readonly index: number;
  readonly name: string;
  readonly slug: string;
  readonly sector: Sector;
  readonly attribution: Attribution;
  readonly dialling: SimDialling;
  readonly accounts: readonly SimAccount[];
  /** The main number is the first. */
  readonly firstDid: string;
  readonly lastDid: string;
  readonly hours: string;
  readonly week: WeekHours;
  /** Whether the provider was told the opening hours. */
  readonly hoursKnown: boolean;
  /** Dutch numbers it has to do with, the frequent ones first. */
  readonly contacts: readonly string[];
  readonly partners: readonly SimPartner[];
  readonly occasions: readonly Occasion[];
  /** Calls out and in, a working day and person. */
  readonly out: number;
  readonly in: number;
  readonly talk: number;
  /** How often a call to somebody abroad goes to a number that was called before; else to a new one of that country. */
  readonly loyalty: number;
  /** Its exchange answers before anybody does (music, a menu): no call ever rings. */
  readonly answersAtOnce: boolean;
  /** Share by which its calls have grown at the end. */
  readonly growth: number;
  /** First day with calls; later than 0 for a new customer. */
  readonly from: number;
  readonly random: Random;
}

export function isThere(account: SimAccount, day: number): boolean {
  if (day < account.from || day >= account.until) return false;
  for (const [from, until] of account.away) if (day >= from && day < until) return false;
  return true;
}
