import { Button, Modal } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunWire } from '../../../../src/api/schema/playbook-runs.ts';
import type { PlaybookSummaryWire } from '../../../../src/api/schema/playbooks.ts';
import { incidentPath } from '../../api/incident-queries.ts';
import { playbookDryQuery } from '../../api/playbook-queries.ts';
import { post } from '../../api/request.ts';
import { toast } from '../../parts/toast.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { plainName } from './model/edit-parts.ts';
import { IncidentChoice } from './parts/incident-choice.tsx';
import { useRefusalText } from './parts/use-refusal-text.ts';
import { filledIn, ValuesForm } from './parts/values-form.tsx';

/** Starts the version in use for an incident; asks for what neither the playbook nor the incident knows. */
export function StartDialog({ playbook, onClose }: { playbook: PlaybookSummaryWire; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const problemText = useRefusalText();
  const [incident, setIncident] = useState('');
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const name = visibleText(playbook.name);
  // What an incident fills in by itself is worked out there.
  const known = useQuery({
    ...playbookDryQuery(playbook.id, { version: 'active', incident, values: {} }),
    enabled: incident !== '',
  });
  const missing = known.data?.missing ?? [];
  const open = missing.filter(({ name: asked }) => !values[asked]);
  const start = useMutation({
    mutationFn: () =>
      post<RunWire>(`${incidentPath(incident)}/runs`, { playbook: playbook.id, values: filledIn(values) }),
    onSuccess: async (run) => {
      toast({ title: t('playbooks.started', { name }), brief: true });
      void client.invalidateQueries({ queryKey: ['runs'] });
      await navigate({ to: '/runs/$id', params: { id: run.id } });
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('playbooks.startTitle', { name })} size={520}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          start.mutate();
        }}
      >
        <p>{t('playbooks.startText')}</p>
        <IncidentChoice
          label={t('playbooks.startIncident')}
          none={t('playbooks.startChoose')}
          value={incident}
          onChange={setIncident}
        />
        <ValuesForm
          asked={missing}
          values={values}
          onChange={(key, value) => setValues((old) => ({ ...old, [key]: value }))}
        />
        {open.length > 0 && (
          <p className="dim">
            {t('playbooks.dryMissing', { names: open.map((one) => plainName(one.name)).join(', ') })}
          </p>
        )}
        {start.error && (
          <p className="red" role="alert">
            {problemText(start.error)}
          </p>
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            variant="filled"
            loading={start.isPending}
            disabled={incident === '' || !known.data || open.length > 0}
          >
            {t('playbooks.startSubmit')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
