import { Button } from '@mantine/core';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useWord } from '../../i18n/use-format.ts';
import { IconX } from '../../parts/icons.ts';
import { severities } from '../../parts/severity-rank.ts';
import { FilterChoice } from '../../parts/table/filter-choice.tsx';
import { FilterText } from '../../parts/table/filter-text.tsx';

export interface AlertFilters {
  state?: string;
  severity?: string;
  rule?: string;
  q?: string;
}

const states = ['open', 'acknowledged', 'closed'] as const;

export function AlertsFilters({
  filters,
  onChange,
}: {
  filters: AlertFilters;
  onChange: (change: AlertFilters) => void;
}) {
  const { t } = useTranslation();
  const word = useWord();
  const setText = useCallback((q: string) => onChange({ q: q || undefined }), [onChange]);
  return (
    <>
      <FilterText
        label={t('alerts.search')}
        placeholder={t('alerts.searchPlaceholder')}
        value={filters.q ?? ''}
        onChange={setText}
      />
      <FilterChoice
        label={t('common.state')}
        value={filters.state ?? ''}
        onChange={(state) => onChange({ state: state || undefined })}
        choices={[
          { value: '', label: t('alerts.allStates') },
          ...states.map((state) => ({ value: state, label: word('alert', state) })),
        ]}
      />
      <FilterChoice
        label={t('alerts.severity')}
        value={filters.severity ?? ''}
        onChange={(severity) => onChange({ severity: severity || undefined })}
        choices={[
          { value: '', label: t('alerts.allSeverities') },
          ...severities.map((severity) => ({ value: severity, label: word('severity', severity) })),
        ]}
      />
      {filters.rule && (
        <Button
          onClick={() => onChange({ rule: undefined })}
          rightSection={<IconX size={13} />}
          aria-label={`${t('common.clearFilters')}: ${filters.rule}`}
        >
          {t('alerts.filteredRule', { rule: filters.rule })}
        </Button>
      )}
    </>
  );
}
