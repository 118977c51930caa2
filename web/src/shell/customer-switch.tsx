import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { tenantsQuery } from '../api/queries.ts';
import { useOwnCustomer } from '../api/use-session.ts';
import { IconBuilding } from '../parts/icons.ts';
import { isSpecialTenant, useTenantName } from './tenant-name.ts';
import { useTenant } from './use-tenant.ts';

const all = '*';

/** All customers or one; it stands in the address, so that a link shows the same to a colleague. A portal has only its own. */
export function CustomerSwitch() {
  const own = useOwnCustomer();
  if (!own) return <Switch />;
  return (
    <div className="bw-own-customer">
      <IconBuilding size={16} stroke={1.7} aria-hidden />
      <span className="clip">{own.name}</span>
    </div>
  );
}

function Switch() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const tenant = useTenant();
  const tenants = useQuery(tenantsQuery).data;
  const nameOf = useTenantName();
  const count = tenants?.filter((one) => !isSpecialTenant(one.id)).length;
  return (
    <Select
      className="bw-customer"
      aria-label={t('shell.chooseCustomer')}
      searchable
      allowDeselect={false}
      value={tenant ?? all}
      onChange={(chosen) =>
        void navigate({
          to: '.',
          search: (old) => ({ ...old, tenant: chosen === all || chosen === null ? undefined : chosen }),
        })
      }
      nothingFoundMessage={t('shell.noCustomer')}
      comboboxProps={{ width: 260, position: 'bottom-start' }}
      data={[
        { value: all, label: count === undefined ? t('shell.allCustomersPlain') : t('shell.allCustomers', { count }) },
        ...(tenants ?? []).map((one) => ({ value: one.id, label: nameOf(one.id, one.name) })),
      ]}
    />
  );
}
