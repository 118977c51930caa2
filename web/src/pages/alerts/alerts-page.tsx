import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocking } from '../../acts/blocking.tsx';
import { useAlertAct } from '../../acts/use-alert-acts.ts';
import { useUndo } from '../../acts/use-undo.ts';
import { useLiveMessages } from '../../api/live.tsx';
import { alertsQuery } from '../../api/queries.ts';
import type { AlertSummary } from '../../api/types.ts';
import { useMay } from '../../api/use-session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { ListFoot } from '../../parts/table/list-foot.tsx';
import { NewRows } from '../../parts/table/new-rows.tsx';
import { useTenant } from '../../shell/use-tenant.ts';
import { type AlertFilters, AlertsFilters } from './alerts-filters.tsx';
import { blockWish } from './block-wish.ts';
import { canUndo } from './can-undo.ts';
import { useAlertColumns } from './use-alert-columns.tsx';

const id = (alert: AlertSummary) => alert.id;

/** Every alert, with filters in the address; new ones wait at the top. */
export function AlertsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const tenant = useTenant();
  const { state, severity, rule, q } = useSearch({ from: '/shell/alerts' });
  const filters = useMemo(() => ({ state, severity, rule, q }), [state, severity, rule, q]);
  const alerts = useInfiniteQuery(alertsQuery({ ...filters, tenant }));
  const rows = alerts.data?.pages.flatMap((page) => page.items) ?? [];
  const columns = useAlertColumns();
  const acknowledge = useAlertAct('acknowledge');
  const undo = useUndo();
  const openBlock = useBlocking();
  const may = useMay();
  const mayDecide = may('decisions:act');

  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const known = new Set(rows.map(id));
  useLiveMessages((kind, message) => {
    if (kind !== 'alert') return;
    const alert = message as AlertSummary;
    if (known.has(alert.id) || !fits(alert, filters)) return;
    setFresh((old) => new Set(old).add(alert.id));
  });
  const waiting = [...fresh].filter((one) => !known.has(one)).length;

  const setFilters = useCallback(
    (change: AlertFilters) => {
      setFresh(new Set());
      void navigate({ to: '/alerts', search: (old) => ({ ...old, ...change }), replace: true });
    },
    [navigate],
  );
  const filtered = Object.values(filters).some(Boolean);
  return (
    <>
      <PageHeader title={t('alerts.title')} />
      <Panel flush>
        <Answer of={alerts} rows={12}>
          {(data) => (
            <>
              <DataTable
                id="alerts"
                label={t('alerts.title')}
                columns={columns}
                rows={rows}
                rowId={id}
                onOpen={(alert) => void navigate({ to: '/alerts/$id', params: { id: alert.id } })}
                keys={{
                  a: (alert) => may('alerts:act') && alert.state === 'open' && acknowledge.mutate(alert),
                  b: (alert) => mayDecide && openBlock(blockWish(alert)),
                  u: (alert) => mayDecide && canUndo(alert.decision) && undo.mutate(alert.decision!),
                }}
                toolbar={<AlertsFilters filters={filters} onChange={setFilters} />}
                notice={
                  <NewRows
                    count={waiting}
                    onShow={() => {
                      setFresh(new Set());
                      void alerts.refetch();
                    }}
                  />
                }
              />
              {rows.length === 0 ? (
                <Empty
                  title={filtered ? t('alerts.emptyFiltered') : t('alerts.empty')}
                  text={filtered ? undefined : t('alerts.emptyText')}
                />
              ) : (
                <ListFoot
                  shown={rows.length}
                  total={data.pages[0]?.total ?? rows.length}
                  more={alerts.hasNextPage ? () => void alerts.fetchNextPage() : undefined}
                  busy={alerts.isFetchingNextPage}
                />
              )}
            </>
          )}
        </Answer>
      </Panel>
    </>
  );
}

/** Would the server list it under these filters? Text is left to the server. */
function fits(alert: AlertSummary, filters: AlertFilters): boolean {
  return (
    (!filters.state || alert.state === filters.state) &&
    (!filters.severity || alert.severity === filters.severity) &&
    (!filters.rule || alert.rule === filters.rule)
  );
}
