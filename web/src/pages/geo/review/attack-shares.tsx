import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { GeoReview } from '../../../../../src/api/schema/geo.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Panel } from '../../../parts/panel.tsx';
import { isCountry } from '../map/country-rows.ts';

const most = 12;

/** Where attacks came from, most first, as bars beside their figures. */
export function AttackShares({ shares }: { shares: GeoReview['attackShares'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const highest = Math.max(...shares.map(({ share }) => share), 0.001);
  return (
    <Panel id="geo-shares" title={t('geoMap.attackShares')} aside={t('geoMap.attackSharesAside')}>
      {shares.length === 0 ? (
        <p className="dim">{t('geoMap.attackSharesNone')}</p>
      ) : (
        <ul className="bw-geo-review-shares">
          {shares.slice(0, most).map(({ country, share, attempts }) => (
            <li
              key={country || 'unknown'}
              title={t('geoMap.attempts', { count: attempts, attempts: format.number(attempts) })}
            >
              <span className="clip">
                {isCountry(country) ? (
                  <Link to="/search" search={{ country, outcome: 'failure' }} className="plain">
                    {format.country(country)}
                  </Link>
                ) : (
                  t('geoMap.unknownCountry')
                )}
              </span>
              <span className="bw-geo-review-bar" aria-hidden="true">
                <span style={{ width: `${(100 * share) / highest}%` }} />
              </span>
              <span className="num tabular">{format.percent(share)}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
