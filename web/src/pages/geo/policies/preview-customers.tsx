import { useTranslation } from 'react-i18next';
import type { GeoPreview } from '../../../../../src/api/schema/geo.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { useTenantNameOf } from './use-scope-name.ts';

/** Refusals per customer and service, those that worked first. */
export function PreviewCustomers({ rows }: { rows: GeoPreview['customers'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const tenantName = useTenantNameOf();
  const sorted = [...rows].sort((a, b) => b.refused.good - a.refused.good || b.refused.attack - a.refused.attack);
  return (
    <table className="bw-geo-policy-table">
      <thead>
        <tr>
          <th scope="col">{t('common.customer')}</th>
          <th scope="col" className="num" title={t('geo.refusedGood')}>
            {t('geo.good')}
          </th>
          <th scope="col" className="num" title={t('geo.become-refuse')}>
            {t('geo.failed')}
          </th>
          <th scope="col" className="num" title={t('geo.become-refuse')}>
            {t('geo.attackTally')}
          </th>
        </tr>
      </thead>
      <tbody>
        {sorted.slice(0, 50).map(({ tenant, service, refused, accounts }) => (
          <tr key={`${tenant} ${service}`}>
            <td>
              {tenantName(tenant)}{' '}
              <span className="dim">
                {t(`geo.service-${service as 'web'}`)}
                {accounts > 0 && ` · ${t('geo.accountsCount', { count: accounts })}`}
              </span>
            </td>
            <td className={`num ${refused.good > 0 ? 'strong red' : ''}`}>{format.number(refused.good)}</td>
            <td className="num">{format.number(refused.failed)}</td>
            <td className="num">{format.number(refused.attack)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
