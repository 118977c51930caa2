import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../../../../src/api/schema/calls.ts';
import { callsQuery } from '../../api/call-queries.ts';
import { useMay } from '../../api/use-session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { ListFoot } from '../../parts/table/list-foot.tsx';
import { usePointedAt } from '../../parts/use-pointed-at.ts';
import { useSteadyRows } from '../../parts/use-steady-rows.ts';
import { useTenant } from '../../shell/use-tenant.ts';
import { useCallColumns } from './use-call-columns.tsx';

const id = (call: Call) => `${call.source} ${call.id}`;

/** The calls that run now with what they have cost; nothing moves under the pointer. */
export function RunningCallsPanel() {
  const { t } = useTranslation();
  const mayConnect = useMay()('calls:write');
  const running = useInfiniteQuery(callsQuery({ state: 'running', tenant: useTenant() }));
  const columns = useCallColumns(true);
  const place = useRef<HTMLDivElement>(null);
  const held = usePointedAt(place);
  const all = running.data?.pages.flatMap((page) => page.items) ?? [];
  const { rows } = useSteadyRows(all, id, held);
  return (
    <div ref={place}>
      <Panel id="running-calls" title={t('calls.liveTitle')} flush>
        <Answer of={running} rows={8}>
          {(data) =>
            rows.length === 0 ? (
              <Empty title={t('calls.liveEmpty')} text={t('calls.liveEmptyText')}>
                {mayConnect && (
                  <Button component={Link} to="/calls" search={{ view: 'sources' } as never}>
                    {t('calls.connect')}
                  </Button>
                )}
              </Empty>
            ) : (
              <>
                <DataTable
                  id="running-calls"
                  label={t('calls.liveTitle')}
                  columns={columns}
                  rows={rows}
                  rowId={id}
                  tint={(call) => (call.costEur >= 10 ? 'red' : undefined)}
                />
                <ListFoot
                  shown={rows.length}
                  total={data.pages[0]?.total ?? rows.length}
                  more={running.hasNextPage ? () => void running.fetchNextPage() : undefined}
                  busy={running.isFetchingNextPage}
                />
              </>
            )
          }
        </Answer>
      </Panel>
    </div>
  );
}
