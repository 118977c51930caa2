import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { escalationsQuery, incidentPath } from '../../api/incident-queries.ts';
import { post } from '../../api/request.ts';
import type { Text } from '../../api/types.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { toast } from '../../parts/toast.tsx';
import { useIncidentAct, useRefusal } from './use-incident-act.ts';

interface Answered {
  readonly ok: boolean;
  readonly sentence: Text;
}

/**
 * Saying that one has it: answers whoever asks people to take the incident, so that nobody else is woken; where nobody is
 * asked it begins triage, which says the same to everybody who looks.
 */
export function useAcknowledge(incident: IncidentWire) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const refusal = useRefusal();
  const maySee = useMay()('on-call:read');
  const newest = useQuery({ ...escalationsQuery(incident.id), enabled: maySee && !incident.over }).data?.[0];
  const asks = newest?.phase === 'asking' || newest?.phase === 'nobody-reached';
  const act = useIncidentAct(incident.id);
  const answer = useMutation({
    mutationFn: (kind: 'acknowledge' | 'decline') => post<Answered>(`${incidentPath(incident.id)}/${kind}`),
    onSuccess: ({ ok, sentence }, kind) => {
      void client.invalidateQueries({ queryKey: ['on-call'] });
      void client.invalidateQueries({ queryKey: ['incidents'] });
      const title = kind === 'acknowledge' ? t('incidents.acknowledged') : t('incidents.declined');
      toast(ok ? { title, brief: true } : { title: t('common.actFailed'), text: format.text(sentence), bad: true });
    },
    onError: (error) => toast({ title: t('common.actFailed'), text: refusal(error).join(' '), bad: true }),
  });
  const triage = incident.stages.find(({ stage }) => stage === 'triage');
  const begins = incident.may.write && triage?.can.includes('reach') === true;
  return {
    can: !incident.over && (begins || (asks && incident.may.write)),
    /** Whether the one who looks is asked, and may say that they cannot. */
    asksYou: newest?.asksYou === true,
    escalation: newest,
    busy: answer.isPending || act.isPending,
    run: () => {
      if (asks) answer.mutate('acknowledge');
      if (begins) {
        act.mutate(
          { act: { act: 'reach', stage: 'triage' } },
          { onSuccess: () => !asks && toast({ title: t('incidents.triageBegun'), brief: true }) },
        );
      }
    },
    decline: () => answer.mutate('decline'),
  };
}
