import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { RunSummaryWire } from '../../../../../src/api/schema/playbook-runs.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Empty } from '../../../parts/empty.tsx';
import { Raw } from '../../../parts/raw.tsx';
import type { Column } from '../../../parts/table/column.ts';
import { DataTable } from '../../../parts/table/data-table.tsx';
import { Ago } from '../../../parts/time.tsx';
import { visibleText } from '../../../parts/visible-text.ts';
import { useNumberText } from '../../incident/incident-words.tsx';
import { versionName } from '../parts/version-name.ts';
import { RunStateMark } from './run-state-mark.tsx';

const id = (run: RunSummaryWire) => run.id;

/** Runs as a table: what, where it is, what it waits for, for which incident. */
export function RunTable({ runs }: { runs: readonly RunSummaryWire[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const numberText = useNumberText();
  if (runs.length === 0) return <Empty title={t('playbooks.runsNone')} text={t('playbooks.runsNoneText')} />;
  const columns: Column<RunSummaryWire>[] = [
    {
      key: 'name',
      name: t('playbooks.playbook'),
      phone: 'head',
      cell: (run) => (
        <Link to="/runs/$id" params={{ id: run.id }} className="plain strong">
          <Raw text={run.name} max={80} />
        </Link>
      ),
    },
    {
      key: 'state',
      name: t('common.state'),
      width: '120px',
      phone: 'bare',
      cell: ({ state }) => <RunStateMark state={state} />,
    },
    {
      key: 'waits',
      name: t('playbooks.runNow'),
      phone: 'line',
      cell: ({ waits }) =>
        waits.length === 0 ? (
          <span className="dim">–</span>
        ) : (
          <span className="clip">{waits.map(({ name }) => visibleText(name)).join(', ')}</span>
        ),
    },
    {
      key: 'incident',
      name: t('playbooks.startIncident'),
      width: '110px',
      phone: 'bare',
      cell: ({ incident, incidentNumber }) => (
        <Link to="/incidents/$id" params={{ id: incident }}>
          {incidentNumber === null ? t('playbooks.startIncident') : numberText(incidentNumber)}
        </Link>
      ),
    },
    {
      key: 'version',
      name: t('playbooks.version'),
      width: '170px',
      from: 'lg',
      optional: 'shown',
      cell: ({ modified }) => versionName(modified, format.exact),
    },
    {
      key: 'started',
      name: t('playbooks.runStarted'),
      width: '130px',
      cell: ({ startedAt }) => <Ago at={startedAt} />,
    },
  ];
  return (
    <DataTable
      id="runs"
      label={t('playbooks.viewRuns')}
      columns={columns}
      rows={runs}
      rowId={id}
      onOpen={(run) => void navigate({ to: '/runs/$id', params: { id: run.id } })}
    />
  );
}
