import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { GeoAttackForm, GeoAttackPreview, GeoCut } from '../../../../../src/api/schema/geo.ts';
import { post } from '../../../api/request.ts';
import { useFormat } from '../../../i18n/use-format.ts';

/** What of a form decides whom it cuts off: how long and why change nobody's fate. */
export function askedOf({ kind, scope, services, countries }: GeoAttackForm): string {
  return JSON.stringify({ kind, scope, services, countries });
}

/** Whom an attack mode would cut off, and what it would have refused in the last hour. */
export function useAttackPreview(form: GeoAttackForm, ready: boolean) {
  return useQuery({
    queryKey: ['geo', 'attacks', 'preview', askedOf(form)],
    queryFn: () => post<GeoAttackPreview>('/api/v1/geo/attacks/preview', form),
    enabled: ready,
    retry: false,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

const kinds = ['phone', 'session', 'trunk', 'customer-network', 'token'] as const;

/** Those of the cuts that no guard saves, as a person counts them: "3 phones and 1 person"; '' for nobody. */
export function useCutWords(): (cuts: readonly GeoCut[], total: number) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (cuts, total) => {
    const bitten = cuts.filter(({ guarded }) => !guarded);
    const words = kinds.flatMap((kind) => {
      const count = bitten.filter((cut) => cut.kind === kind).length;
      return count > 0 ? [t(`geoMap.cutCount-${kind}`, { count, number: format.number(count) })] : [];
    });
    const more = total - cuts.length;
    return format.list(more > 0 ? [...words, t('geoMap.cutCountMore', { number: format.number(more) })] : words);
  };
}
