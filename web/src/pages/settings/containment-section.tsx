import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApprovalNeed, MeasureSettings } from '../../../../src/api/schema/measures.ts';
import { put, versionOf } from '../../api/request.ts';
import { useMay } from '../../api/use-session.ts';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { measureSettingsQuery } from '../measures/measure-queries.ts';
import { ProbeTargetsPanel } from './probe-targets-panel.tsx';

const needs: readonly ApprovalNeed[] = ['never', 'wide', 'always'];

/** Which measures a second person has to agree to, and where tests of recovery look. */
export function ContainmentSection() {
  const { t } = useTranslation();
  const settings = useQuery(measureSettingsQuery);
  return (
    <>
      <Panel id="approvals" title={t('measures.approvals')} aside={t('measures.approvalsText')}>
        <Answer of={settings} rows={8}>
          {(data) => <Approvals key={data.version} settings={data} />}
        </Answer>
      </Panel>
      <ProbeTargetsPanel />
    </>
  );
}

function Approvals({ settings }: { settings: MeasureSettings }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const mayWrite = useMay()('settings:write');
  const [approvals, setApprovals] = useState(settings.approvals);
  const save = useMutation({
    mutationFn: () => put('/api/v1/measure-settings', { approvals }, { version: versionOf(settings) }),
    onSuccess: () => toast({ title: t('common.saved'), brief: true }),
    onSettled: () => client.invalidateQueries({ queryKey: measureSettingsQuery.queryKey }),
  });
  const actions = Object.keys(approvals) as (keyof typeof approvals)[];
  return (
    <form
      className="stack loose"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <div className="bw-form-three">
        {actions.map((action) => (
          <NativeSelect
            key={action}
            label={t(`measures.act-${action}`)}
            value={approvals[action]}
            disabled={!mayWrite}
            onChange={(event) => {
              const need = event.currentTarget.value as ApprovalNeed;
              setApprovals((old) => ({ ...old, [action]: need }));
            }}
            data={needs.map((need) => ({ value: need, label: t(`measures.approval-${need}`) }))}
          />
        ))}
      </div>
      {save.error && (
        <p className="red" role="alert">
          {problemText(save.error)}
        </p>
      )}
      {mayWrite && (
        <div>
          <Button
            type="submit"
            variant="filled"
            loading={save.isPending}
            disabled={JSON.stringify(approvals) === JSON.stringify(settings.approvals)}
          >
            {t('common.save')}
          </Button>
        </div>
      )}
    </form>
  );
}
