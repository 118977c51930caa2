import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { GeoScopeWire } from '../../../../../src/api/schema/geo.ts';
import { tenantsQuery } from '../../../api/queries.ts';
import { useMay } from '../../../api/use-session.ts';
import { useTenantName } from '../../../shell/tenant-name.ts';
import { customerQuery } from '../../customers/customer-queries.ts';

/** Name of a customer by its id. */
export function useTenantNameOf(): (id: string) => string {
  const tenants = useQuery(tenantsQuery).data;
  const nameOf = useTenantName();
  return (id) => nameOf(id, tenants?.find((one) => one.id === id)?.name ?? '');
}

/** Sites and assets of a customer; empty until they are known. */
export function useCustomerPlaces(tenant: string) {
  const may = useMay()('customers:read');
  const page = useQuery({ ...customerQuery(tenant), enabled: tenant !== '' && may }).data?.data;
  return { sites: page?.sites.items ?? [], assets: page?.assets.items ?? [] };
}

/** Whom a policy is about: "everybody", "Kaasboer De Waag · PBX hoofdkantoor". */
export function useScopeName(scope: GeoScopeWire): string {
  const { t } = useTranslation();
  const tenantName = useTenantNameOf();
  const narrow = scope.level === 'site' || scope.level === 'asset';
  const { sites, assets } = useCustomerPlaces(narrow ? scope.tenant : '');
  if (scope.level === 'provider') return t('geo.scope-provider');
  const customer = tenantName(scope.tenant);
  if (scope.level === 'site') return `${customer} · ${sites.find(({ id }) => id === scope.site)?.name ?? scope.site}`;
  if (scope.level === 'asset') {
    return `${customer} · ${assets.find(({ id }) => id === scope.asset)?.name ?? scope.asset}`;
  }
  return customer;
}
