import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Call } from '../../../../src/api/schema/calls.ts';
import { Raw } from '../../parts/raw.tsx';
import type { Column } from '../../parts/table/column.ts';
import { Clock } from '../../parts/time.tsx';
import { useTenantName } from '../../shell/tenant-name.ts';
import { CallLength, FarEnd, RunningCost, VerdictMark } from './call-words.tsx';

/** Columns of a list of calls; `live` for those that run. */
export function useCallColumns(live: boolean): Column<Call>[] {
  const { t } = useTranslation();
  const nameOf = useTenantName();
  return [
    { key: 'to', name: t('calls.number'), phone: 'head', cell: (call) => <FarEnd call={call} /> },
    {
      key: 'payer',
      name: t('calls.payer'),
      width: '19%',
      phone: 'line',
      cell: (call) => (
        <span className="clip">
          <Link
            to="/customers/$id/calls"
            params={{ id: call.tenant }}
            search={{ payer: call.payer || undefined }}
            className="plain"
          >
            {call.payer ? <Raw text={call.payer} max={40} /> : <span className="dim">{t('calls.payerUnknown')}</span>}
          </Link>
          <span className="dim"> · {nameOf(call.tenant, call.tenantName)}</span>
        </span>
      ),
    },
    {
      key: 'direction',
      name: t('calls.direction'),
      width: '84px',
      optional: 'shown',
      from: 'lg',
      cell: (call) => t(`calls.direction-${call.direction}`),
    },
    {
      key: 'start',
      name: t('calls.start'),
      width: '112px',
      phone: 'bare',
      cell: (call) => <Clock at={call.start} className={call.closed ? 'amber' : undefined} />,
    },
    {
      key: 'length',
      name: t('calls.length'),
      width: '84px',
      num: true,
      phone: 'bare',
      cell: (call) => <CallLength call={call} />,
    },
    {
      key: 'cost',
      name: live ? t('calls.costNow') : t('calls.cost'),
      width: '104px',
      num: true,
      phone: 'bare',
      cell: (call) => <RunningCost call={call} />,
    },
    {
      key: 'verdict',
      name: t('calls.verdict'),
      width: '150px',
      optional: live ? 'hidden' : 'shown',
      phone: 'bare',
      cell: (call) => <VerdictMark call={call} />,
    },
  ];
}
