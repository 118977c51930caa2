import { queryOptions } from '@tanstack/react-query';
import type { RunSummaryWire, RunWire } from '../../../src/api/schema/playbook-runs.ts';
import type { PlaybookSecretWire } from '../../../src/api/schema/playbook-secrets.ts';
import type {
  PlaybookCheckWire,
  PlaybookDiffWire,
  PlaybookDryWire,
  PlaybookSummaryWire,
  PlaybookVersionWire,
  PlaybookVocabularyWire,
  PlaybookWire,
} from '../../../src/api/schema/playbooks.ts';
import { get, post } from './request.ts';

const base = '/api/v1/playbooks';

/** Address of a playbook, and of what hangs under it. */
export const playbookPath = (id: string, under = '') => `${base}/${encodeURIComponent(id)}${under}`;
/** Address of a run. */
export const runPath = (id: string, under = '') => `/api/v1/runs/${encodeURIComponent(id)}${under}`;

export const playbooksQuery = queryOptions({
  queryKey: ['playbooks', 'list'],
  queryFn: ({ signal }) => get<readonly PlaybookSummaryWire[]>(base, {}, signal),
});
/** What editors offer; changes only with the configuration. */
export const playbookVocabularyQuery = queryOptions({
  queryKey: ['playbooks', 'vocabulary'],
  queryFn: ({ signal }) => get<PlaybookVocabularyWire>(`${base}/vocabulary`, {}, signal),
  staleTime: 300_000,
});
/** What requests of playbooks sign in with, by name. */
export const playbookSecretsQuery = queryOptions({
  queryKey: ['playbooks', 'secrets'],
  queryFn: ({ signal }) => get<readonly PlaybookSecretWire[]>('/api/v1/playbook-secrets', {}, signal),
});
/** `version`: `draft`, `active`, or `modified` of one; '' for the draft where there is one, else the one in use. */
export const playbookQuery = (id: string, version = '') =>
  queryOptions({
    queryKey: ['playbooks', id, 'content', version],
    queryFn: ({ signal }) => get<PlaybookWire>(playbookPath(id), { version }, signal),
  });
export const playbookVersionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['playbooks', id, 'versions'],
    queryFn: ({ signal }) => get<readonly PlaybookVersionWire[]>(playbookPath(id, '/versions'), {}, signal),
  });
/** What is different in `to`. */
export const playbookDiffQuery = (id: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['playbooks', id, 'diff', from, to],
    queryFn: ({ signal }) => get<PlaybookDiffWire>(playbookPath(id, '/diff'), { from, to }, signal),
  });
/** What is wrong with what stands in the editor. */
export const playbookCheckQuery = (playbook: object) =>
  queryOptions({
    queryKey: ['playbook-check', playbook],
    queryFn: () => post<PlaybookCheckWire>(`${base}/check`, { playbook }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: false,
  });
/** What each step of a version would do with these values. */
export const playbookDryQuery = (
  id: string,
  asked: { version: string; incident: string; values: Record<string, string | null> },
) =>
  queryOptions({
    queryKey: ['playbooks', id, 'dry-run', asked],
    queryFn: () => post<PlaybookDryWire>(playbookPath(id, '/dry-run'), asked),
    retry: false,
  });
/** Runs, newest first; of one playbook where it is named. */
export const runsQuery = (playbook = '') =>
  queryOptions({
    queryKey: ['runs', 'list', playbook],
    queryFn: ({ signal }) => get<readonly RunSummaryWire[]>('/api/v1/runs', { playbook }, signal),
  });
export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', id],
    queryFn: ({ signal }) => get<RunWire>(runPath(id), {}, signal),
  });
