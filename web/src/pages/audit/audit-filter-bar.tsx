import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterChoice } from '../../parts/table/filter-choice.tsx';
import { FilterText } from '../../parts/table/filter-text.tsx';
import { useActionWords } from './action-words.ts';
import { type AuditFilters, auditActionsQuery, spans } from './audit-query.ts';

const kinds = ['person', 'token', 'rule', 'system', 'local'] as const;

export function AuditFilterBar({
  filters,
  onChange,
}: {
  filters: AuditFilters;
  onChange: (change: AuditFilters) => void;
}) {
  const { t } = useTranslation();
  const words = useActionWords();
  const actions = useQuery(auditActionsQuery).data ?? [];
  const setText = useCallback((q: string) => onChange({ q: q || undefined }), [onChange]);
  return (
    <>
      <FilterText
        label={t('audit.search')}
        placeholder={t('audit.searchPlaceholder')}
        value={filters.q ?? ''}
        onChange={setText}
      />
      <FilterChoice
        label={t('audit.span')}
        value={filters.span ?? 'week'}
        onChange={(span) => onChange({ span: span === 'week' ? undefined : span })}
        choices={spans.map((span) => ({ value: span, label: t(`audit.span_${span}`) }))}
      />
      <FilterChoice
        label={t('audit.who')}
        value={filters.kind ?? ''}
        onChange={(kind) => onChange({ kind: kind || undefined })}
        choices={[
          { value: '', label: t('audit.anybody') },
          ...kinds.map((kind) => ({ value: kind, label: t(`audit.kind_${kind}`) })),
        ]}
      />
      <FilterChoice
        label={t('audit.action')}
        value={filters.action ?? ''}
        onChange={(action) => onChange({ action: action || undefined })}
        choices={[
          { value: '', label: t('audit.anyAction') },
          ...actions
            .map((action) => ({ value: action, label: words(action) }))
            .sort((a, b) => a.label.localeCompare(b.label)),
        ]}
      />
    </>
  );
}
