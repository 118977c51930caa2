import type { GeoBook, GeoCustomer } from '../../core/geo/geo-policy.ts';
import { providerTenant } from '../../core/tenant.ts';

/**
 * What of the opening hours and the zone of customers decides about a rule for everybody: customers with the same text get the
 * same at all times, those with '' what somebody gets who is no customer.
 */
export function customerHours(book: Pick<GeoBook, 'policies' | 'customers'>): (tenant: string) => string {
  const rules = book.policies
    .filter(({ state, scope }) => state !== 'off' && scope.level === 'provider')
    .flatMap((policy) => policy.rules.map(({ when }) => when))
    .filter((when) => when !== undefined && when.hours !== '');
  if (rules.length === 0) return () => '';
  const byHours = rules.some((when) => /^(open|closed)$/i.test(when!.hours));
  const byZone = rules.some((when) => when!.timeZone === '' && !/^(open|closed)$/i.test(when!.hours));
  const customers = new Map(book.customers.map((customer) => [customer.tenant, customer]));
  const textOf = ({ hours, closedDays, timeZone }: GeoCustomer) =>
    JSON.stringify([byHours && hours !== '' ? [hours, closedDays, timeZone] : [], byZone ? timeZone : '']);
  const provider = customers.get(providerTenant);
  const everybody = textOf(provider ?? { tenant: '', hours: '', closedDays: [], timeZone: 'UTC' });
  return (tenant) => {
    const customer = tenant === providerTenant ? undefined : customers.get(tenant);
    const text = customer ? textOf(customer) : everybody;
    return text === everybody ? '' : text;
  };
}
