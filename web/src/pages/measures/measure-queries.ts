import { queryOptions } from '@tanstack/react-query';
import type {
  MeasureOffer,
  MeasurePage,
  MeasureSettings,
  ProbeTargetWire,
  RecoveryWire,
} from '../../../../src/api/schema/measures.ts';
import { incidentPath } from '../../api/incident-queries.ts';
import { RequestError } from '../../api/problem.ts';
import { get } from '../../api/request.ts';

/** Keys begin with what the live stream calls it when it changes. */
export const measuresQuery = (filters: {
  readonly incident?: string;
  readonly state?: 'open' | 'over';
  readonly tenant?: string;
}) =>
  queryOptions({
    queryKey: ['measures', 'list', filters],
    queryFn: ({ signal }) => get<MeasurePage>('/api/v1/measures', { ...filters, limit: 100 }, signal),
  });
export const measureOfferQuery = queryOptions({
  queryKey: ['measures', 'offer'],
  queryFn: ({ signal }) => get<MeasureOffer>('/api/v1/measures/offer', {}, signal),
});
export const measureSettingsQuery = queryOptions({
  queryKey: ['measures', 'settings'],
  queryFn: ({ signal }) => get<MeasureSettings>('/api/v1/measure-settings', {}, signal),
});
export const probeTargetsQuery = queryOptions({
  queryKey: ['measures', 'targets'],
  queryFn: ({ signal }) => get<readonly ProbeTargetWire[]>('/api/v1/probe-targets', {}, signal),
});
/** Systems of the customers of an incident: its tests look at no other. */
export const incidentTargetsQuery = (incident: string) =>
  queryOptions({
    queryKey: ['measures', 'targets', incident],
    queryFn: ({ signal }) => get<readonly ProbeTargetWire[]>('/api/v1/probe-targets', { incident }, signal),
  });
/** Null while nobody began it. */
export const recoveryQuery = (incident: string) =>
  queryOptions({
    queryKey: ['measures', 'recovery', incident],
    queryFn: async ({ signal }): Promise<RecoveryWire | null> => {
      try {
        return await get<RecoveryWire>(`${incidentPath(incident)}/recovery`, {}, signal);
      } catch (error) {
        if (error instanceof RequestError && error.status === 404) return null;
        throw error;
      }
    },
  });
