import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import type { CustomerPage } from './customer-queries.ts';
import type { Input } from './part-fields.ts';

/** A Monday, to name the days of the week after. */
const monday = Date.UTC(2024, 0, 1);

/** Name of an ISO weekday, 1 is Monday. */
export function weekdayName(language: string, weekday: number, width: 'long' | 'short' = 'long'): string {
  return new Intl.DateTimeFormat(language, { weekday: width, timeZone: 'UTC' }).format(
    monday + (weekday - 1) * 86_400_000,
  );
}

/** A field as people read it. */
export function useShownValue(page: CustomerPage): (input: Input, value: unknown) => string {
  const { t } = useTranslation();
  const { language } = useFormat();
  return (input, value) => {
    if (input === 'weekday') return weekdayName(language, Number(value));
    if (value === null || value === undefined || value === '') return '';
    if (Array.isArray(value)) return value.join(', ');
    if (input === 'site') return page.sites.items.find(({ id }) => id === value)?.name ?? String(value);
    if (input === 'asset') return page.assets.items.find(({ id }) => id === value)?.name ?? String(value);
    if (input === 'kind') return t(`customers.kind-${value as 'pbx'}`);
    return String(value);
  };
}
