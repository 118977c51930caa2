import type { Versioned } from '../versioned.ts';

/** What an address or number gets, mild to strict. On a tie the strictest wins. `watch`: as allow, and noted. */
export const geoVerdicts = ['allow', 'watch', 'limit', 'refuse'] as const;
export type GeoVerdict = (typeof geoVerdicts)[number];

/** What somebody wants from us. */
export const geoServices = ['registration', 'calls-in', 'calls-out', 'web', 'ssh', 'provisioning'] as const;
export type GeoService = (typeof geoServices)[number];

/** What a rule or a question may name besides: `sip` is registration and calls in together. Asked about, it is the milder of both. */
export const geoServiceNames = [...geoServices, 'sip'] as const;
export type GeoServiceName = (typeof geoServiceNames)[number];

/** Whom a policy is about, wide to narrow. */
export const geoLevels = ['provider', 'customer', 'site', 'asset'] as const;
export type GeoLevel = (typeof geoLevels)[number];

export interface GeoScope {
  readonly level: GeoLevel;
  /** Customer; '' at the level of the provider. */
  readonly tenant: string;
  /** Id of a site of that customer; '' unless the level is `site`. */
  readonly site: string;
  /** Id of an asset of that customer; '' unless the level is `asset`. */
  readonly asset: string;
}

/** What a source may do when it is limited. */
export interface GeoLimit {
  /** What is counted: SIP REGISTER, SIP INVITE, or any packet to the service. */
  readonly per: 'registrations' | 'calls' | 'packets';
  /** Most of them a minute from one source, 1–100,000; the first `count` of a burst pass. */
  readonly count: number;
  /** Most connections or dialogues at a time from one source; 0 is not limited. */
  readonly concurrent: number;
  /** Signing in to a web service needs a second factor. */
  readonly mfa: boolean;
}

/** When a rule holds. All that is given has to be so. */
export interface GeoWhen {
  /** ms UTC; 0 is always so far, or for ever. `until` is the first moment it does not hold any more. */
  readonly from: number;
  readonly until: number;
  /** `open` and `closed`: opening hours of the customer; another text is a schedule (`Mo-Fr 08:00-18:00`); '' is always. */
  readonly hours: string;
  /** IANA zone of the schedule; '' for that of the customer. */
  readonly timeZone: string;
}

/** A rule that somebody answers for and that ends: it beats the ordinary rules of its own level and of wider ones. */
export interface GeoException {
  readonly owner: string;
  readonly reason: string;
  /** Day it is looked at again, `YYYY-MM-DD`; '' for none. */
  readonly reviewOn: string;
}

export interface GeoRule {
  /** Unique within its policy. */
  readonly id: string;
  readonly verdict: GeoVerdict;
  /** Empty: all services. */
  readonly services: readonly GeoServiceName[];
  /** Texts that `readSubject` reads; at least one. Of calls out they are destinations. */
  readonly subjects: readonly string[];
  /** Set when, and only when, the verdict is `limit`. */
  readonly limit: GeoLimit | undefined;
  readonly when: GeoWhen | undefined;
  /** Given, `when.until` is set too. */
  readonly exception: GeoException | undefined;
  readonly note: string;
}

/** `watch`: decides nothing, what it would have done is noted. New policies start so. */
export const geoStates = ['off', 'watch', 'enforced'] as const;
export type GeoState = (typeof geoStates)[number];

/** What people write. */
export interface GeoPolicyForm {
  readonly name: string;
  readonly scope: GeoScope;
  readonly state: GeoState;
  /** Day on which enforcing it is proposed, with the evidence; `YYYY-MM-DD`, '' for never. */
  readonly proposeOn: string;
  readonly reviewOn: string;
  /** Who answers for it. */
  readonly owner: string;
  readonly note: string;
  readonly rules: readonly GeoRule[];
}

export interface GeoPolicy extends GeoPolicyForm, Versioned {
  readonly id: string;
}

/** Subjects under one name that a provider made up. */
export interface GeoGroup {
  /** Lower-case letters, digits and dashes; none of the built-in names. */
  readonly name: string;
  readonly title: string;
  readonly subjects: readonly string[];
}

/**
 * The door shut in an emergency. It comes before every policy; guards and exceptions come before it.
 * `only-known`: nobody but addresses that worked in the last 30 days. `only-home`: nobody from outside `countries`.
 * `management-closed`: web, ssh and provisioning for own networks only. `refuse-countries`: nobody from `countries`.
 */
export const geoAttackKinds = ['only-known', 'only-home', 'management-closed', 'refuse-countries'] as const;
export type GeoAttackKind = (typeof geoAttackKinds)[number];

export interface GeoAttack {
  readonly id: string;
  readonly kind: GeoAttackKind;
  readonly scope: GeoScope;
  /** Services it shuts; empty: for `management-closed` web, ssh and provisioning, else registration and calls in. */
  readonly services: readonly GeoServiceName[];
  /** ISO countries, of `only-home` and `refuse-countries`. */
  readonly countries: readonly string[];
  /** ms UTC. It always ends. */
  readonly from: number;
  readonly until: number;
  /** `user:<id>` or `token:<id>`. */
  readonly author: string;
  readonly reason: string;
  /** Alert it was proposed by, '' for none. */
  readonly alert: string;
}

/** Always allowed, whatever a policy says. The kinds in the order in which they are looked at. */
export const geoGuardKinds = [
  'allowlist',
  'own-network',
  'trunk',
  'operator',
  'customer-network',
  'private-network',
] as const;
export type GeoGuardKind = (typeof geoGuardKinds)[number];

export interface GeoGuard {
  readonly kind: GeoGuardKind;
  /** Address or CIDR. */
  readonly range: string;
  /** Name of the trunk, note of the entry …; '' for none. */
  readonly detail: string;
  /** ms UTC after which it does not hold; 0 is for ever. */
  readonly until: number;
}

/** Who calls from a site or over an asset, where that counts: an account, or a trunk that calls leave by. */
export interface GeoCaller {
  readonly by: 'account' | 'trunk';
  /** As sources write it; compared without case. */
  readonly name: string;
  /** Ids; '' for none. */
  readonly site: string;
  readonly asset: string;
}

/** What a customer brings to the question. */
export interface GeoCustomer {
  readonly tenant: string;
  /** ISO country whose emergency numbers its phones know; absent when nobody said. */
  readonly country?: string;
  readonly timeZone: string;
  /** Opening hours as text (opening-hours-text.ts); '' when nobody said: it then counts as always open. */
  readonly hours: string;
  /** Local dates it is closed, `YYYY-MM-DD`. */
  readonly closedDays: readonly string[];
  /** Known where a policy or mode is about a site or an asset of it; without, its calls are of no site in particular. */
  readonly callers?: readonly GeoCaller[];
}

/** An address where an account worked in the last 30 days. */
export interface KnownAddress {
  readonly tenant: string;
  readonly address: string;
}

/** All that verdicts hang on. Plain data: it crosses threads. */
export interface GeoBook {
  readonly policies: readonly GeoPolicy[];
  readonly groups: readonly GeoGroup[];
  readonly attacks: readonly GeoAttack[];
  readonly guards: readonly GeoGuard[];
  readonly customers: readonly GeoCustomer[];
  readonly known: readonly KnownAddress[];
  /** Emergency numbers besides those every country has. */
  readonly emergency?: readonly string[];
}

export const emptyBook: GeoBook = { policies: [], groups: [], attacks: [], guards: [], customers: [], known: [] };
