import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/use-session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { FilterChoice } from '../../parts/table/filter-choice.tsx';
import { FilterText } from '../../parts/table/filter-text.tsx';
import { ListFoot } from '../../parts/table/list-foot.tsx';
import { CustomerForm } from './customer-form.tsx';
import { type CustomerFilters, customersQuery } from './customer-queries.ts';
import { ImportDialog } from './import-dialog.tsx';
import { useCustomerColumns } from './use-customer-columns.tsx';

/** All customers: how each is doing at a glance. */
export function CustomersPage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const filters: CustomerFilters = useSearch({ from: '/shell/customers' });
  const customers = useInfiniteQuery(
    customersQuery({ q: filters.q, state: filters.state, sort: filters.sort ?? 'attention' }),
  );
  const rows = customers.data?.pages.flatMap((page) => page.items) ?? [];
  const columns = useCustomerColumns();
  const [open, setOpen] = useState<'add' | 'import'>();
  const change = useCallback(
    (part: CustomerFilters) =>
      void navigate({ to: '/customers', search: (old) => ({ ...old, ...part }), replace: true }),
    [navigate],
  );
  const setText = useCallback((q: string) => change({ q: q || undefined }), [change]);
  return (
    <>
      <PageHeader title={t('customers.title')} aside={t('customers.aside')}>
        {may('customers:write') && (
          <>
            <Button onClick={() => setOpen('import')}>{t('customers.import')}</Button>
            <Button variant="filled" onClick={() => setOpen('add')}>
              {t('customers.add')}
            </Button>
          </>
        )}
      </PageHeader>
      <Panel flush>
        <Answer of={customers} rows={12}>
          {(data) => (
            <>
              <DataTable
                id="customers"
                label={t('customers.title')}
                columns={columns}
                rows={rows}
                rowId={({ id }) => id}
                onOpen={({ id }) => void navigate({ to: '/customers/$id', params: { id } })}
                toolbar={
                  <>
                    <FilterText
                      label={t('customers.search')}
                      placeholder={t('customers.searchPlaceholder')}
                      value={filters.q ?? ''}
                      onChange={setText}
                    />
                    <FilterChoice
                      label={t('common.state')}
                      value={filters.state ?? ''}
                      onChange={(state) => change({ state: state || undefined })}
                      choices={[
                        { value: '', label: t('customers.allStates') },
                        { value: 'active', label: t('customers.state_active') },
                        { value: 'suspended', label: t('customers.state_suspended') },
                      ]}
                    />
                    <FilterChoice
                      label={t('customers.sort')}
                      value={filters.sort ?? 'attention'}
                      onChange={(sort) => change({ sort: sort === 'attention' ? undefined : sort })}
                      choices={[
                        { value: 'attention', label: t('customers.sort_attention') },
                        { value: 'name', label: t('customers.sort_name') },
                      ]}
                    />
                  </>
                }
              />
              {rows.length === 0 ? (
                filters.q || filters.state ? (
                  <Empty title={t('customers.emptyFiltered')} />
                ) : (
                  <Empty
                    title={t('customers.empty')}
                    text={t('customers.emptyText')}
                    command="./belwacht customers import customers.csv --dry-run"
                  />
                )
              ) : (
                <ListFoot
                  shown={rows.length}
                  total={data.pages[0]?.total ?? rows.length}
                  more={customers.hasNextPage ? () => void customers.fetchNextPage() : undefined}
                  busy={customers.isFetchingNextPage}
                />
              )}
            </>
          )}
        </Answer>
      </Panel>
      {open === 'add' && <CustomerForm onClose={() => setOpen(undefined)} />}
      {open === 'import' && <ImportDialog onClose={() => setOpen(undefined)} />}
    </>
  );
}
