import type { Customer, CustomerSummary, Erasure } from '../../core/customer/customer.ts';
import type { PartName, PartRow } from '../../core/customer/parts.ts';
import type {
  CustomerPart,
  Customer as CustomerShown,
  CustomerSummary as CustomerSummaryShown,
  Erasure as ErasureShown,
} from '../schema/customers.ts';
import { iso } from './instant.ts';

/** A customer as the API shows it. */
export function presentCustomer({ suspendedAt, createdAt, changedAt, ...rest }: Customer): CustomerShown {
  return {
    ...rest,
    suspendedAt: suspendedAt === undefined ? null : iso(suspendedAt),
    createdAt: iso(createdAt),
    changedAt: iso(changedAt),
  };
}

export function presentCustomerSummary(summary: CustomerSummary): CustomerSummaryShown {
  const { openAlerts, gravestAlerts, blocks, sources, sites, lastEvent, ...customer } = summary;
  return {
    ...presentCustomer(customer),
    ...{ openAlerts, gravestAlerts, blocks, sources, sites },
    lastEvent: lastEvent === undefined ? null : iso(lastEvent),
  };
}

/** A row of a part as the API shows it. */
export function presentPart<N extends PartName>(row: PartRow<N>): CustomerPart<N> {
  return { ...row, createdAt: iso(row.createdAt), changedAt: iso(row.changedAt) } as unknown as CustomerPart<N>;
}

export function presentErasure({ startedAt, endedAt, ...rest }: Erasure): ErasureShown {
  return { ...rest, startedAt: iso(startedAt), endedAt: endedAt === undefined ? null : iso(endedAt) };
}

/** The same for the customer's own people: without what the provider writes down for itself. */
export function withoutNotes<T extends Pick<CustomerShown, 'notes' | 'suspendedReason'>>(shown: T): T {
  return { ...shown, notes: '', suspendedReason: '' };
}
