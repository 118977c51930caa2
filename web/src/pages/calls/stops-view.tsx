import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CallStop } from '../../../../src/api/schema/calls.ts';
import { stopsQuery } from '../../api/call-queries.ts';
import { useRuleTitle } from '../../api/use-rule-title.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import type { Column } from '../../parts/table/column.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { FilterChoice } from '../../parts/table/filter-choice.tsx';
import { ListFoot } from '../../parts/table/list-foot.tsx';
import { Clock, Remaining } from '../../parts/time.tsx';
import { useTenantName } from '../../shell/tenant-name.ts';
import { useTenant } from '../../shell/use-tenant.ts';
import { isCurrentStop, StopMark } from './call-words.tsx';
import { useStopName } from './stop-name.ts';
import { UndoStopButton } from './undo-stop-button.tsx';
import { useUndoStop } from './use-undo-stop.ts';

const id = (stop: CallStop) => stop.id;
const states = ['in-force', 'asked', 'reported', 'lifted', 'expired', 'failed'] as const;

/** What is stopped, by whom and why, each with the way back. */
export function StopsView() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const state = useSearch({ from: '/shell/calls' }).state ?? 'current';
  const stops = useInfiniteQuery(stopsQuery({ state: state === 'all' ? undefined : state, tenant: useTenant() }));
  const rows = stops.data?.pages.flatMap((page) => page.items) ?? [];
  const columns = useColumns();
  const undo = useUndoStop();
  return (
    <Panel flush>
      <Answer of={stops} rows={8}>
        {(data) => (
          <>
            <DataTable
              id="call-stops"
              label={t('calls.stops')}
              columns={columns}
              rows={rows}
              rowId={id}
              keys={{ u: (stop) => isCurrentStop(stop) && undo.mutate(stop.id) }}
              toolbar={
                <FilterChoice
                  label={t('common.state')}
                  value={state}
                  onChange={(next) =>
                    void navigate({
                      to: '/calls',
                      search: (old) => ({ ...old, state: next === 'current' ? undefined : next }),
                      replace: true,
                    })
                  }
                  choices={[
                    { value: 'current', label: t('calls.filter_current') },
                    { value: 'all', label: t('calls.filter_all') },
                    ...states.map((one) => ({ value: one, label: t(`calls.stop-${one}`) })),
                  ]}
                />
              }
            />
            {rows.length === 0 ? (
              state === 'current' ? (
                <Empty
                  title={t('calls.stopsEmpty')}
                  text={t('calls.stopsEmptyText')}
                  command='./belwacht stop 201 --customer acme --for 24h --reason "…"'
                />
              ) : (
                <Empty title={t('calls.stopsEmptyFiltered')} />
              )
            ) : (
              <ListFoot
                shown={rows.length}
                total={data.pages[0]?.total ?? rows.length}
                more={stops.hasNextPage ? () => void stops.fetchNextPage() : undefined}
                busy={stops.isFetchingNextPage}
              />
            )}
          </>
        )}
      </Answer>
    </Panel>
  );
}

function useColumns(): Column<CallStop>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useTenantName();
  const titleOf = useRuleTitle();
  const stopName = useStopName();
  return [
    {
      key: 'what',
      name: t('calls.what'),
      width: '26%',
      phone: 'head',
      cell: (stop) => <span className="strong clip">{stopName(stop)}</span>,
    },
    {
      key: 'state',
      name: t('common.state'),
      width: '150px',
      phone: 'bare',
      cell: (stop) => <StopMark state={stop.state} />,
    },
    {
      key: 'ends',
      name: t('blocks.endsIn'),
      width: '108px',
      phone: 'bare',
      cell: (stop) =>
        isCurrentStop(stop) ? <Remaining until={stop.until} /> : <Clock at={stop.until} className="dim" />,
    },
    {
      key: 'refused',
      name: t('calls.refused'),
      width: '92px',
      num: true,
      phone: 'bare',
      cell: (stop) => format.number(stop.refused),
    },
    {
      key: 'controls',
      name: t('calls.controls'),
      width: '160px',
      optional: 'shown',
      from: 'lg',
      cell: (stop) =>
        stop.controls.length === 0 ? (
          <span className="dim">{t('calls.controlsNone')}</span>
        ) : (
          stop.controls.map(({ control, state, detail }) => (
            <div key={control} title={detail} className={state === 'failed' ? 'red' : ''}>
              {control}: {t(`calls.stop-${state}`).toLowerCase()}
            </div>
          ))
        ),
    },
    {
      key: 'why',
      name: t('blocks.who'),
      phone: 'line',
      cell: (stop) => (
        <span className="clip">
          {stop.alert ? (
            <Link to="/alerts/$id" params={{ id: stop.alert }} className="plain strong">
              {stop.rule ? titleOf(stop.rule) : stop.authorName}
            </Link>
          ) : (
            <span className="strong">{stop.authorName}</span>
          )}
          <span className="dim">
            {' · '}
            <Raw text={format.text(stop.reason)} max={160} />
          </span>
        </span>
      ),
    },
    {
      key: 'customer',
      name: t('common.customer'),
      width: '12%',
      optional: 'hidden',
      from: 'lg',
      cell: (stop) => nameOf(stop.tenant, stop.tenantName),
    },
    {
      key: 'undo',
      name: '',
      width: '136px',
      num: true,
      phone: 'line',
      cell: (stop) => isCurrentStop(stop) && <UndoStopButton id={stop.id} what={stopName(stop)} />,
    },
  ];
}
