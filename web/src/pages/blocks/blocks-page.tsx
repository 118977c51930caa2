import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocking } from '../../acts/blocking.tsx';
import { useUndo } from '../../acts/use-undo.ts';
import { isCurrent } from '../../api/apply-live.ts';
import { useLiveMessages } from '../../api/live.tsx';
import { decisionsQuery } from '../../api/queries.ts';
import type { Decision, DecisionState } from '../../api/types.ts';
import { useMay } from '../../api/use-session.ts';
import { useWord } from '../../i18n/use-format.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { FilterChoice } from '../../parts/table/filter-choice.tsx';
import { FilterText } from '../../parts/table/filter-text.tsx';
import { ListFoot } from '../../parts/table/list-foot.tsx';
import { NewRows } from '../../parts/table/new-rows.tsx';
import { useTenant } from '../../shell/use-tenant.ts';
import { BlockDetail } from './block-detail.tsx';
import { useBlockColumns } from './use-block-columns.tsx';

const id = (block: Decision) => block.id;
const states: readonly DecisionState[] = ['in-force', 'asked', 'lifted', 'expired', 'failed', 'held', 'reported'];
/** In the address `all` stands for no filter: without one, what is in force is shown. */
const all = 'all';

export function BlocksPage() {
  const { t } = useTranslation();
  const word = useWord();
  const navigate = useNavigate();
  const tenant = useTenant();
  const search = useSearch({ from: '/shell/blocks' });
  const state = search.state ?? 'current';
  const blocks = useInfiniteQuery(decisionsQuery({ state: state === all ? undefined : state, q: search.q, tenant }));
  const rows = blocks.data?.pages.flatMap((page) => page.items) ?? [];
  const columns = useBlockColumns();
  const undo = useUndo();
  const openBlock = useBlocking();
  const mayDecide = useMay()('decisions:act');
  const [opened, setOpened] = useState<string>();
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const known = new Set(rows.map(id));
  useLiveMessages((kind, message) => {
    if (kind !== 'decision') return;
    const decision = message as Decision;
    const fits = state === all || (state === 'current' ? isCurrent(decision) : decision.state === state);
    if (fits && !known.has(decision.id)) setFresh((old) => new Set(old).add(decision.id));
  });
  const waiting = [...fresh].filter((one) => !known.has(one)).length;
  const setSearch = useCallback(
    (change: { state?: string; q?: string }) => {
      setFresh(new Set());
      void navigate({ to: '/blocks', search: (old) => ({ ...old, ...change }), replace: true });
    },
    [navigate],
  );
  const setText = useCallback((q: string) => setSearch({ q: q || undefined }), [setSearch]);
  const shownBlock = rows.find((row) => row.id === opened);

  return (
    <>
      <PageHeader title={t('blocks.title')}>
        {mayDecide && (
          <Button variant="filled" onClick={() => openBlock({})}>
            {t('blocks.add')}
          </Button>
        )}
      </PageHeader>
      <Panel flush>
        <Answer of={blocks} rows={12}>
          {(data) => (
            <>
              <DataTable
                id="blocks"
                label={t('blocks.title')}
                columns={columns}
                rows={rows}
                rowId={id}
                onOpen={(block) => setOpened(block.id)}
                keys={mayDecide ? { u: (block) => isCurrent(block) && undo.mutate(block), b: () => openBlock({}) } : {}}
                toolbar={
                  <>
                    <FilterText
                      label={t('blocks.search')}
                      placeholder={t('blocks.searchPlaceholder')}
                      value={search.q ?? ''}
                      onChange={setText}
                    />
                    <FilterChoice
                      label={t('common.state')}
                      value={state}
                      onChange={(next) => setSearch({ state: next === 'current' ? undefined : next })}
                      choices={[
                        { value: 'current', label: t('blocks.filter_current') },
                        { value: all, label: t('blocks.filter_all') },
                        ...states.map((one) => ({ value: one, label: word('decision', one) })),
                      ]}
                    />
                  </>
                }
                notice={
                  <NewRows
                    count={waiting}
                    onShow={() => {
                      setFresh(new Set());
                      void blocks.refetch();
                    }}
                  />
                }
              />
              {rows.length === 0 ? (
                search.q || state !== 'current' ? (
                  <Empty title={t('blocks.emptyFiltered')} />
                ) : (
                  <Empty
                    title={t('blocks.empty')}
                    text={t('blocks.emptyText')}
                    command={mayDecide ? './belwacht block 203.0.113.7 --for 1h --reason "…"' : undefined}
                  />
                )
              ) : (
                <ListFoot
                  shown={rows.length}
                  total={data.pages[0]?.total ?? rows.length}
                  more={blocks.hasNextPage ? () => void blocks.fetchNextPage() : undefined}
                  busy={blocks.isFetchingNextPage}
                />
              )}
            </>
          )}
        </Answer>
      </Panel>
      {shownBlock && <BlockDetail block={shownBlock} onClose={() => setOpened(undefined)} />}
    </>
  );
}
