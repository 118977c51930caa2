import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { IncidentActForm, IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { incidentPath, incidentQuery } from '../../api/incident-queries.ts';
import { RequestError } from '../../api/problem.ts';
import { post, versionOf } from '../../api/request.ts';
import type { Text } from '../../api/types.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';

/** Every reason for which something was refused, or the one sentence of the problem. */
export function useRefusal(): (error: unknown) => readonly string[] {
  const format = useFormat();
  const problemText = useProblemText();
  return (error) => {
    const sentences = error instanceof RequestError ? (error.more.sentences as readonly Text[] | undefined) : undefined;
    return sentences && sentences.length > 0 ? sentences.map(format.text) : [problemText(error)];
  };
}

/** Whether somebody changed what this rested on since it was seen. */
export function isStale(error: unknown): boolean {
  return error instanceof RequestError && error.kind === 'version-stale';
}

interface Acting {
  readonly act: IncidentActForm;
  /** Version that was seen, for what writes over what somebody has seen. */
  readonly seen?: { readonly version: number };
}

/** Does something to an incident; `quiet`: the caller shows what it was refused for. */
export function useIncidentAct(id: string, quiet = false) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const refusal = useRefusal();
  return useMutation({
    mutationFn: ({ act, seen }: Acting) =>
      post<IncidentWire>(`${incidentPath(id)}/acts`, act, seen && { version: versionOf(seen) }),
    onSuccess: (incident) => {
      client.setQueryData(incidentQuery(id).queryKey, incident);
      void client.invalidateQueries({ queryKey: ['incidents'] });
    },
    onError: (error) => {
      if (quiet) return;
      toast({ title: t('common.actFailed'), text: refusal(error).join(' '), bad: true });
    },
  });
}
