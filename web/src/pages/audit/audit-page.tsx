import { Button, Menu } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/use-session.ts';
import { Empty } from '../../parts/empty.tsx';
import { IconChevronDown, IconDownload } from '../../parts/icons.ts';
import { Answer } from '../../parts/loading.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { ListFoot } from '../../parts/table/list-foot.tsx';
import { useTenant } from '../../shell/use-tenant.ts';
import { AuditDetail } from './audit-detail.tsx';
import { AuditFilterBar } from './audit-filter-bar.tsx';
import { type AuditFilters, auditParams, auditQuery } from './audit-query.ts';
import { useAuditColumns } from './use-audit-columns.tsx';
import { VerifyButton } from './verify-button.tsx';
import './audit.css';

/** The record: who did what, when, from where and why; whether it is whole; and the way to take it along. */
export function AuditPage() {
  const { t } = useTranslation();
  const may = useMay();
  const tenant = useTenant();
  const navigate = useNavigate();
  const filters: AuditFilters = useSearch({ from: '/shell/audit' });
  const { span, kind, action, q, object, objectKind } = filters;
  const params = useMemo(
    () => auditParams({ span, kind, action, q, object, objectKind }, tenant, Date.now()),
    [span, kind, action, q, object, objectKind, tenant],
  );
  const entries = useInfiniteQuery(auditQuery(params));
  const rows = entries.data?.pages.flatMap((page) => page.items) ?? [];
  const columns = useAuditColumns();
  const [opened, setOpened] = useState<number>();
  const shown = rows.find(({ seq }) => seq === opened);
  const change = useCallback(
    (part: AuditFilters) => void navigate({ to: '/audit', search: (old) => ({ ...old, ...part }), replace: true }),
    [navigate],
  );
  const download = (format: 'csv' | 'json') => {
    const query = new URLSearchParams({ format });
    for (const [key, value] of Object.entries(params)) if (value) query.set(key, value);
    window.location.assign(`/api/v1/audit/export?${query}`);
  };

  return (
    <>
      <PageHeader title={t('audit.title')} aside={t('audit.aside')}>
        {may('audit:export') && (
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <Button leftSection={<IconDownload size={15} />} rightSection={<IconChevronDown size={13} />}>
                {t('audit.export')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Label>{t('audit.exportHelp')}</Menu.Label>
              <Menu.Item onClick={() => download('csv')}>{t('audit.exportCsv')}</Menu.Item>
              <Menu.Item onClick={() => download('json')}>{t('audit.exportJson')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
        {tenant === undefined && <VerifyButton />}
      </PageHeader>
      <Panel flush>
        <Answer of={entries} rows={14}>
          {(data) => (
            <>
              <DataTable
                id="audit"
                label={t('audit.title')}
                columns={columns}
                rows={rows}
                rowId={({ seq }) => String(seq)}
                onOpen={({ seq }) => setOpened(seq)}
                toolbar={<AuditFilterBar filters={filters} onChange={change} />}
              />
              {rows.length === 0 ? (
                <Empty title={q || kind || action || object ? t('audit.emptyFiltered') : t('audit.empty')} />
              ) : (
                <ListFoot
                  shown={rows.length}
                  total={data.pages[0]?.total ?? rows.length}
                  more={entries.hasNextPage ? () => void entries.fetchNextPage() : undefined}
                  busy={entries.isFetchingNextPage}
                />
              )}
            </>
          )}
        </Answer>
      </Panel>
      {shown && <AuditDetail entry={shown} onClose={() => setOpened(undefined)} />}
    </>
  );
}
