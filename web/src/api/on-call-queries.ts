import { queryOptions } from '@tanstack/react-query';
import type {
  DeliveryWire,
  EscalationChoiceWire,
  EscalationPolicyWire,
  HeartbeatWire,
  OnCallChannelWire,
  ResponderSummaryWire,
  ResponderWire,
  RosterCheck,
  RosterFormWire,
  RosterWire,
} from '../../../src/api/schema/on-call.ts';
import { get, post } from './request.ts';
import type { Page } from './types.ts';

const base = '/api/v1/on-call';

export const rostersQuery = queryOptions({
  queryKey: ['on-call', 'rosters'],
  queryFn: ({ signal }) => get<readonly RosterWire[]>(`${base}/rosters`, {}, signal),
  // Who is on call changes by the clock, not by anybody's act.
  refetchInterval: 60_000,
});
/** Faults, warnings and shifts of a form that is being written. */
export const rosterCheckQuery = (roster: RosterFormWire, from: string, until: string) =>
  queryOptions({
    queryKey: ['on-call', 'check', roster, from, until],
    queryFn: () => post<RosterCheck>(`${base}/rosters/check`, { roster, from, until }),
    retry: false,
  });
export const respondersQuery = queryOptions({
  queryKey: ['on-call', 'people'],
  queryFn: ({ signal }) => get<readonly ResponderSummaryWire[]>(`${base}/people`, {}, signal),
});
/** `me` for oneself. */
export const responderQuery = (id: string) =>
  queryOptions({
    queryKey: ['on-call', 'people', id],
    queryFn: ({ signal }) => get<ResponderWire>(pathOfResponder(id), {}, signal),
  });
export function pathOfResponder(id: string): string {
  return id === 'me' ? `${base}/me` : `${base}/people/${encodeURIComponent(id)}`;
}
export const policiesQuery = queryOptions({
  queryKey: ['on-call', 'policies'],
  queryFn: ({ signal }) => get<readonly EscalationPolicyWire[]>(`${base}/policies`, {}, signal),
});
export const choicesQuery = queryOptions({
  queryKey: ['on-call', 'choices'],
  queryFn: ({ signal }) => get<readonly EscalationChoiceWire[]>(`${base}/choices`, {}, signal),
});
export const deliveriesQuery = (state: string) =>
  queryOptions({
    queryKey: ['on-call', 'deliveries', state],
    queryFn: ({ signal }) => get<Page<DeliveryWire>>(`${base}/deliveries`, { state, limit: 100 }, signal),
    refetchInterval: 10_000,
  });
export const channelsQuery = queryOptions({
  queryKey: ['on-call', 'channels'],
  queryFn: ({ signal }) => get<readonly OnCallChannelWire[]>(`${base}/channels`, {}, signal),
  refetchInterval: 30_000,
});
export const heartbeatQuery = queryOptions({
  queryKey: ['on-call', 'heartbeat'],
  queryFn: ({ signal }) => get<HeartbeatWire>(`${base}/heartbeat`, {}, signal),
  refetchInterval: 30_000,
});
