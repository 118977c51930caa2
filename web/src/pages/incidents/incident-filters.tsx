import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useWord } from '../../i18n/use-format.ts';
import { severities } from '../../parts/severity-rank.ts';
import { FilterChoice } from '../../parts/table/filter-choice.tsx';
import { FilterText } from '../../parts/table/filter-text.tsx';

export interface IncidentFilters {
  /** Open ones when nothing is said; `all`: closed ones too. */
  state?: string;
  severity?: string;
  drill?: string;
  q?: string;
}

/** Filters of the list, as they stand in the address. */
export function IncidentFiltersBar({
  filters,
  onChange,
}: {
  filters: IncidentFilters;
  onChange: (change: IncidentFilters) => void;
}) {
  const { t } = useTranslation();
  const word = useWord();
  const setText = useCallback((q: string) => onChange({ q: q || undefined }), [onChange]);
  return (
    <>
      <FilterText
        label={t('incidents.search')}
        placeholder={t('incidents.searchPlaceholder')}
        value={filters.q ?? ''}
        onChange={setText}
      />
      <FilterChoice
        label={t('common.state')}
        value={filters.state ?? 'open'}
        onChange={(state) => onChange({ state: state === 'open' ? undefined : state })}
        choices={[
          { value: 'open', label: t('incidents.filter-open') },
          { value: 'over', label: t('incidents.filter-over') },
          { value: 'all', label: t('incidents.filterAll') },
        ]}
      />
      <FilterChoice
        label={t('incidents.severity')}
        value={filters.severity ?? ''}
        onChange={(severity) => onChange({ severity: severity || undefined })}
        choices={[
          { value: '', label: t('incidents.anySeverity') },
          ...severities.slice(0, -1).map((severity) => ({
            value: severity,
            label:
              severity === 'critical'
                ? word('severity', severity)
                : t('incidents.severityFrom', { severity: word('severity', severity) }),
          })),
        ]}
      />
      <FilterChoice
        label={t('incidents.drills')}
        value={filters.drill ?? ''}
        onChange={(drill) => onChange({ drill: drill || undefined })}
        choices={[
          { value: '', label: t('incidents.drillsToo') },
          { value: 'false', label: t('incidents.drillsNot') },
          { value: 'true', label: t('incidents.drillsOnly') },
        ]}
      />
    </>
  );
}
