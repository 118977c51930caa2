import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useLayoutEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { tenantsQuery } from '../api/queries.ts';
import { IconBuilding, IconX } from '../parts/icons.ts';
import { nameTabCustomer } from '../parts/tab-title.ts';
import { useTenantName } from './tenant-name.ts';
import { useTenant } from './use-tenant.ts';

/**
 * Across the whole top of the screen while one customer is chosen: whose data this is must not be overlooked, on any page
 * and however far one has scrolled. The tab carries the name as well.
 */
export function CustomerBar() {
  const { t } = useTranslation();
  const name = useChosenCustomer();
  useLayoutEffect(() => {
    document.documentElement.toggleAttribute('data-customer', name !== undefined);
    nameTabCustomer(name ?? '');
  }, [name]);
  useLayoutEffect(
    () => () => {
      document.documentElement.removeAttribute('data-customer');
      nameTabCustomer('');
    },
    [],
  );
  if (name === undefined) return null;
  return (
    <section className="bw-customer-bar" aria-label={t('shell.customerBar')}>
      <IconBuilding size={15} stroke={1.8} aria-hidden />
      <span className="clip">
        <span className="off-phone">{t('shell.onlyCustomer')} </span>
        <strong>{name}</strong>
      </span>
      <Link to="." search={(old) => ({ ...old, tenant: undefined })} className="no-print">
        <span>{t('shell.leaveCustomer')}</span>
        <IconX size={14} aria-hidden />
      </Link>
    </section>
  );
}

/** Name of the chosen customer; undefined for all. */
export function useChosenCustomer(): string | undefined {
  const tenant = useTenant();
  const nameOf = useTenantName();
  const tenants = useQuery(tenantsQuery).data;
  return tenant && nameOf(tenant, tenants?.find(({ id }) => id === tenant)?.name ?? '');
}
