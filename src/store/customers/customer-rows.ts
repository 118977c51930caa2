import type { Customer, CustomerState, CustomerSummary, TenantKind } from '../../core/customer/customer.ts';
import { readVersion } from '../version-columns.ts';

/** A row of `tenant`. */
export interface TenantRow {
  readonly id: string;
  readonly name: string;
  readonly time_zone: string;
  readonly created_at: number;
  readonly kind: TenantKind;
  readonly state: CustomerState;
  readonly suspended_at: number | null;
  readonly suspended_reason: string;
  readonly language: 'nl' | 'en';
  readonly reference: string;
  readonly contact_name: string;
  readonly contact_mail: string;
  readonly contact_phone: string;
  readonly notes: string;
  readonly version: number;
  readonly changed_at: number;
  readonly changed_by: string;
}

export interface SummaryRow extends TenantRow {
  readonly open_alerts: number;
  readonly gravest_alerts: number;
  readonly blocks: number;
  readonly sources: number;
  readonly sites: number;
  readonly last_event: number | null;
}

/** Column of each field that people write. */
export const formColumns = {
  name: 'name',
  timeZone: 'time_zone',
  language: 'language',
  reference: 'reference',
  contactName: 'contact_name',
  contactMail: 'contact_mail',
  contactPhone: 'contact_phone',
  notes: 'notes',
} as const;

export function readCustomer(row: TenantRow): Customer {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    suspendedAt: row.suspended_at ?? undefined,
    suspendedReason: row.suspended_reason,
    name: row.name,
    timeZone: row.time_zone,
    language: row.language,
    reference: row.reference,
    contactName: row.contact_name,
    contactMail: row.contact_mail,
    contactPhone: row.contact_phone,
    notes: row.notes,
    createdAt: row.created_at,
    ...readVersion(row),
  };
}

export function readSummary(row: SummaryRow): CustomerSummary {
  return {
    ...readCustomer(row),
    openAlerts: row.open_alerts,
    gravestAlerts: row.gravest_alerts,
    blocks: row.blocks,
    sources: row.sources,
    sites: row.sites,
    lastEvent: row.last_event ?? undefined,
  };
}
