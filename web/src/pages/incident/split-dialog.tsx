import { Checkbox, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentSplitForm, IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { incidentPath } from '../../api/incident-queries.ts';
import { post } from '../../api/request.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { toast } from '../../parts/toast.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { useIncidentTitle, useNumberText } from './incident-words.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { useRefusal } from './use-incident-act.ts';

type Part = 'alerts' | 'tasks' | 'measures';
const nothing: Readonly<Record<Part, readonly string[]>> = { alerts: [], tasks: [], measures: [] };

/** Takes alerts, tasks and measures out into an incident of their own. */
export function SplitDialog({ incident, onClose }: { incident: IncidentWire; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const navigate = useNavigate();
  const refusal = useRefusal();
  const numberText = useNumberText();
  const titleOf = useIncidentTitle();
  const [title, setTitle] = useState('');
  const [picked, setPicked] = useState(nothing);
  const [told, setTold] = useState(false);
  const count = picked.alerts.length + picked.tasks.length + picked.measures.length;
  const split = useMutation({
    mutationFn: (reason: string) =>
      post<IncidentWire>(`${incidentPath(incident.id)}/split`, {
        ...{ title: title.trim() || incident.titles[format.language], reason, entries: [] },
        ...{ alerts: [...picked.alerts], tasks: [...picked.tasks], measures: [...picked.measures] },
      } satisfies IncidentSplitForm),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: ['incidents'] });
      toast({ title: t('incidents.splitDone', { number: numberText(made.number) }), brief: true });
      void navigate({ to: '/incidents/$id', params: { id: made.id } });
    },
  });
  const list = (part: Part, name: string, all: readonly { id: string; label: string }[]) =>
    all.length > 0 && (
      <fieldset className="bw-fieldset bw-split-part">
        <legend>{name}</legend>
        <Checkbox.Group value={[...picked[part]]} onChange={(ids) => setPicked((old) => ({ ...old, [part]: ids }))}>
          <div className="stack tight">
            {all.map(({ id, label }) => (
              <Checkbox key={id} value={id} label={visibleText(label).slice(0, 160)} />
            ))}
          </div>
        </Checkbox.Group>
      </fieldset>
    );
  return (
    <ReasonDialog
      draft={`incident.${incident.id}.split`}
      title={t('incidents.splitTitle')}
      text={t('incidents.splitText')}
      submit={t('incidents.splitSubmit')}
      busy={split.isPending}
      faults={split.error ? refusal(split.error) : told && count === 0 ? [t('incidents.splitNothing')] : undefined}
      onSubmit={(reason, sent) => {
        setTold(true);
        if (count > 0) split.mutate(reason, { onSuccess: sent });
      }}
      onClose={onClose}
    >
      <TextInput
        label={t('incidents.splitNewTitle')}
        placeholder={titleOf(incident)}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
        maxLength={200}
      />
      {list(
        'alerts',
        t('incidents.alertsTitle'),
        incident.alerts.map(({ id, sentence }) => ({ id, label: format.text(sentence) })),
      )}
      {list(
        'tasks',
        t('incidents.tasks'),
        incident.tasks.filter(({ state }) => state === 'open').map(({ id, title: label }) => ({ id, label })),
      )}
      {list(
        'measures',
        t('incidents.measures'),
        incident.measures.filter(({ undoneAt }) => !undoneAt).map(({ id, what }) => ({ id, label: what })),
      )}
    </ReasonDialog>
  );
}
