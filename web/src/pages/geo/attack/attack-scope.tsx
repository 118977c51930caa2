import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { GeoScopeWire } from '../../../../../src/api/schema/geo.ts';
import { tenantsQuery } from '../../../api/queries.ts';
import { isSpecialTenant } from '../../../shell/tenant-name.ts';
import { useCustomerPlaces } from '../policies/use-scope-name.ts';

/** For whom a door shuts: everybody, a customer, or one site or system of that customer. Two taps at most. */
export function AttackScope({ scope, onChange }: { scope: GeoScopeWire; onChange: (scope: GeoScopeWire) => void }) {
  const { t } = useTranslation();
  const customers = (useQuery(tenantsQuery).data ?? []).filter(({ id }) => !isSpecialTenant(id));
  const tenant = scope.level === 'provider' ? '' : scope.tenant;
  const { sites, assets } = useCustomerPlaces(tenant);
  const place = scope.level === 'site' || scope.level === 'asset' ? `${scope.level} ${scope[scope.level]}` : '';
  const choices = (level: 'site' | 'asset', all: readonly { id: string; name: string }[]) => {
    const items = all.map(({ id, name }) => ({ value: `${level} ${id}`, label: name }));
    // What was chosen stays in sight, also when it is gone or not known yet.
    if (scope.level === level && !all.some(({ id }) => id === scope[level]))
      items.push({ value: place, label: scope[level] });
    return items.length > 0 ? [{ group: t(`geoMap.scope-${level}s`), items }] : [];
  };
  const places = [...choices('site', sites), ...choices('asset', assets)];
  return (
    <div className="bw-geo-attack-scope">
      <NativeSelect
        label={t('geoMap.scope')}
        value={tenant}
        onChange={({ currentTarget: { value } }) =>
          onChange({ level: value ? 'customer' : 'provider', tenant: value, site: '', asset: '' })
        }
        data={[
          { value: '', label: t('geoMap.everybodyChoice') },
          ...customers.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      {tenant !== '' && places.length > 0 && (
        <NativeSelect
          label={t('geoMap.scopePlace')}
          value={place}
          onChange={({ currentTarget: { value } }) => {
            const [level, id] = [value.slice(0, value.indexOf(' ')), value.slice(value.indexOf(' ') + 1)];
            onChange({
              ...{ level: level === 'site' || level === 'asset' ? level : 'customer', tenant },
              ...{ site: level === 'site' ? id : '', asset: level === 'asset' ? id : '' },
            });
          }}
          data={[{ value: '', label: t('geoMap.scopeWhole') }, ...places]}
        />
      )}
    </div>
  );
}
