import { useQueries, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { GeoAttackForm } from '../../../../../src/api/schema/geo.ts';
import { tenantsQuery } from '../../../api/queries.ts';
import { useMay } from '../../../api/use-session.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { customerQuery } from '../../customers/customer-queries.ts';

type Named = Pick<GeoAttackForm, 'kind' | 'countries' | 'scope'>;
const most = 4;

/** What attack modes are called: their act with its countries, and whom they hold for; of `modes` by the names of their systems. */
export function useAttackName(modes: readonly Pick<Named, 'scope'>[] = []): {
  what: (mode: Named) => string;
  scope: (mode: Named) => string;
} {
  const { t } = useTranslation();
  const format = useFormat();
  const tenants = useQuery(tenantsQuery).data;
  const enabled = useMay()('customers:read');
  const narrow = [...new Set(modes.flatMap(({ scope }) => (scope.site || scope.asset ? [scope.tenant] : [])))];
  const pages = useQueries({ queries: narrow.map((tenant) => ({ ...customerQuery(tenant), enabled })) });
  const place = ({ level, tenant, site, asset }: Named['scope']) => {
    const page = pages[narrow.indexOf(tenant)]?.data?.data;
    const among = level === 'site' ? page?.sites.items : page?.assets.items;
    const id = site || asset;
    return among?.find((one) => one.id === id)?.name ?? id;
  };
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
        : [tenants?.find(({ id }) => id === scope.tenant)?.name ?? scope.tenant, place(scope)]
            .filter(Boolean)
            .join(' · '),
  };
}
