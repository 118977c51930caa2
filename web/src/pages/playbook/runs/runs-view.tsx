import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PlaybookWire } from '../../../../../src/api/schema/playbooks.ts';
import { runsQuery } from '../../../api/playbook-queries.ts';
import { Answer } from '../../../parts/loading.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { RunTable } from './run-table.tsx';

/** What ran of a playbook, newest first. */
export function RunsView({ playbook }: { playbook: PlaybookWire }) {
  const { t } = useTranslation();
  const runs = useQuery(runsQuery(playbook.id));
  return (
    <Panel id="playbook-runs" title={t('playbooks.viewRuns')} flush>
      <Answer of={runs} rows={4}>
        {(all) => <RunTable runs={all} />}
      </Answer>
    </Panel>
  );
}
