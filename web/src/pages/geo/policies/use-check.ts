import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoCheck, GeoPolicyFormWire } from '../../../../../src/api/schema/geo.ts';
import { post } from '../../../api/request.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { fieldById, gapsOf, judgeable } from './draft-faults.ts';

/** What is known of a form while it is written. */
export interface Checked {
  /** Undefined until the server answered once. */
  readonly check: GeoCheck | undefined;
  readonly busy: boolean;
  readonly error: unknown;
  readonly gaps: number;
  readonly faults: number;
  /** What is wrong with a field and all that is in it (`name`, `rules.<id>.subjects`); '' for nothing. */
  sentenceOf(field: string): string;
}

/** Has a form checked while it is written, 400 ms after the last key. */
export function useCheck(form: GeoPolicyFormWire, id: string): Checked {
  const { t } = useTranslation();
  const format = useFormat();
  const [sent] = useDebouncedValue(
    useMemo(() => judgeable(form, t('geo.noName')), [form, t]),
    400,
  );
  const asked = useQuery({
    queryKey: ['geo', 'policies', 'check', id, sent],
    queryFn: async () => {
      const check = await post<GeoCheck>('/api/v1/geo/policies/check', { policy: sent, id });
      return {
        check,
        faults: check.faults.map(({ field, sentence }) => ({ field: fieldById(field, sent), sentence })),
      };
    },
    placeholderData: keepPreviousData,
    enabled: sent.scope.level === 'provider' || sent.scope.tenant !== '',
    retry: false,
  });
  const gaps = gapsOf(form);
  const faults = asked.data?.faults ?? [];
  const within = (field: string) => (one: { field: string }) =>
    one.field === field || one.field.startsWith(`${field}.`);
  return {
    check: asked.data?.check,
    busy: asked.isFetching,
    error: asked.error,
    gaps: gaps.length,
    faults: faults.length,
    sentenceOf: (field) => {
      const gap = gaps.find(within(field));
      if (gap) return t(`geo.${gap.missing}`);
      return faults
        .filter(within(field))
        .map(({ sentence }) => format.text(sentence))
        .join(' ');
    },
  };
}
