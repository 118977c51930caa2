import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaybookSummaryWire } from '../../../../src/api/schema/playbooks.ts';
import { playbooksQuery, runsQuery } from '../../api/playbook-queries.ts';
import { useMay } from '../../api/use-session.ts';
import { Empty } from '../../parts/empty.tsx';
import { IconPlus, IconUpload } from '../../parts/icons.ts';
import { Answer } from '../../parts/loading.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { FilterChoice } from '../../parts/table/filter-choice.tsx';
import { FilterText } from '../../parts/table/filter-text.tsx';
import { ViewTabs } from '../../parts/view-tabs.tsx';
import { RunTable } from '../playbook/runs/run-table.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { NewPlaybookDialog } from './new-playbook-dialog.tsx';
import { SecretsView } from './secrets-view.tsx';
import { usePlaybookColumns } from './use-playbook-columns.tsx';
import { useTypeName } from './use-type-name.ts';
import '../playbook/playbook.css';

const id = (playbook: PlaybookSummaryWire) => playbook.id;

/** All playbooks and what ran of them, and the ways in. */
export function PlaybooksPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { view } = useSearch({ from: '/shell/playbooks' });
  const [open, setOpen] = useState<'new' | 'import'>();
  return (
    <>
      <PageHeader tab={t('playbooks.title')} title={t('playbooks.title')} aside={t('playbooks.intro')}>
        {may('playbooks:write') && (
          <>
            <Button variant="filled" leftSection={<IconPlus size={15} />} onClick={() => setOpen('new')}>
              {t('playbooks.new')}
            </Button>
            <Button leftSection={<IconUpload size={15} />} onClick={() => setOpen('import')}>
              {t('playbooks.import')}
            </Button>
          </>
        )}
      </PageHeader>
      <ViewTabs
        label={t('playbooks.views')}
        to="/playbooks"
        views={[
          { id: 'list', name: t('playbooks.title') },
          { id: 'runs', name: t('playbooks.viewRuns') },
          { id: 'secrets', name: t('playbooks.secrets') },
        ]}
        chosen={view === 'runs' || view === 'secrets' ? view : 'list'}
      />
      {view === 'runs' ? <AllRuns /> : view === 'secrets' ? <SecretsView /> : <List />}
      {open === 'new' && <NewPlaybookDialog onClose={() => setOpen(undefined)} />}
      {open === 'import' && <ImportDialog onClose={() => setOpen(undefined)} />}
    </>
  );
}

function AllRuns() {
  const runs = useQuery(runsQuery());
  return (
    <Panel flush>
      <Answer of={runs} rows={6}>
        {(all) => <RunTable runs={all} />}
      </Answer>
    </Panel>
  );
}

function List() {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/playbooks' });
  const typeName = useTypeName();
  const { q = '', type = '', language = '', state = '' } = useSearch({ from: '/shell/playbooks' });
  const playbooks = useQuery(playbooksQuery);
  const runs = useQuery(runsQuery());
  const columns = usePlaybookColumns(runs.data ?? []);
  const filter = useCallback(
    (part: Record<string, string>) => {
      const kept = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, value || undefined]));
      void navigate({ search: (old) => ({ ...old, ...kept }), replace: true });
    },
    [navigate],
  );
  const setText = useCallback((text: string) => filter({ q: text }), [filter]);
  const fits = (one: PlaybookSummaryWire) =>
    (!type || one.type === type) &&
    (!language || one.language === language) &&
    (!state || one.state === state) &&
    [one.name, one.type, typeName(one.type), ...one.labels].join(' ').toLowerCase().includes(q.toLowerCase());
  return (
    <Panel flush>
      <Answer of={playbooks} rows={10}>
        {(all) => {
          const rows = all.filter(fits).toSorted((a, b) => a.name.localeCompare(b.name));
          return (
            <>
              <DataTable
                id="playbooks"
                label={t('playbooks.title')}
                columns={columns}
                rows={rows}
                rowId={id}
                onOpen={(one) => void navigate({ to: '/playbooks/$id', params: { id: one.id }, search: {} })}
                toolbar={
                  <>
                    <FilterText
                      label={t('playbooks.search')}
                      placeholder={t('playbooks.searchPlaceholder')}
                      value={q}
                      onChange={setText}
                    />
                    <FilterChoice
                      label={t('playbooks.type')}
                      value={type}
                      onChange={(value) => filter({ type: value })}
                      choices={[
                        { value: '', label: t('playbooks.typeAll') },
                        ...[...new Set(all.map((one) => one.type))]
                          .filter(Boolean)
                          .map((value) => ({ value, label: typeName(value) }))
                          .toSorted((a, b) => a.label.localeCompare(b.label)),
                      ]}
                    />
                    <FilterChoice
                      label={t('playbooks.language')}
                      value={language}
                      onChange={(value) => filter({ language: value })}
                      choices={[
                        { value: '', label: t('playbooks.languageAll') },
                        { value: 'nl', label: t('playbooks.language_nl') },
                        { value: 'en', label: t('playbooks.language_en') },
                      ]}
                    />
                    <FilterChoice
                      label={t('common.state')}
                      value={state}
                      onChange={(value) => filter({ state: value })}
                      choices={[
                        { value: '', label: t('playbooks.stateAll') },
                        { value: 'active', label: t('playbooks.state_active') },
                        { value: 'draft', label: t('playbooks.state_draft') },
                        { value: 'off', label: t('playbooks.state_off') },
                      ]}
                    />
                  </>
                }
              />
              {all.length === 0 ? (
                <Empty
                  title={t('playbooks.listEmpty')}
                  text={t('playbooks.listEmptyText')}
                  command="./belwacht playbook check PLAYBOOK.json"
                />
              ) : (
                rows.length === 0 && (
                  <Empty title={t('playbooks.listNone')}>
                    <Button onClick={() => filter({ q: '', type: '', language: '', state: '' })}>
                      {t('common.clearFilters')}
                    </Button>
                  </Empty>
                )
              )}
            </>
          );
        }}
      </Answer>
    </Panel>
  );
}
