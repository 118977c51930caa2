import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listenersQuery, sourcesQuery } from '../../api/queries.ts';
import type { Health, Source } from '../../api/types.ts';
import { useMay } from '../../api/use-session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { FilterText } from '../../parts/table/filter-text.tsx';
import { useTenant } from '../../shell/use-tenant.ts';
import { endpoint } from '../connect/endpoint.ts';
import { IntakePanel } from './intake-panel.tsx';
import { isOwnSource } from './own-source.ts';
import { SourceForm } from './source-form.tsx';
import { UnassignedPanel } from './unassigned-panel.tsx';
import { useSourceColumns } from './use-source-columns.tsx';

const id = (source: Source) => source.id;
const order: readonly Health[] = ['troubled', 'silent', 'delivering', 'never'];

export function SourcesPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const tenant = useTenant();
  const { q } = useSearch({ from: '/shell/sources' });
  const sources = useQuery(sourcesQuery);
  const port = endpoint(useQuery(listenersQuery).data ?? [], 'syslog', 'udp').port;
  const mayWrite = useMay()('sources:write');
  const columns = useSourceColumns();
  const [adding, setAdding] = useState(false);
  const setText = useCallback(
    (text: string) => void navigate({ to: '/sources', search: { q: text || undefined }, replace: true }),
    [navigate],
  );
  const shown = (all: readonly Source[]) =>
    all
      .filter((source) => (tenant ? source.tenant === tenant : source.tenant !== 'unassigned'))
      .filter((source) => !q || textOf(source).includes(q.toLowerCase()))
      .sort((a, b) => order.indexOf(a.health) - order.indexOf(b.health) || a.name.localeCompare(b.name));
  return (
    <>
      <PageHeader title={t('sources.title')}>
        {mayWrite && (
          <>
            <Button onClick={() => setAdding(true)}>{t('sources.add')}</Button>
            <Button variant="filled" onClick={() => void navigate({ to: '/sources/connect' })}>
              {t('sources.connect')}
            </Button>
          </>
        )}
      </PageHeader>
      <UnassignedPanel sources={(sources.data ?? []).filter((source) => source.tenant === 'unassigned')} />
      <Panel flush>
        <Answer of={sources} rows={10}>
          {(all) => {
            const rows = shown(all);
            return (
              <>
                <DataTable
                  id="sources"
                  label={t('sources.title')}
                  columns={columns}
                  rows={rows}
                  rowId={id}
                  onOpen={(source) => void navigate({ to: '/sources/$id', params: { id: source.id } })}
                  toolbar={
                    <FilterText
                      label={t('sources.search')}
                      placeholder={t('sources.searchPlaceholder')}
                      value={q ?? ''}
                      onChange={setText}
                    />
                  }
                />
                {rows.every(isOwnSource) && (
                  <Empty
                    title={tenant || q ? t('sources.emptyCustomer') : t('sources.empty')}
                    text={t('sources.emptyText')}
                    command={mayWrite ? `logger --server 127.0.0.1 --port ${port} --udp "hello Belwacht"` : undefined}
                  />
                )}
              </>
            );
          }}
        </Answer>
      </Panel>
      <IntakePanel />
      {adding && <SourceForm onClose={() => setAdding(false)} />}
    </>
  );
}

function textOf(source: Source): string {
  return [source.name, source.tenantName, source.asset, source.match.address, source.match.hostname, source.format]
    .join(' ')
    .toLowerCase();
}
