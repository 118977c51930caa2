import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import { Mark } from '../../parts/mark.tsx';
import { Raw } from '../../parts/raw.tsx';
import type { Column } from '../../parts/table/column.ts';
import { Ago } from '../../parts/time.tsx';
import type { CustomerSummary } from './customer-queries.ts';

export function useCustomerColumns(): Column<CustomerSummary>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    {
      key: 'name',
      name: t('common.name'),
      phone: 'head',
      cell: ({ id, name, reference }) => (
        <span className="clip">
          <Link to="/customers/$id" params={{ id }} className="plain strong">
            <Raw text={name} max={80} />
          </Link>{' '}
          <span className="dim">{reference || id}</span>
        </span>
      ),
    },
    {
      key: 'state',
      name: t('common.state'),
      width: '132px',
      phone: 'bare',
      cell: ({ state }) => (
        <Mark tone={state === 'active' ? 'green' : 'amber'} quiet={state === 'active'}>
          {t(`customers.state_${state}`)}
        </Mark>
      ),
    },
    {
      key: 'alerts',
      name: t('customers.alerts'),
      width: '140px',
      num: true,
      cell: ({ id, openAlerts, gravestAlerts }) =>
        openAlerts === 0 ? (
          <span className="dim">0</span>
        ) : (
          <Link to="/alerts" search={{ tenant: id, state: 'open' }} className={gravestAlerts > 0 ? 'red strong' : ''}>
            {format.number(openAlerts)}
            {gravestAlerts > 0 && ` · ${t('customers.gravest', { count: gravestAlerts })}`}
          </Link>
        ),
    },
    {
      key: 'blocks',
      name: t('customers.blocks'),
      width: '92px',
      num: true,
      cell: ({ id, blocks }) =>
        blocks === 0 ? (
          <span className="dim">0</span>
        ) : (
          <Link to="/blocks" search={{ tenant: id }}>
            {format.number(blocks)}
          </Link>
        ),
    },
    {
      key: 'sources',
      name: t('customers.sources'),
      width: '82px',
      num: true,
      optional: 'shown',
      from: 'md',
      cell: ({ sources }) => format.number(sources),
    },
    {
      key: 'sites',
      name: t('customers.sites'),
      width: '100px',
      num: true,
      optional: 'shown',
      from: 'lg',
      cell: ({ sites }) => format.number(sites),
    },
    {
      key: 'last',
      name: t('customers.lastEvent'),
      width: '140px',
      num: true,
      cell: ({ lastEvent }) =>
        lastEvent ? <Ago at={lastEvent} /> : <span className="dim">{t('customers.notHeard')}</span>,
    },
  ];
}
