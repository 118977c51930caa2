import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type {
  IncidentAttachmentWire,
  IncidentEntryWire,
  IncidentPatternWire,
  IncidentSettingsWire,
  IncidentSummaryWire,
  IncidentTaskOfWire,
  IncidentWallWire,
  IncidentWire,
  SeverityMatrixWire,
} from '../../../src/api/schema/incidents.ts';
import type { EscalationWire } from '../../../src/api/schema/on-call.ts';
import type { RunSummaryWire } from '../../../src/api/schema/playbook-runs.ts';
import type { SuggestedPlaybookWire } from '../../../src/api/schema/playbooks.ts';
import type { Filters } from './queries.ts';
import { get, getVersioned } from './request.ts';
import type { Page } from './types.ts';

/** Where an incident is asked for and acted on. */
export const incidentPath = (id: string): string => `/api/v1/incidents/${encodeURIComponent(id)}`;

/** The first part of each key is what the live stream calls it when it changes. */
export const incidentsQuery = (filters: Filters) =>
  infiniteQueryOptions({
    queryKey: ['incidents', 'list', filters],
    queryFn: ({ pageParam, signal }) =>
      get<Page<IncidentSummaryWire>>('/api/v1/incidents', { ...filters, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: '' as string,
    getNextPageParam: (page: Page<IncidentSummaryWire>) => page.next ?? undefined,
  });
/** The worst that go on, for the overview. */
export const openIncidentsQuery = (tenant: string | undefined, limit: number) =>
  queryOptions({
    queryKey: ['incidents', 'open', tenant ?? '', limit],
    queryFn: ({ signal }) =>
      get<Page<IncidentSummaryWire>>('/api/v1/incidents', { state: 'open', tenant, limit }, signal),
  });
export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: ['incidents', 'one', id],
    queryFn: ({ signal }) => get<IncidentWire>(incidentPath(id), {}, signal),
  });

interface TimelinePage {
  readonly items: readonly IncidentEntryWire[];
  readonly next: string | null;
}
/** Newest first; `kinds` with commas between. */
export const timelineQuery = (id: string, kinds: string) =>
  infiniteQueryOptions({
    queryKey: ['incidents', 'timeline', id, kinds],
    queryFn: ({ pageParam, signal }) =>
      get<TimelinePage>(`${incidentPath(id)}/timeline`, { kinds, cursor: pageParam, limit: 100 }, signal),
    initialPageParam: '' as string,
    getNextPageParam: (page: TimelinePage) => page.next ?? undefined,
  });
export const attachmentsQuery = (id: string) =>
  queryOptions({
    queryKey: ['incidents', 'attachments', id],
    queryFn: ({ signal }) => get<readonly IncidentAttachmentWire[]>(`${incidentPath(id)}/attachments`, {}, signal),
  });
export const wallQuery = queryOptions({
  queryKey: ['incidents', 'wall'],
  queryFn: ({ signal }) => get<IncidentWallWire>('/api/v1/incidents/wall', {}, signal),
  refetchInterval: 15_000,
});
export const myTasksQuery = queryOptions({
  queryKey: ['incidents', 'tasks', 'me'],
  queryFn: ({ signal }) => get<readonly IncidentTaskOfWire[]>('/api/v1/incidents/tasks', { owner: 'me' }, signal),
});
export const incidentPatternsQuery = queryOptions({
  queryKey: ['incidents', 'patterns'],
  queryFn: ({ signal }) => get<readonly IncidentPatternWire[]>('/api/v1/incidents/patterns', {}, signal),
  staleTime: 60_000,
});
export const incidentSettingsQuery = queryOptions({
  queryKey: ['incidents', 'settings'],
  queryFn: ({ signal }) => getVersioned<IncidentSettingsWire>('/api/v1/incidents/settings', signal),
});

/** Of the plan: when that changes it is read again. */
export const severityMatrixQuery = queryOptions({
  queryKey: ['plan', 'matrix'],
  queryFn: ({ signal }) => get<SeverityMatrixWire>('/api/v1/incidents/severity-matrix', {}, signal),
});

/** Who was asked to take an incident, newest first. */
export const escalationsQuery = (id: string) =>
  queryOptions({
    queryKey: ['on-call', 'escalations', id],
    queryFn: ({ signal }) => get<readonly EscalationWire[]>(`${incidentPath(id)}/escalations`, {}, signal),
  });
/** Playbooks that fit, best first. */
export const suggestedPlaybooksQuery = (id: string) =>
  queryOptions({
    queryKey: ['playbooks', 'incident', id],
    queryFn: ({ signal }) => get<readonly SuggestedPlaybookWire[]>(`${incidentPath(id)}/playbooks`, {}, signal),
  });
/** Playbooks that were started for it. */
export const incidentRunsQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', 'incident', id],
    queryFn: ({ signal }) => get<readonly RunSummaryWire[]>(`${incidentPath(id)}/runs`, {}, signal),
  });
