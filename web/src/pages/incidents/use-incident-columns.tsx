import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { IncidentSummaryWire } from '../../../../src/api/schema/incidents.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Raw } from '../../parts/raw.tsx';
import { SeverityMark } from '../../parts/state-marks.tsx';
import type { Column } from '../../parts/table/column.ts';
import { Ago, Clock } from '../../parts/time.tsx';
import { useTenantName } from '../../shell/tenant-name.ts';
import { DrillMark, DueTime, IncidentTitle, Stake, StateMark, useNumberText } from '../incident/incident-words.tsx';

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
      key: 'number',
      phone: 'bare',
      name: t('incidents.numberName'),
      width: '84px',
      cell: ({ number }) => <span className="dim tabular nowrap">{numberText(number)}</span>,
    },
    {
      key: 'what',
      name: t('incidents.what'),
      phone: 'head',
      cell: (incident) => (
        <div className="bw-incident-what">
          <div>
            {incident.drill && <DrillMark />}
            <Link to="/incidents/$id" params={{ id: incident.id }} className="plain bw-deed">
              <IncidentTitle of={incident} className="strong" />
            </Link>
          </div>
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
      width: '12%',
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
      width: '112px',
      cell: ({ state }) => <StateMark state={state} />,
    },
    {
      key: 'leader',
      name: t('incidents.leader'),
      width: '104px',
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
      width: '84px',
      phone: 'bare',
      cell: ({ detectedAt }) => <Clock at={detectedAt} />,
    },
    {
      key: 'next',
      name: t('incidents.nextDue'),
      width: '17%',
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
      width: '76px',
      num: true,
      optional: 'shown',
      from: 'xl',
      phone: 'hide',
      cell: ({ measures }) => (measures > 0 ? format.number(measures) : <span className="dim">0</span>),
    },
    {
      key: 'stake',
      name: t('incidents.atStake'),
      width: '84px',
      num: true,
      optional: 'shown',
      from: 'xl',
      phone: 'hide',
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
