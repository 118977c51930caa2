import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { AlertSummary } from '../../api/types.ts';
import { useRuleTitle } from '../../api/use-rule-title.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Raw } from '../../parts/raw.tsx';
import { AlertStateMark, DoneMark, SeverityMark } from '../../parts/state-marks.tsx';
import type { Column } from '../../parts/table/column.ts';
import { Ago, Clock } from '../../parts/time.tsx';
import { useTenantName } from '../../shell/tenant-name.ts';
import { useSimulated } from '../../shell/use-simulated.ts';

/** Columns of an alert, wherever alerts are listed. */
export function useAlertColumns(): Column<AlertSummary>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useTenantName();
  const simulated = useSimulated();
  const titleOf = useRuleTitle();
  return [
    {
      key: 'severity',
      phone: 'bare',
      name: t('alerts.severity'),
      width: '96px',
      cell: (alert) => <SeverityMark severity={alert.severity} />,
    },
    {
      key: 'what',
      name: t('alerts.what'),
      phone: 'head',
      cell: (alert) => (
        <Link to="/alerts/$id" params={{ id: alert.id }} className="plain clip bw-deed">
          <span className="strong">{titleOf(alert.rule)}</span>{' '}
          <Raw text={format.text(alert.sentence)} max={260} className="dim" />
        </Link>
      ),
    },
    {
      key: 'customer',
      name: t('common.customer'),
      width: '12%',
      optional: 'shown',
      cell: (alert) => nameOf(alert.tenant, alert.tenantName),
    },
    {
      key: 'first',
      name: t('common.since'),
      width: '104px',
      optional: 'hidden',
      cell: (alert) => <Clock at={alert.start} />,
    },
    {
      key: 'last',
      phone: 'bare',
      name: t('alerts.last'),
      width: '108px',
      optional: 'shown',
      cell: (alert) => <Ago at={alert.end} />,
    },
    {
      key: 'count',
      name: t('alerts.count'),
      width: '68px',
      num: true,
      optional: 'shown',
      cell: (alert) => format.number(alert.count),
    },
    {
      key: 'done',
      name: t('alerts.done'),
      width: '15%',
      optional: 'shown',
      phone: 'line',
      cell: (alert) => <DoneMark decision={alert.decision} simulated={simulated(alert.decision)} />,
    },
    {
      key: 'state',
      phone: 'bare',
      name: t('common.state'),
      width: '134px',
      from: 'md',
      cell: (alert) => (
        <AlertStateMark
          state={alert.state}
          by={alert.acknowledgedBy && t('alerts.acknowledgedBy', { name: alert.acknowledgedBy })}
        />
      ),
    },
  ];
}
