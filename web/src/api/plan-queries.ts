import { queryOptions } from '@tanstack/react-query';
import type {
  PlanChangesWire,
  PlanEditionWire,
  PlanFieldWire,
  PlanMailsWire,
  PlanReadersWire,
  PlanSettingsWire,
  PlanStandingWire,
  PlanSummaryWire,
} from '../../../src/api/schema/plan.ts';
import { get } from './request.ts';

/** The first part of each key is what the live stream calls it. */
export const planQuery = queryOptions({
  queryKey: ['plan', 'standing'],
  queryFn: ({ signal }) => get<PlanStandingWire>('/api/v1/plan', {}, signal),
});
export const planEditionsQuery = queryOptions({
  queryKey: ['plan', 'editions'],
  queryFn: ({ signal }) => get<readonly PlanSummaryWire[]>('/api/v1/plan/editions', {}, signal),
});
export const planEditionQuery = (edition: number) =>
  queryOptions({
    queryKey: ['plan', 'edition', edition],
    queryFn: ({ signal }) => get<PlanEditionWire>(`/api/v1/plan/editions/${edition}`, {}, signal),
  });
export const planReadersQuery = (edition: number) =>
  queryOptions({
    queryKey: ['plan', 'readers', edition],
    queryFn: ({ signal }) => get<PlanReadersWire>(`/api/v1/plan/editions/${edition}/readers`, {}, signal),
  });
export const planChangesQuery = (from: number, to: number) =>
  queryOptions({
    queryKey: ['plan', 'changes', from, to],
    queryFn: ({ signal }) => get<PlanChangesWire>('/api/v1/plan/changes', { from, to }, signal),
  });
export const planSettingsQuery = queryOptions({
  queryKey: ['plan', 'settings'],
  queryFn: ({ signal }) => get<PlanSettingsWire>('/api/v1/plan/settings', {}, signal),
});
export const planMailsQuery = queryOptions({
  queryKey: ['plan', 'mail'],
  queryFn: ({ signal }) => get<PlanMailsWire>('/api/v1/plan/mail', {}, signal),
});
/** What a plan consists of: the same as long as the server runs. */
export const planFieldsQuery = queryOptions({
  queryKey: ['plan-fields'],
  queryFn: ({ signal }) => get<readonly PlanFieldWire[]>('/api/v1/plan/fields', {}, signal),
  staleTime: 3_600_000,
});
