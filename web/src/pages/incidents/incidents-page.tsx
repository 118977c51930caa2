import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentSummaryWire } from '../../../../src/api/schema/incidents.ts';
import { incidentsQuery } from '../../api/incident-queries.ts';
import { useMay, useOwnCustomer } from '../../api/use-session.ts';
import { Empty } from '../../parts/empty.tsx';
import { IconPlus } from '../../parts/icons.ts';
import { useKeys } from '../../parts/keyboard.ts';
import { Answer } from '../../parts/loading.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { ListFoot } from '../../parts/table/list-foot.tsx';
import { useTenant } from '../../shell/use-tenant.ts';
import { type IncidentFilters, IncidentFiltersBar } from './incident-filters.tsx';
import { MyTasksPanel } from './my-tasks-panel.tsx';
import { NewIncidentDialog } from './new-incident-dialog.tsx';
import { PatternsPanel } from './patterns-panel.tsx';
import { useIncidentColumns } from './use-incident-columns.tsx';
import './incidents.css';

const id = (incident: IncidentSummaryWire) => incident.id;

/** Every incident, open ones first, with filters in the address. */
export function IncidentsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const tenant = useTenant();
  const may = useMay();
  const inPortal = useOwnCustomer() !== undefined;
  const { state, severity, drill, q } = useSearch({ from: '/shell/incidents' });
  const filters = useMemo(() => ({ state, severity, drill, q }), [state, severity, drill, q]);
  const asked = state === 'all' ? undefined : (state ?? 'open');
  const incidents = useInfiniteQuery(incidentsQuery({ ...filters, state: asked, tenant }));
  const rows = incidents.data?.pages.flatMap((page) => page.items) ?? [];
  const columns = useIncidentColumns();
  const [opening, setOpening] = useState(false);
  const mayOpen = may('incidents:open');
  useKeys({ c: mayOpen ? () => setOpening(true) : undefined });
  const setFilters = useCallback(
    (change: IncidentFilters) =>
      void navigate({ to: '/incidents', search: (old) => ({ ...old, ...change }), replace: true }),
    [navigate],
  );
  const filtered = Boolean(severity || drill || q);
  const empty = filtered
    ? { title: t('incidents.emptyFiltered') }
    : asked === 'open'
      ? { title: t('incidents.emptyOpen'), text: t('incidents.emptyOpenText') }
      : { title: t('incidents.empty'), text: t('incidents.emptyText') };
  return (
    <>
      <PageHeader title={t('incidents.title')}>
        {!inPortal && (
          <Link to="/wall" className="bw-wall-link">
            {t('incidents.wall')}
          </Link>
        )}
        {mayOpen && (
          <Button
            variant="filled"
            leftSection={<IconPlus size={15} />}
            rightSection={<kbd aria-hidden>c</kbd>}
            onClick={() => setOpening(true)}
          >
            {t('incidents.open')}
          </Button>
        )}
      </PageHeader>
      {may('incidents:write') && <MyTasksPanel />}
      <Panel flush>
        <Answer of={incidents} rows={10}>
          {(data) => (
            <>
              <DataTable
                id="incidents"
                label={t('incidents.title')}
                columns={columns}
                rows={rows}
                rowId={id}
                onOpen={(incident) => void navigate({ to: '/incidents/$id', params: { id: incident.id } })}
                toolbar={<IncidentFiltersBar filters={filters} onChange={setFilters} />}
              />
              {rows.length === 0 ? (
                <Empty {...empty}>
                  {!filtered && mayOpen && <Button onClick={() => setOpening(true)}>{t('incidents.open')}</Button>}
                </Empty>
              ) : (
                <ListFoot
                  shown={rows.length}
                  total={data.pages[0]?.total ?? rows.length}
                  more={incidents.hasNextPage ? () => void incidents.fetchNextPage() : undefined}
                  busy={incidents.isFetchingNextPage}
                />
              )}
            </>
          )}
        </Answer>
      </Panel>
      {!inPortal && <PatternsPanel />}
      {opening && <NewIncidentDialog wish={{}} onClose={() => setOpening(false)} />}
    </>
  );
}
