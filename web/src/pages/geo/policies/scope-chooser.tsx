import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { GeoScopeWire } from '../../../../../src/api/schema/geo.ts';
import { tenantsQuery } from '../../../api/queries.ts';
import { isSpecialTenant } from '../../../shell/tenant-name.ts';
import { useCustomerPlaces } from './use-scope-name.ts';

const levels = ['provider', 'customer', 'site', 'asset'] as const;

/** For whom a policy is: everybody, a customer, or one site or system of it. */
export function ScopeChooser({
  scope,
  onChange,
  error,
  disabled,
}: {
  scope: GeoScopeWire;
  onChange: (scope: GeoScopeWire) => void;
  error?: string;
  disabled?: boolean;
}) {
  const { t } = useTranslation();
  const tenants = useQuery(tenantsQuery).data ?? [];
  const { sites, assets } = useCustomerPlaces(scope.level === 'provider' ? '' : scope.tenant);
  const narrow = { site: sites, asset: assets };
  const choose = (list: readonly { id: string; name: string }[], chosen: string) => [
    { value: '', label: t('geo.choose') },
    ...list.map(({ id, name }) => ({ value: id, label: name })),
    // What was chosen stays in sight, also when it is gone or not known yet.
    ...(chosen && !list.some(({ id }) => id === chosen) ? [{ value: chosen, label: chosen }] : []),
  ];
  return (
    <div className="bw-form-three">
      <NativeSelect
        label={t('geo.scope')}
        value={scope.level}
        disabled={disabled}
        error={scope.level === 'provider' && error}
        onChange={(event) => {
          const level = event.currentTarget.value as GeoScopeWire['level'];
          onChange({ level, tenant: level === 'provider' ? '' : scope.tenant, site: '', asset: '' });
        }}
        data={levels.map((level) => ({ value: level, label: t(`geo.scope-${level}`) }))}
      />
      {scope.level !== 'provider' && (
        <NativeSelect
          label={t('geo.customer')}
          value={scope.tenant}
          disabled={disabled}
          error={(scope.level === 'customer' || !scope.tenant) && error}
          onChange={(event) => onChange({ ...scope, tenant: event.currentTarget.value, site: '', asset: '' })}
          data={choose(
            tenants.filter(({ id }) => !isSpecialTenant(id)),
            scope.tenant,
          )}
        />
      )}
      {(scope.level === 'site' || scope.level === 'asset') && (
        <NativeSelect
          label={t(`geo.${scope.level}`)}
          value={scope[scope.level]}
          disabled={disabled || scope.tenant === ''}
          error={scope.tenant !== '' && error}
          onChange={(event) => onChange({ ...scope, [scope.level]: event.currentTarget.value })}
          data={choose(narrow[scope.level], scope[scope.level])}
        />
      )}
    </div>
  );
}
