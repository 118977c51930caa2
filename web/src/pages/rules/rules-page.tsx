import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { rulesQuery, settingsQuery } from '../../api/queries.ts';
import type { Rule } from '../../api/types.ts';
import { useFormat, useWord } from '../../i18n/use-format.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import { severityRank } from '../../parts/severity-rank.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { FilterText } from '../../parts/table/filter-text.tsx';
import { CallRulesPanel } from './call-rules-panel.tsx';
import { useRuleColumns } from './use-rule-columns.tsx';
import './rules.css';

const id = (rule: Rule) => rule.id;

export function RulesPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useWord();
  const navigate = useNavigate();
  const { q } = useSearch({ from: '/shell/rules' });
  const rules = useQuery(rulesQuery);
  const overall = useQuery(settingsQuery).data?.mode;
  const columns = useRuleColumns();
  const setText = useCallback(
    (text: string) => void navigate({ to: '/rules', search: { q: text || undefined }, replace: true }),
    [navigate],
  );
  const fits = (rule: Rule) =>
    !q || [rule.id, format.text(rule.title), ...rule.tags].join(' ').toLowerCase().includes(q.toLowerCase());
  return (
    <>
      <PageHeader
        title={t('rules.title')}
        aside={
          overall && (
            <>
              {t('rules.intro', { mode: word('mode', overall).toLowerCase() })}{' '}
              <Link to="/settings" search={{ section: 'mode' }}>
                {t('shell.bannerChangeMode')}
              </Link>
            </>
          )
        }
      />
      <Panel flush>
        <Answer of={rules} rows={10}>
          {(all) => {
            const rows = all.filter(fits).sort((a, b) => severityRank(b.severity) - severityRank(a.severity));
            return (
              <>
                <DataTable
                  id="rules"
                  label={t('rules.title')}
                  columns={columns}
                  rows={rows}
                  rowId={id}
                  onOpen={(rule) => void navigate({ to: '/rules/$id', params: { id: rule.id } })}
                  toolbar={
                    <FilterText
                      label={t('rules.search')}
                      placeholder={t('rules.searchPlaceholder')}
                      value={q ?? ''}
                      onChange={setText}
                    />
                  }
                />
                {rows.length === 0 && (
                  <Empty title={t('rules.empty')} text={t('rules.emptyText')} command="./belwacht rules check rules/" />
                )}
              </>
            );
          }}
        </Answer>
      </Panel>
      <CallRulesPanel q={q ?? ''} />
    </>
  );
}
