import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { IncidentSummaryWire } from '../../../../src/api/schema/incidents.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Raw } from '../../parts/raw.tsx';
import { SeverityMark } from '../../parts/state-marks.tsx';
import type { Column } from '../../parts/table/column.ts';
import { Ago, Clock } from '../../parts/time.tsx';
import { useTenantName } from '../../shell/tenant-name.ts';
import { DrillMark, DueTime, Stake, StateMark, useNumberText } from '../incident/incident-words.tsx';

/** Columns of an incident, wherever incidents are listed. */
export function useIncidentColumns(): Column<IncidentSummaryWire>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useTenantName();
  const numberText = useNumberText();
  return [
    {
      key: 'severity',
      phone: 'bare',
      name: t('incidents.severity'),
      width: '92px',
      cell: ({ severity }) => <SeverityMark severity={severity} />,
    },
    {
      key: 'what',
      name: t('incidents.what'),
      phone: 'head',
      cell: (incident) => (
        <div className="bw-incident-what">
          <Link to="/incidents/$id" params={{ id: incident.id }} className="plain clip bw-deed">
            <Raw text={incident.title} max={200} className="strong" />{' '}
            <span className="dim nowrap">{numberText(incident.number)}</span>
          </Link>
          {incident.drill && <DrillMark />}
          {incident.found && (
            <div className="dim clip">
              {t('incidents.found', { text: '' })}
              <Raw text={format.text(incident.found)} max={200} />
            </div>
          )}
        </div>
      ),
    },
    {
      key: 'customer',
      name: t('common.customer'),
      width: '13%',
      optional: 'shown',
      cell: ({ tenant, tenantName, customers }) => (
        <span className="clip">
          {nameOf(tenant, tenantName)}
          {customers > 1 && <span className="dim"> · {t('incidents.customersHit', { count: customers })}</span>}
        </span>
      ),
    },
    {
      key: 'state',
      name: t('incidents.state'),
      phone: 'bare',
      width: '118px',
      cell: ({ state }) => <StateMark state={state} />,
    },
    {
      key: 'leader',
      name: t('incidents.leader'),
      width: '116px',
      optional: 'shown',
      cell: ({ leader, state }) =>
        leader ? (
          <Raw text={leader.name} max={40} className="clip" />
        ) : (
          <span className={state === 'closed' || state === 'merged' ? 'dim' : 'amber'}>{t('incidents.nobody')}</span>
        ),
    },
    {
      key: 'since',
      name: t('common.since'),
      width: '104px',
      phone: 'bare',
      cell: ({ detectedAt }) => <Clock at={detectedAt} />,
    },
    {
      key: 'next',
      name: t('incidents.nextDue'),
      width: '16%',
      optional: 'shown',
      from: 'lg',
      cell: ({ nextTask, openTasks, reviewDue }) =>
        nextTask ? (
          <span className="clip">
            {nextTask.due && (
              <>
                <DueTime at={nextTask.due} />{' '}
              </>
            )}
            <Raw text={nextTask.title} max={80} />
          </span>
        ) : reviewDue ? (
          <>
            {t('incidents.nextReview')} <DueTime at={reviewDue} />
          </>
        ) : openTasks > 0 ? (
          t('incidents.tasksOpen', { count: openTasks })
        ) : (
          <span className="dim">{t('incidents.nothingDue')}</span>
        ),
    },
    {
      key: 'measures',
      name: t('incidents.wallInPlace'),
      width: '84px',
      num: true,
      optional: 'shown',
      from: 'lg',
      cell: ({ measures }) => (measures > 0 ? format.number(measures) : <span className="dim">0</span>),
    },
    {
      key: 'stake',
      name: t('incidents.atStake'),
      width: '96px',
      num: true,
      optional: 'shown',
      from: 'lg',
      cell: ({ exposure }) => (exposure ? <Stake exposure={exposure} /> : <span className="dim">–</span>),
    },
    {
      key: 'moved',
      name: t('incidents.moved'),
      width: '104px',
      optional: 'hidden',
      cell: ({ movedAt }) => <Ago at={movedAt} />,
    },
  ];
}
