import type { Versioned } from '../versioned.ts';

/** What a tenant is: the reseller itself, the place of unknown senders, or a customer. */
export const tenantKinds = ['provider', 'unassigned', 'customer'] as const;
export type TenantKind = (typeof tenantKinds)[number];

/**
 * `suspended`: its people cannot sign in and its tokens are refused; it stays watched and protected. `erasing`: its data is
 * being removed.
 */
export const customerStates = ['active', 'suspended', 'erasing'] as const;
export type CustomerState = (typeof customerStates)[number];

/** What people write down about a customer. */
export interface CustomerForm {
  readonly name: string;
  /** IANA zone. */
  readonly timeZone: string;
  readonly language: 'nl' | 'en';
  /** The reseller's own customer number, '' for none. */
  readonly reference: string;
  readonly contactName: string;
  readonly contactMail: string;
  readonly contactPhone: string;
  readonly notes: string;
}

/** A customer as kept. */
export interface Customer extends CustomerForm, Versioned {
  readonly id: string;
  readonly kind: TenantKind;
  readonly state: CustomerState;
  readonly suspendedAt: number | undefined;
  readonly suspendedReason: string;
  readonly createdAt: number;
}

/** A customer as a list shows it. */
export interface CustomerSummary extends Customer {
  /** Not closed. */
  readonly openAlerts: number;
  /** Not closed, high and critical. */
  readonly gravestAlerts: number;
  readonly blocks: number;
  readonly sources: number;
  readonly sites: number;
  /** Newest record or event, ms. */
  readonly lastEvent: number | undefined;
}

/** How an erasure fares. `done` rows of `total` were removed; `counts` says of which tables. */
export interface Erasure {
  readonly id: string;
  readonly customer: string;
  readonly customerName: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  /** What goes on: lifting blocks, or the name of a table. */
  readonly step: string;
  readonly done: number;
  readonly total: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly error: string;
  /** Name of who asked for it. */
  readonly by: string;
}

/** Ids that routes of the API use themselves. */
export const reservedIds: ReadonlySet<string> = new Set(['import', 'provider', 'unassigned', 'erasures']);
