import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat, useWord } from '../../i18n/use-format.ts';
import { IconX } from '../../parts/icons.ts';
import { visibleText } from '../../parts/visible-text.ts';

export interface SearchFilterValues {
  q?: string;
  ip?: string;
  user?: string;
  country?: string;
  outcome?: string;
  source?: string;
  from?: string;
  to?: string;
}

/** What narrows the search; each can be taken off. */
export function SearchFilters({
  filters,
  onChange,
}: {
  filters: SearchFilterValues;
  onChange: (change: SearchFilterValues) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useWord();
  const { ip, user, country, outcome, source, from, to } = filters;
  const chips: { text: string; off: SearchFilterValues }[] = [];
  if (ip) chips.push({ text: `${t('common.address')}: ${ip}`, off: { ip: undefined } });
  if (user) chips.push({ text: `${t('common.account')}: ${visibleText(user)}`, off: { user: undefined } });
  if (country) chips.push({ text: `${t('common.country')}: ${format.country(country)}`, off: { country: undefined } });
  if (outcome) chips.push({ text: word('outcome', outcome), off: { outcome: undefined } });
  if (source) chips.push({ text: `${t('sources.title')}: ${source}`, off: { source: undefined } });
  if (from && to) {
    chips.push({
      text: t('search.period', { from: format.clock(from), to: format.clock(to) }),
      off: { from: undefined, to: undefined },
    });
  }
  if (chips.length === 0) return null;
  return (
    <div className="row wrap no-print">
      {chips.map((chip) => (
        <Button
          key={chip.text}
          onClick={() => onChange(chip.off)}
          rightSection={<IconX size={13} />}
          aria-label={`${t('common.clearFilters')}: ${chip.text}`}
        >
          {chip.text}
        </Button>
      ))}
    </div>
  );
}
