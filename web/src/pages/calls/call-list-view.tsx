import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../../../../src/api/schema/calls.ts';
import { callsQuery } from '../../api/call-queries.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { FilterChoice } from '../../parts/table/filter-choice.tsx';
import { FilterText } from '../../parts/table/filter-text.tsx';
import { ListFoot } from '../../parts/table/list-foot.tsx';
import { useTenant } from '../../shell/use-tenant.ts';
import { useCallColumns } from './use-call-columns.tsx';

const id = (call: Call) => `${call.source} ${call.id} ${call.start}`;
const states = ['', 'running', 'ended'] as const;
const verdicts = ['', 'pass', 'refused', 'reported'] as const;

/** Every call that is kept, by number, account, outcome. */
export function CallListView() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const tenant = useTenant();
  const search = useSearch({ from: '/shell/calls' });
  const { state, verdict, abroad, q, alert, country, payer } = search;
  const calls = useInfiniteQuery(callsQuery({ state, verdict, abroad, q, alert, country, payer, tenant }));
  const columns = useCallColumns(state === 'running');
  const rows = calls.data?.pages.flatMap((page) => page.items) ?? [];
  const set = useCallback(
    (change: Record<string, string | undefined>) =>
      void navigate({ to: '/calls', search: (old) => ({ ...old, ...change }), replace: true }),
    [navigate],
  );
  const setText = useCallback((text: string) => set({ q: text || undefined }), [set]);
  return (
    <Panel flush>
      <Answer of={calls} rows={12}>
        {(data) => (
          <>
            <DataTable
              id="calls"
              label={t('calls.allTitle')}
              columns={columns}
              rows={rows}
              rowId={id}
              toolbar={
                <>
                  <FilterText
                    label={t('calls.search')}
                    placeholder={t('calls.searchPlaceholder')}
                    value={q ?? ''}
                    onChange={setText}
                  />
                  <FilterChoice
                    label={t('common.state')}
                    value={state ?? ''}
                    onChange={(next) => set({ state: next || undefined })}
                    choices={states.map((one) => ({ value: one, label: t(`calls.state_${one || 'all'}`) }))}
                  />
                  <FilterChoice
                    label={t('calls.verdict')}
                    value={verdict ?? ''}
                    onChange={(next) => set({ verdict: next || undefined })}
                    choices={verdicts.map((one) => ({ value: one, label: t(`calls.verdict_${one || 'all'}`) }))}
                  />
                  <FilterChoice
                    label={t('calls.destinations')}
                    value={abroad ?? ''}
                    onChange={(next) => set({ abroad: next || undefined })}
                    choices={[
                      { value: '', label: t('calls.only_all') },
                      { value: 'true', label: t('calls.only_abroad') },
                    ]}
                  />
                </>
              }
            />
            {rows.length === 0 ? (
              <Empty title={t('calls.allEmpty')} text={t('calls.liveEmptyText')} />
            ) : (
              <ListFoot
                shown={rows.length}
                total={data.pages[0]?.total ?? rows.length}
                more={calls.hasNextPage ? () => void calls.fetchNextPage() : undefined}
                busy={calls.isFetchingNextPage}
              />
            )}
          </>
        )}
      </Answer>
    </Panel>
  );
}
