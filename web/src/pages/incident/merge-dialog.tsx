import { Select } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { incidentPath, openIncidentsQuery } from '../../api/incident-queries.ts';
import { post } from '../../api/request.ts';
import { toast } from '../../parts/toast.tsx';
import { useIncidentTitle, useNumberText } from './incident-words.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { useRefusal } from './use-incident-act.ts';

/** Makes an incident part of another one that goes on. */
export function MergeDialog({ incident, onClose }: { incident: IncidentWire; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const refusal = useRefusal();
  const numberText = useNumberText();
  const titleOf = useIncidentTitle();
  const others = (useQuery(openIncidentsQuery(undefined, 200)).data?.items ?? []).filter(
    ({ id, drill }) => id !== incident.id && drill === incident.drill,
  );
  const [into, setInto] = useState<string | null>(null);
  const chosen = others.find(({ id }) => id === into);
  const merge = useMutation({
    mutationFn: (reason: string) =>
      post<IncidentWire>(`${incidentPath(incident.id)}/merge`, { into: chosen?.id ?? '', reason }),
    onSuccess: (joined) => {
      void client.invalidateQueries({ queryKey: ['incidents'] });
      toast({ title: t('incidents.merged', { number: numberText(joined.number) }), brief: true });
      void navigate({ to: '/incidents/$id', params: { id: joined.id } });
    },
  });
  return (
    <ReasonDialog
      draft={`incident.${incident.id}.merge`}
      title={t('incidents.mergeTitle')}
      text={t('incidents.mergeText')}
      submit={chosen ? t('incidents.mergeSubmit', { number: numberText(chosen.number) }) : t('incidents.mergeTitle')}
      busy={merge.isPending}
      faults={merge.error ? refusal(merge.error) : undefined}
      onSubmit={(reason, sent) => chosen && merge.mutate(reason, { onSuccess: sent })}
      onClose={onClose}
    >
      {others.length === 0 ? (
        <p className="amber">{t('incidents.mergeNone')}</p>
      ) : (
        <Select
          label={t('incidents.mergeInto')}
          value={into}
          onChange={setInto}
          data={others.map((other) => ({
            value: other.id,
            label: `${numberText(other.number)} ${titleOf(other).slice(0, 90)}`,
          }))}
          searchable
        />
      )}
    </ReasonDialog>
  );
}
