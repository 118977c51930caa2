import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { get, getVersioned, request } from './request.ts';
import type {
  AlertDetail,
  AlertSummary,
  Backtest,
  Decision,
  DecisionPreview,
  EcsEvent,
  Listener,
  NewDecision,
  Overview,
  Page,
  Recipient,
  Rule,
  Session,
  Settings,
  Source,
  SourceTail,
  Tenant,
  Token,
} from './types.ts';

/** Filters of a list as they stand in the address bar. */
export type Filters = Readonly<Record<string, string | undefined>>;

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => get<Session>('/api/v1/session', undefined, signal),
  staleTime: 60_000,
});

export const overviewQuery = (tenant: string | undefined) =>
  queryOptions({
    queryKey: ['overview', tenant ?? ''],
    queryFn: ({ signal }) => get<Overview>('/api/v1/overview', { tenant }, signal),
    refetchInterval: 30_000,
  });

function list<T>(key: string, path: string, filters: Filters) {
  return infiniteQueryOptions({
    queryKey: [key, filters],
    queryFn: ({ pageParam, signal }) => get<Page<T>>(path, { ...filters, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: '' as string,
    getNextPageParam: (page: Page<T>) => page.next ?? undefined,
  });
}

export const alertsQuery = (filters: Filters) => list<AlertSummary>('alerts', '/api/v1/alerts', filters);
export const decisionsQuery = (filters: Filters) => list<Decision>('decisions', '/api/v1/decisions', filters);
export const eventsQuery = (filters: Filters) => list<EcsEvent>('events', '/api/v1/events', filters);

export const alertQuery = (id: string) =>
  queryOptions({
    queryKey: ['alert', id],
    queryFn: ({ signal }) => get<AlertDetail>(`/api/v1/alerts/${encodeURIComponent(id)}`, undefined, signal),
  });

export const previewQuery = (block: NewDecision) =>
  queryOptions({
    queryKey: ['preview', block.value, block.durationS, block.tenant ?? ''],
    queryFn: ({ signal }) =>
      request<DecisionPreview>('POST', '/api/v1/decisions/preview', {
        body: { ...block, reason: block.reason || '-' },
        signal,
      }),
    staleTime: 10_000,
    gcTime: 30_000,
    retry: false,
  });

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: ({ signal }) => get<Source[]>('/api/v1/sources', undefined, signal),
  refetchInterval: 15_000,
});
export const sourceQuery = (id: string) =>
  queryOptions({
    queryKey: ['source', id],
    queryFn: ({ signal }) => get<Source>(`/api/v1/sources/${encodeURIComponent(id)}`, undefined, signal),
    refetchInterval: 5_000,
  });
export const tailQuery = (id: string) =>
  queryOptions({
    queryKey: ['tail', id],
    queryFn: ({ signal }) => get<SourceTail>(`/api/v1/sources/${encodeURIComponent(id)}/tail`, undefined, signal),
    refetchInterval: 1_500,
  });
export const listenersQuery = queryOptions({
  queryKey: ['listeners'],
  queryFn: ({ signal }) => get<Listener[]>('/api/v1/listeners', undefined, signal),
});
export const tenantsQuery = queryOptions({
  queryKey: ['tenants'],
  queryFn: ({ signal }) => get<Tenant[]>('/api/v1/tenants', undefined, signal),
  staleTime: 30_000,
});
export const ruleTitlesQuery = queryOptions({
  queryKey: ['rule-titles'],
  queryFn: ({ signal }) => get<Pick<Rule, 'id' | 'title'>[]>('/api/v1/rule-titles', undefined, signal),
  staleTime: 300_000,
});
export const rulesQuery = queryOptions({
  queryKey: ['rules'],
  queryFn: ({ signal }) => get<Rule[]>('/api/v1/rules', undefined, signal),
});
export const backtestQuery = (id: string) =>
  queryOptions({
    queryKey: ['backtest', id],
    queryFn: ({ signal }) => get<Backtest>(`/api/v1/backtests/${encodeURIComponent(id)}`, undefined, signal),
    refetchInterval: ({ state }) => (state.data && state.data.state !== 'running' ? false : 800),
  });
export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => getVersioned<Settings>('/api/v1/settings', signal),
  select: ({ data }) => data,
});
export const recipientsQuery = queryOptions({
  queryKey: ['recipients'],
  queryFn: ({ signal }) => get<Recipient[]>('/api/v1/recipients', undefined, signal),
});
export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: ({ signal }) => get<Token[]>('/api/v1/tokens', undefined, signal),
});
