import { queryOptions } from '@tanstack/react-query';
import { get, getVersioned } from '../../api/request.ts';
import type { Invitation, OwnSession, Person, Security } from '../../api/types.ts';

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) => get<Person[]>('/api/v1/people', undefined, signal),
  refetchInterval: 30_000,
});
/** With the version, so that a change can say what was seen. */
export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ['person', id],
    queryFn: ({ signal }) => getVersioned<Person>(`/api/v1/people/${encodeURIComponent(id)}`, signal),
  });
export const personSessionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['person', id, 'sessions'],
    queryFn: ({ signal }) => get<OwnSession[]>(`/api/v1/people/${encodeURIComponent(id)}/sessions`, undefined, signal),
    refetchInterval: 15_000,
  });
export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: ({ signal }) => get<Invitation[]>('/api/v1/invitations', undefined, signal),
  // The mail is on its way for a moment.
  refetchInterval: ({ state }) => (state.data?.some(({ mail }) => mail === 'waiting') ? 2_000 : 30_000),
});
export const securityQuery = queryOptions({
  queryKey: ['security'],
  queryFn: ({ signal }) => getVersioned<Security>('/api/v1/security', signal),
});
