import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { CallRule, CallSettings, EmergencyNumbers } from '../../../src/api/schema/call-settings.ts';
import type { CallSource } from '../../../src/api/schema/call-sources.ts';
import type {
  Call,
  CallDestinations,
  CallMoney,
  CallProfile,
  CallReport,
  CallStop,
  CallsNow,
} from '../../../src/api/schema/calls.ts';
import type { NumberList, RateDeck } from '../../../src/api/schema/rates.ts';
import { get, getVersioned } from './request.ts';
import type { Page } from './types.ts';

/** Filters of the list of calls as they stand in the address bar. */
export type CallFilters = Readonly<Record<string, string | undefined>>;

/** What goes on now; renewed every second by the live stream, and asked for besides when one customer is chosen. */
export const callsNowQuery = (tenant: string | undefined) =>
  queryOptions({
    queryKey: ['calls-now', tenant ?? ''],
    queryFn: ({ signal }) => get<CallsNow>('/api/v1/calls/now', { tenant }, signal),
    refetchInterval: tenant ? 2000 : 10_000,
  });

export const callsQuery = (filters: CallFilters) =>
  infiniteQueryOptions({
    queryKey: ['calls', filters],
    queryFn: ({ pageParam, signal }) =>
      get<Page<Call>>('/api/v1/calls', { ...filters, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: '' as string,
    getNextPageParam: (page: Page<Call>) => page.next ?? undefined,
    refetchInterval: filters.state === 'running' ? 2000 : 15_000,
  });

export const destinationsQuery = (tenant: string | undefined, spanS: number) =>
  queryOptions({
    queryKey: ['call-destinations', tenant ?? '', spanS],
    queryFn: ({ signal }) =>
      get<CallDestinations>('/api/v1/calls/destinations', { tenant, hours: Math.round(spanS / 3600) }, signal),
    refetchInterval: 15_000,
  });

export const stopsQuery = (filters: CallFilters) =>
  infiniteQueryOptions({
    queryKey: ['call-stops', filters],
    queryFn: ({ pageParam, signal }) =>
      get<Page<CallStop>>('/api/v1/call-stops', { ...filters, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: '' as string,
    getNextPageParam: (page: Page<CallStop>) => page.next ?? undefined,
    refetchInterval: 10_000,
  });

export const reportQuery = (tenant: string | undefined, days: number) =>
  queryOptions({
    queryKey: ['call-report', tenant ?? '', days],
    queryFn: ({ signal }) => get<CallReport>('/api/v1/call-report', { tenant, days }, signal),
    refetchInterval: 60_000,
  });

export const profileQuery = (tenant: string, payer: string, country: string) =>
  queryOptions({
    queryKey: ['call-profile', tenant, payer, country],
    queryFn: ({ signal }) =>
      get<CallProfile>(`/api/v1/customers/${encodeURIComponent(tenant)}/call-profile`, { payer, country }, signal),
    refetchInterval: 60_000,
  });

export const callMoneyQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['call-money', tenant],
    queryFn: ({ signal }) => get<CallMoney>(`/api/v1/customers/${encodeURIComponent(tenant)}/call-money`, {}, signal),
    refetchInterval: 5_000,
  });

export const callSettingsQuery = (tenant: string) =>
  queryOptions({
    queryKey: ['call-settings', tenant],
    queryFn: ({ signal }) =>
      getVersioned<CallSettings>(`/api/v1/customers/${encodeURIComponent(tenant)}/call-settings`, signal),
  });

export const callRulesQuery = queryOptions({
  queryKey: ['call-rules'],
  queryFn: ({ signal }) => get<CallRule[]>('/api/v1/call-rules', undefined, signal),
  staleTime: 300_000,
});

export const rateDecksQuery = queryOptions({
  queryKey: ['rate-decks'],
  queryFn: ({ signal }) => get<RateDeck[]>('/api/v1/rate-decks', undefined, signal),
});
export const numberListsQuery = queryOptions({
  queryKey: ['number-lists'],
  queryFn: ({ signal }) => get<NumberList[]>('/api/v1/number-lists', undefined, signal),
});
export const callSourcesQuery = queryOptions({
  queryKey: ['call-sources'],
  queryFn: ({ signal }) => get<CallSource[]>('/api/v1/call-sources', undefined, signal),
  refetchInterval: 5000,
});
export const emergencyQuery = queryOptions({
  queryKey: ['emergency-numbers'],
  queryFn: ({ signal }) => getVersioned<EmergencyNumbers>('/api/v1/emergency-numbers', signal),
});
