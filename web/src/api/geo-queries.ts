import { queryOptions } from '@tanstack/react-query';
import type {
  GeoAttackWire,
  GeoCatalogue,
  GeoCorrectionWire,
  GeoDataSettings,
  GeoDataWire,
  GeoExplained,
  GeoGroupVersionWire,
  GeoMap,
  GeoOwnGroup,
  GeoPolicyFormWire,
  GeoPolicyWire,
  GeoPreview,
  GeoProposal,
  GeoReach,
  GeoRemovedGroup,
  GeoRemovedPolicy,
  GeoReview,
  GeoReviewSettings,
  GeoStanding,
  GeoVersion,
} from '../../../src/api/schema/geo.ts';
import { get, post } from './request.ts';

/** The second part of each key is what the live stream calls it when it changes. */
export const geoStandingQuery = queryOptions({
  queryKey: ['geo', 'standing'],
  queryFn: ({ signal }) => get<GeoStanding>('/api/v1/geo/standing', {}, signal),
});
/** Who carries a policy out; it hangs on the kernel as much as on the policy. */
export const geoReachQuery = (id: string) =>
  queryOptions({
    queryKey: ['geo', 'standing', 'reach', id],
    queryFn: ({ signal }) => get<GeoReach>(`/api/v1/geo/policies/${encodeURIComponent(id)}/reach`, {}, signal),
    // The kernel may be there before the first answer is: the word that it is comes too early then, and only once.
    refetchInterval: ({ state }) => state.data?.kernel === 'on-its-way' && 1000,
  });
export const geoPoliciesQuery = queryOptions({
  queryKey: ['geo', 'policies'],
  queryFn: ({ signal }) => get<readonly GeoPolicyWire[]>('/api/v1/geo/policies', {}, signal),
});
export const geoPolicyQuery = (id: string) =>
  queryOptions({
    queryKey: ['geo', 'policies', id],
    queryFn: ({ signal }) => get<GeoPolicyWire>(`/api/v1/geo/policies/${encodeURIComponent(id)}`, {}, signal),
  });
/** `version`: the newest one the screen knows of. */
export const geoVersionsQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ['geo', 'policies', id, 'versions', version],
    queryFn: ({ signal }) =>
      get<readonly GeoVersion[]>(`/api/v1/geo/policies/${encodeURIComponent(id)}/versions`, {}, signal),
  });
/** As they were when they were removed. */
export const geoRemovedPoliciesQuery = queryOptions({
  queryKey: ['geo', 'policies', 'removed'],
  queryFn: ({ signal }) => get<readonly GeoRemovedPolicy[]>('/api/v1/geo/removed/policies', {}, signal),
});
/** What a form would have done. */
export const geoPreviewQuery = (policy: GeoPolicyFormWire, id: string, days: number) =>
  queryOptions({
    queryKey: ['geo', 'preview', id, days, policy],
    queryFn: () => post<GeoPreview>('/api/v1/geo/policies/preview', { policy, id, days }),
    staleTime: 120_000,
    retry: false,
  });
/** Own groups. */
export const geoGroupsQuery = queryOptions({
  queryKey: ['geo', 'policies', 'groups'],
  queryFn: ({ signal }) => get<readonly GeoOwnGroup[]>('/api/v1/geo/groups', {}, signal),
});
export const geoRemovedGroupsQuery = queryOptions({
  queryKey: ['geo', 'policies', 'groups', 'removed'],
  queryFn: ({ signal }) => get<readonly GeoRemovedGroup[]>('/api/v1/geo/removed/groups', {}, signal),
});
/** `version`: the newest one the screen knows of. */
export const geoGroupVersionsQuery = (name: string, version: number) =>
  queryOptions({
    queryKey: ['geo', 'policies', 'groups', 'versions', name, version],
    queryFn: ({ signal }) =>
      get<readonly GeoGroupVersionWire[]>(`/api/v1/geo/groups/${encodeURIComponent(name)}/versions`, {}, signal),
  });
/** Groups, templates, names: changes only with own groups. */
export const geoCatalogueQuery = queryOptions({
  queryKey: ['geo', 'policies', 'catalogue'],
  queryFn: ({ signal }) => get<GeoCatalogue>('/api/v1/geo/catalogue', {}, signal),
  staleTime: 300_000,
});
export const geoExplainQuery = (query: Record<string, string | undefined>) =>
  queryOptions({
    queryKey: ['geo', 'policies', 'explain', query],
    queryFn: ({ signal }) => get<GeoExplained>('/api/v1/geo/explain', query, signal),
  });
export const geoMapQuery = (tenant: string | undefined, service: string, hours: number) =>
  queryOptions({
    queryKey: ['geo', 'map', tenant ?? '', service, hours],
    queryFn: ({ signal }) => get<GeoMap>('/api/v1/geo/map', { tenant, service, hours }, signal),
    refetchInterval: 10_000,
  });
export const geoAttacksQuery = queryOptions({
  queryKey: ['geo', 'attacks'],
  queryFn: ({ signal }) => get<readonly GeoAttackWire[]>('/api/v1/geo/attacks', {}, signal),
});
export const geoProposalsQuery = queryOptions({
  queryKey: ['geo', 'proposals'],
  queryFn: ({ signal }) => get<readonly GeoProposal[]>('/api/v1/geo/proposals', {}, signal),
});
export const geoDataQuery = queryOptions({
  queryKey: ['geo', 'data'],
  queryFn: ({ signal }) => get<GeoDataWire>('/api/v1/geo/data', {}, signal),
});
export const geoCorrectionsQuery = queryOptions({
  queryKey: ['geo', 'data', 'corrections'],
  queryFn: ({ signal }) => get<readonly GeoCorrectionWire[]>('/api/v1/geo/corrections', {}, signal),
});
export const geoReviewsQuery = queryOptions({
  queryKey: ['geo', 'reviews'],
  queryFn: ({ signal }) => get<readonly GeoReview[]>('/api/v1/geo/reviews', {}, signal),
});
export const geoReviewSettingsQuery = queryOptions({
  queryKey: ['geo', 'reviews', 'settings'],
  queryFn: ({ signal }) => get<GeoReviewSettings>('/api/v1/geo/reviews/settings', {}, signal),
});
export const geoDataSettingsQuery = queryOptions({
  queryKey: ['geo', 'data', 'settings'],
  queryFn: ({ signal }) => get<GeoDataSettings>('/api/v1/geo/data/settings', {}, signal),
});
