import { useTranslation } from 'react-i18next';
import type { GeoPreview } from '../../../../../src/api/schema/geo.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Raw } from '../../../parts/raw.tsx';
import { Ago } from '../../../parts/time.tsx';
import { useTenantNameOf } from './use-scope-name.ts';

const most = 20;

/** Sites of customers whose accounts would break, as far as it is written down where accounts are. */
export function PreviewSites({ sites }: { sites: GeoPreview['brokenSites'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const tenantName = useTenantNameOf();
  return (
    <div className="stack tight">
      <p>{t('geo.brokenSites', { count: sites.length })}</p>
      <ul className="stack tight">
        {sites.slice(0, most).map(({ tenant, site, name, accounts, lastSeen }) => (
          <li key={`${tenant} ${site}`}>
            <Raw text={name} className="strong" max={60} />{' '}
            <span className="dim">
              {tenantName(tenant)} · {t('geo.brokenSite', { count: accounts })} · <Ago at={lastSeen} />
            </span>
          </li>
        ))}
      </ul>
      {sites.length > most && (
        <p className="dim">{t('geo.brokenMore', { shown: format.number(most), total: format.number(sites.length) })}</p>
      )}
    </div>
  );
}
