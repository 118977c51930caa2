import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { CustomerHoldings, CustomerPage, CustomerSummary, Erasure } from '../../../../src/api/schema/customers.ts';
import { get, getVersioned } from '../../api/request.ts';
import type { Page } from '../../api/types.ts';

export interface CustomerFilters {
  q?: string;
  state?: string;
  sort?: string;
}

export const pathOf = (id: string): string => `/api/v1/customers/${encodeURIComponent(id)}`;

export const customersQuery = (filters: CustomerFilters) =>
  infiniteQueryOptions({
    queryKey: ['customers', filters],
    queryFn: ({ pageParam, signal }) =>
      get<Page<CustomerSummary>>('/api/v1/customers', { ...filters, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: '' as string,
    getNextPageParam: (page: Page<CustomerSummary>) => page.next ?? undefined,
    refetchInterval: 30_000,
  });

export const customerQuery = (id: string) =>
  queryOptions({
    queryKey: ['customer', id],
    queryFn: ({ signal }) => getVersioned<CustomerPage>(pathOf(id), signal),
    refetchInterval: 30_000,
  });

export const holdingsQuery = (id: string) =>
  queryOptions({
    queryKey: ['customer-holdings', id],
    queryFn: ({ signal }) => get<CustomerHoldings>(`${pathOf(id)}/holdings`, undefined, signal),
  });

export type { CustomerHoldings, CustomerPage, CustomerSummary, Erasure };
