import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoPolicyWire } from '../../../../../src/api/schema/geo.ts';
import { geoPoliciesQuery } from '../../../api/geo-queries.ts';
import { download } from '../../../api/request.ts';
import { useMay } from '../../../api/use-session.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Empty } from '../../../parts/empty.tsx';
import { IconDownload, IconPlus } from '../../../parts/icons.ts';
import { Answer } from '../../../parts/loading.tsx';
import { Mark } from '../../../parts/mark.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { Raw } from '../../../parts/raw.tsx';
import type { Column } from '../../../parts/table/column.ts';
import { DataTable } from '../../../parts/table/data-table.tsx';
import { Ago } from '../../../parts/time.tsx';
import { toast } from '../../../parts/toast.tsx';
import { useTenant } from '../../../shell/use-tenant.ts';
import { GroupsPanel } from './groups-panel.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { LimitsNote } from './limits-note.tsx';
import { NewPolicyDialog } from './new-policy-dialog.tsx';
import { RemovedPolicies } from './removed-policies.tsx';
import { useRuleWords } from './use-rule-words.ts';
import { useScopeName } from './use-scope-name.ts';
import { PolicyStateMark, VerdictMark } from './verdict-mark.tsx';

import './policies.css';

const id = (policy: GeoPolicyWire) => policy.id;

/** All policies, own groups, and the ways in and out. */
export function PoliciesView() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const mayChange = useMay()('geo:write');
  const tenant = useTenant();
  const { q = '' } = useSearch({ from: '/shell/geo' });
  const policies = useQuery(geoPoliciesQuery);
  const columns = useColumns();
  const [open, setOpen] = useState<'new' | 'import'>();
  const acts = mayChange && (
    <Button variant="filled" leftSection={<IconPlus size={15} />} onClick={() => setOpen('new')}>
      {t('geo.newPolicy')}
    </Button>
  );
  const shown = (all: readonly GeoPolicyWire[]) =>
    all.filter(
      ({ scope, name }) =>
        (!tenant || scope.level === 'provider' || scope.tenant === tenant) &&
        name.toLowerCase().includes(q.toLowerCase()),
    );
  return (
    <>
      <Panel flush>
        <Answer of={policies} rows={6}>
          {(all) => (
            <>
              <DataTable
                id="geo-policies"
                label={t('geo.policies')}
                columns={columns}
                rows={shown(all)}
                rowId={id}
                onOpen={(policy) => void navigate({ to: '/geo/policies/$id', params: { id: policy.id } })}
                toolbar={
                  <>
                    {acts}
                    <Button
                      leftSection={<IconDownload size={15} />}
                      disabled={all.length === 0}
                      onClick={() =>
                        void download(
                          `/api/v1/geo/policies/export${tenant ? `?tenant=${encodeURIComponent(tenant)}` : ''}`,
                          t('geo.exportName'),
                        ).catch((error: unknown) =>
                          toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
                        )
                      }
                    >
                      {t('geo.export')}
                    </Button>
                    {mayChange && <Button onClick={() => setOpen('import')}>{t('geo.import')}</Button>}
                  </>
                }
              />
              {all.length === 0 ? (
                <Empty
                  title={t('geo.listEmpty')}
                  text={t('geo.listEmptyText')}
                  command="./belwacht geo check POLICY.yaml"
                >
                  {acts}
                </Empty>
              ) : (
                shown(all).length === 0 && <Empty title={t('geo.listEmptyHere')} />
              )}
            </>
          )}
        </Answer>
      </Panel>
      <GroupsPanel />
      <RemovedPolicies />
      <LimitsNote open />
      {open === 'new' && <NewPolicyDialog onClose={() => setOpen(undefined)} />}
      {open === 'import' && <ImportDialog onClose={() => setOpen(undefined)} />}
    </>
  );
}

function useColumns(): Column<GeoPolicyWire>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const today = new Date().toISOString().slice(0, 10);
  return [
    {
      key: 'name',
      name: t('common.name'),
      width: '22%',
      phone: 'head',
      cell: (policy) => (
        <Link to="/geo/policies/$id" params={{ id: policy.id }} className="plain strong">
          <Raw text={policy.name} max={80} />
        </Link>
      ),
    },
    {
      key: 'state',
      name: t('common.state'),
      width: '116px',
      phone: 'bare',
      cell: ({ state }) => <PolicyStateMark state={state} />,
    },
    {
      key: 'scope',
      name: t('geo.scope'),
      width: '16%',
      phone: 'bare',
      cell: ({ scope }) => <ScopeName scope={scope} />,
    },
    { key: 'does', name: t('geo.does'), phone: 'line', cell: (policy) => <Does policy={policy} /> },
    {
      key: 'review',
      name: t('geo.reviewOn'),
      width: '128px',
      from: 'md',
      optional: 'shown',
      cell: ({ reviewOn }) =>
        reviewOn === '' ? (
          <span className="dim">–</span>
        ) : reviewOn <= today ? (
          <Mark tone="amber" title={format.day(reviewOn)}>
            {t('geo.reviewOver')}
          </Mark>
        ) : (
          format.day(reviewOn)
        ),
    },
    {
      key: 'owner',
      name: t('geo.owner'),
      width: '120px',
      from: 'lg',
      optional: 'shown',
      cell: ({ owner }) => <Raw text={owner || '–'} max={40} />,
    },
    {
      key: 'changed',
      name: t('geo.changed'),
      width: '120px',
      from: 'lg',
      optional: 'shown',
      cell: ({ changedAt, changedBy }) => (
        <span title={changedBy}>
          <Ago at={changedAt} />
        </span>
      ),
    },
  ];
}

function ScopeName({ scope }: { scope: GeoPolicyWire['scope'] }) {
  return <Raw text={useScopeName(scope)} max={60} />;
}

/** What a policy does in one line: its first rule, and how many more. */
function Does({ policy }: { policy: GeoPolicyWire }) {
  const { t } = useTranslation();
  const words = useRuleWords();
  const { rules } = policy;
  const order = ['refuse', 'limit', 'watch', 'allow'];
  const [first] = [...rules].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  if (!first) return <span className="dim">{t('geo.doesNothing')}</span>;
  const subjects = words.subjectsOf(first, rules);
  return (
    <span className="clip">
      <VerdictMark verdict={first.verdict} /> {words.servicesOf(first.services)}: {subjects.slice(0, 3).join(', ')}
      {subjects.length > 3 && ` ${t('geo.subjectsMore', { count: subjects.length - 3 })}`}
      {rules.length > 1 && <span className="dim"> {t('geo.doesMore', { count: rules.length - 1 })}</span>}
    </span>
  );
}
