import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { GeoAttackForm } from '../../../../../src/api/schema/geo.ts';
import { tenantsQuery } from '../../../api/queries.ts';
import { useFormat } from '../../../i18n/use-format.ts';

type Named = Pick<GeoAttackForm, 'kind' | 'countries' | 'scope'>;
const most = 4;

/** What an attack mode is called: its act with its countries, and whom it holds for. */
export function useAttackName(): { what: (mode: Named) => string; scope: (mode: Named) => string } {
  const { t } = useTranslation();
  const format = useFormat();
  const tenants = useQuery(tenantsQuery).data;
  return {
    what: ({ kind, countries }) => {
      const act = t(`geoMap.kind-${kind}`);
      if (countries.length === 0) return act;
      const names = countries.slice(0, most).map((code) => format.country(code));
      const rest = countries.length - most;
      const shown = rest > 0 ? [...names, t('geoMap.previewMore', { count: rest })] : names;
      return `${act} (${rest > 0 ? shown.join(', ') : format.list(shown)})`;
    },
    scope: ({ scope }) =>
      scope.level === 'provider'
        ? t('geoMap.everybody')
        : [tenants?.find(({ id }) => id === scope.tenant)?.name ?? scope.tenant, scope.site || scope.asset]
            .filter(Boolean)
            .join(' · '),
  };
}
