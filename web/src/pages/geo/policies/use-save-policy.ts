import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { GeoPolicyFormWire, GeoPolicyWire } from '../../../../../src/api/schema/geo.ts';
import { geoPolicyQuery } from '../../../api/geo-queries.ts';
import { post, put } from '../../../api/request.ts';

const path = (id: string) => `/api/v1/geo/policies/${encodeURIComponent(id)}`;

/** One of the ways in which a policy changes; `confirm` holds the keys of cuts that were confirmed, `all` those too that no list has. */
export type PolicyAct =
  | { kind: 'save'; form: GeoPolicyFormWire; version: number; confirm: readonly string[]; all?: boolean }
  | { kind: 'state'; state: GeoPolicyFormWire['state']; version: number; confirm: readonly string[]; all?: boolean }
  | { kind: 'revert'; to: number; version: number; confirm: readonly string[]; all?: boolean };

/** Saves a policy (`id` is '' for a new one), changes its state or goes back; only while nobody was faster. */
export function useSavePolicy(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: PolicyAct): Promise<GeoPolicyWire> => {
      const version = `"${act.version}"`;
      const confirming = { confirm: [...act.confirm], acknowledgeCuts: act.all ?? false };
      if (act.kind === 'state') return post(`${path(id)}/state`, { state: act.state, ...confirming }, { version });
      if (act.kind === 'revert') return post(`${path(id)}/revert`, { version: act.to, ...confirming }, { version });
      const body = { ...act.form, name: act.form.name.trim(), ...confirming };
      return id ? put(path(id), body, { version }) : post('/api/v1/geo/policies', body);
    },
    onSuccess: (saved) => {
      client.setQueryData(geoPolicyQuery(saved.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: ['geo', 'policies'] });
      void client.invalidateQueries({ queryKey: ['geo', 'standing'] });
    },
  });
}
