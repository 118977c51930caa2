import { Button, NumberInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BackupSettings } from '../../../../src/api/schema/keeping.ts';
import { patch, type Versioned } from '../../api/request.ts';
import { useMay } from '../../api/use-session.ts';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { backupSettingsQuery, backupsQuery } from './keeping-queries.ts';

/** How often a backup is made by itself, and how many are kept. */
export function BackupSchedule() {
  const { t } = useTranslation();
  const settings = useQuery(backupSettingsQuery);
  return (
    <Panel id="backup-schedule" title={t('keeping.schedule')}>
      <Answer of={settings} rows={2}>
        {(got) => <Form key={got.version} got={got} />}
      </Answer>
    </Panel>
  );
}

function Form({ got }: { got: Versioned<BackupSettings> }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [draft, setDraft] = useState(got.data);
  const save = useMutation({
    mutationFn: () => patch<BackupSettings>('/api/v1/backup-settings', draft, { version: got.version }),
    onSuccess: () => {
      toast({ title: t('common.saved'), brief: true });
      void client.invalidateQueries({ queryKey: backupsQuery.queryKey });
      return client.invalidateQueries({ queryKey: backupSettingsQuery.queryKey });
    },
  });
  const changed = draft.everyHours !== got.data.everyHours || draft.keep !== got.data.keep;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <div className="bw-form-three">
        <NumberInput
          label={t('keeping.everyHours')}
          value={draft.everyHours}
          onChange={(value) => setDraft((old) => ({ ...old, everyHours: Number(value) }))}
          min={0}
          max={720}
          allowDecimal={false}
          disabled={!may('backup:make')}
        />
        <NumberInput
          label={t('keeping.keepCopies')}
          value={draft.keep}
          onChange={(value) => setDraft((old) => ({ ...old, keep: Number(value) }))}
          min={1}
          max={365}
          allowDecimal={false}
          disabled={!may('backup:make')}
        />
      </div>
      {save.error && <p className="red">{problemText(save.error)}</p>}
      <div className="row">
        <Button type="submit" variant="filled" disabled={!changed} loading={save.isPending}>
          {t('common.save')}
        </Button>
      </div>
    </form>
  );
}
