import { Button, NativeSelect, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentSettingsWire } from '../../../../src/api/schema/incidents.ts';
import { incidentSettingsQuery } from '../../api/incident-queries.ts';
import { patch, type Versioned } from '../../api/request.ts';
import { useMay } from '../../api/use-session.ts';
import { useWord } from '../../i18n/use-format.ts';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { severities } from '../../parts/severity-rank.ts';
import { toast } from '../../parts/toast.tsx';

/** From which severity alerts open an incident, and which ones join. */
export function IncidentsSection() {
  const { t } = useTranslation();
  const settings = useQuery(incidentSettingsQuery);
  return (
    <Panel id="incident-settings" title={t('incidents.settingsTitle')}>
      <Answer of={settings} rows={3}>
        {(data) => <Form key={data.version} stored={data} />}
      </Answer>
    </Panel>
  );
}

function Form({ stored: { data, version } }: { stored: Versioned<IncidentSettingsWire> }) {
  const { t } = useTranslation();
  const word = useWord();
  const client = useQueryClient();
  const problemText = useProblemText();
  const mayWrite = useMay()('settings:write');
  const [draft, setDraft] = useState<Partial<IncidentSettingsWire>>({});
  const shown = { ...data, ...draft };
  const changed = JSON.stringify(shown) !== JSON.stringify(data);
  const save = useMutation({
    mutationFn: () => patch<IncidentSettingsWire>('/api/v1/incidents/settings', draft, { version }),
    onSuccess: () => toast({ title: t('common.saved'), brief: true }),
    onSettled: () => client.invalidateQueries({ queryKey: incidentSettingsQuery.queryKey }),
  });
  return (
    <form
      className="stack loose"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <NativeSelect
        label={t('incidents.settingsOpenFrom')}
        value={shown.openFrom}
        disabled={!mayWrite}
        onChange={(event) => {
          const openFrom = event.currentTarget.value as IncidentSettingsWire['openFrom'];
          setDraft((old) => ({ ...old, openFrom }));
        }}
        data={[
          ...severities.map((severity) => ({ value: severity, label: word('severity', severity) })),
          { value: 'off', label: t('incidents.settingsOff') },
        ]}
      />
      <Switch
        label={t('incidents.settingsJoin')}
        description={t('incidents.settingsJoinHelp')}
        checked={shown.joinBelow}
        disabled={!mayWrite}
        onChange={(event) => {
          const joinBelow = event.currentTarget.checked;
          setDraft((old) => ({ ...old, joinBelow }));
        }}
      />
      <NativeSelect
        label={t('incidents.settingsLanguage')}
        value={shown.language}
        disabled={!mayWrite}
        onChange={(event) => {
          const language = event.currentTarget.value as IncidentSettingsWire['language'];
          setDraft((old) => ({ ...old, language }));
        }}
        data={[
          { value: 'nl', label: 'Nederlands' },
          { value: 'en', label: 'English' },
        ]}
      />
      {save.error && <p className="red">{problemText(save.error)}</p>}
      {mayWrite && (
        <div>
          <Button type="submit" variant="filled" disabled={!changed} loading={save.isPending}>
            {t('common.save')}
          </Button>
        </div>
      )}
    </form>
  );
}
