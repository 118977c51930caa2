import { queryOptions } from '@tanstack/react-query';
import { get } from '../../api/request.ts';
import type { LinkedProvider, OwnSession, Passkey } from '../../api/types.ts';

export const passkeysQuery = queryOptions({
  queryKey: ['profile', 'passkeys'],
  queryFn: ({ signal }) => get<Passkey[]>('/api/v1/profile/passkeys', undefined, signal),
});
export const ownSessionsQuery = queryOptions({
  queryKey: ['profile', 'sessions'],
  queryFn: ({ signal }) => get<OwnSession[]>('/api/v1/profile/sessions', undefined, signal),
  refetchInterval: 30_000,
});
export const ownProvidersQuery = queryOptions({
  queryKey: ['profile', 'providers'],
  queryFn: ({ signal }) => get<LinkedProvider[]>('/api/v1/profile/providers', undefined, signal),
});
