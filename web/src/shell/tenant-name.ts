import { useTranslation } from 'react-i18next';

/** The tenants that are no customer: what nobody claimed yet, and the provider's own systems. */
export function isSpecialTenant(id: string): boolean {
  return id === 'unassigned' || id === 'provider';
}

/** Name to show for a tenant. */
export function useTenantName(): (id: string, name: string) => string {
  const { t } = useTranslation();
  return (id, name) =>
    id === 'unassigned' ? t('common.unassigned') : id === 'provider' ? t('common.provider') : name || id;
}
