import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { IncidentSummaryWire } from '../../../../src/api/schema/incidents.ts';
import { openIncidentsQuery } from '../../api/incident-queries.ts';
import { useMay } from '../../api/use-session.ts';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { severityRank } from '../../parts/severity-rank.ts';
import { SeverityMark } from '../../parts/state-marks.tsx';
import { Ago } from '../../parts/time.tsx';
import { useSteadyRows } from '../../parts/use-steady-rows.ts';
import { useTenantName } from '../../shell/tenant-name.ts';
import { useTenant } from '../../shell/use-tenant.ts';
import { DrillMark, DueTime, IncidentTitle, Stake, StateMark, useNumberText } from '../incident/incident-words.tsx';

const most = 5;

/** Incidents that go on, worst first; nothing when there is none. While `held` new ones wait, so that nothing below moves. */
export function IncidentsPanel({ held }: { held: boolean }) {
  const { t } = useTranslation();
  const mayRead = useMay()('incidents:read');
  const open = useQuery({ ...openIncidentsQuery(useTenant(), 20), enabled: mayRead }).data;
  const worst = [...(open?.items ?? [])]
    .sort((a, b) => Number(a.drill) - Number(b.drill) || severityRank(b.severity) - severityRank(a.severity))
    .slice(0, most);
  const { rows, waiting } = useSteadyRows(worst, ({ id }) => id, held);
  if (!open || rows.length === 0) return null;
  return (
    <Panel
      id="incidents"
      title={t('incidents.overviewTitle')}
      aside={waiting > 0 && t('incidents.overviewWaiting', { count: waiting })}
      flush
    >
      <ul className="bw-lines">
        {rows.map((incident) => (
          <Line key={incident.id} incident={incident} />
        ))}
      </ul>
      {open.total > most && (
        <div className="bw-table-foot">
          <Link to="/incidents">{t('incidents.overviewAll', { count: open.total })}</Link>
        </div>
      )}
    </Panel>
  );
}

function Line({ incident }: { incident: IncidentSummaryWire }) {
  const { t } = useTranslation();
  const nameOf = useTenantName();
  const numberText = useNumberText();
  const { leader, nextTask, exposure } = incident;
  return (
    <li className="bw-open-incident" data-incident={incident.id}>
      <SeverityMark severity={incident.severity} soft />
      <div>
        <Link to="/incidents/$id" params={{ id: incident.id }} className="plain">
          <IncidentTitle of={incident} max={160} className="strong" />{' '}
          <span className="dim nowrap">{numberText(incident.number)}</span>
        </Link>{' '}
        {incident.drill && <DrillMark />}
        <div className="dim">
          {nameOf(incident.tenant, incident.tenantName)} · <Ago at={incident.detectedAt} /> ·{' '}
          {leader ? (
            <>
              {t('incidents.leader')}: <Raw text={leader.name} max={40} />
            </>
          ) : (
            <span className="amber">{t('incidents.wallNoLead')}</span>
          )}
          {nextTask?.due && (
            <>
              {' · '}
              <Raw text={nextTask.title} max={60} /> <DueTime at={nextTask.due} />
            </>
          )}
        </div>
      </div>
      <span className="bw-open-incident-end">
        {exposure && exposure.nowEur > 0 && <Stake exposure={exposure} />}
        <StateMark state={incident.state} />
      </span>
    </li>
  );
}
