import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { AuditEntry, AuditVerdict } from '../../../../src/api/schema/audit.ts';
import { get } from '../../api/request.ts';
import type { Page } from '../../api/types.ts';

export type { AuditEntry, AuditVerdict };

export const spans = ['day', 'week', 'month', 'all'] as const;
export type Span = (typeof spans)[number];
const spanMs: Record<Span, number> = { day: 86_400_000, week: 7 * 86_400_000, month: 30 * 86_400_000, all: 0 };

/** Filters as they stand in the address bar. */
export interface AuditFilters {
  span?: string;
  kind?: string;
  action?: string;
  q?: string;
  /** Kind and id of an object: what happened to one thing. */
  object?: string;
  objectKind?: string;
}

/** What the filters ask of the API; `now` in ms, so that pages of one list share their start. */
export function auditParams(filters: AuditFilters, tenant: string | undefined, now: number) {
  const span = spans.find((one) => one === filters.span) ?? 'week';
  return {
    from: spanMs[span] ? new Date(Math.floor(now / 60_000) * 60_000 - spanMs[span]).toISOString() : undefined,
    actorKind: filters.kind,
    action: filters.action,
    objectKind: filters.objectKind,
    objectId: filters.object,
    q: filters.q,
    tenant,
  };
}

export const auditQuery = (params: ReturnType<typeof auditParams>) =>
  infiniteQueryOptions({
    queryKey: ['audit', params],
    queryFn: ({ pageParam, signal }) =>
      get<Page<AuditEntry>>('/api/v1/audit', { ...params, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: '' as string,
    getNextPageParam: (page: Page<AuditEntry>) => page.next ?? undefined,
  });

export const auditActionsQuery = queryOptions({
  queryKey: ['audit-actions'],
  queryFn: ({ signal }) => get<string[]>('/api/v1/audit/actions', undefined, signal),
});
