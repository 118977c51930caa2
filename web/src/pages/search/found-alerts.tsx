import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { alertsQuery } from '../../api/queries.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Panel } from '../../parts/panel.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { useTenant } from '../../shell/use-tenant.ts';
import { useAlertColumns } from '../alerts/use-alert-columns.tsx';

const most = 5;

/** Alerts that speak of it. */
export function FoundAlerts({ q }: { q: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const page = useInfiniteQuery(alertsQuery({ q, tenant: useTenant() })).data?.pages[0];
  const columns = useAlertColumns();
  if (!page || page.items.length === 0) return null;
  return (
    <Panel
      id="alerts"
      title={t('search.alerts')}
      aside={
        <Link to="/alerts" search={{ q }}>
          {format.number(page.total)}
        </Link>
      }
      flush
    >
      <DataTable
        id="found-alerts"
        label={t('search.alerts')}
        columns={columns
          .filter((column) => column.optional !== 'hidden')
          .map((column) => ({ ...column, optional: undefined }))}
        rows={page.items.slice(0, most)}
        rowId={(alert) => alert.id}
        onOpen={(alert) => void navigate({ to: '/alerts/$id', params: { id: alert.id } })}
      />
    </Panel>
  );
}
