import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { GeoReview } from '../../../../../src/api/schema/geo.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Panel } from '../../../parts/panel.tsx';
import { isCountry } from '../map/country-rows.ts';

const most = 12;

/**
 * Where attacks came from, most first: of the attempts that reached somebody, and of the packets that the kernel refused, each as a
 * bar beside its figure. What is refused in the kernel makes no attempts, and is no less where attacks come from.
 */
export function AttackShares({ review: { attackShares, facts } }: { review: GeoReview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const shown = attackShares.slice(0, most);
  const highest = Math.max(...shown.map(({ share, packetShare }) => Math.max(share, packetShare ?? 0)), 0.001);
  const bar = (share: number, title: string, kind: 'attempts' | 'packets') => (
    <td className="num tabular" title={title}>
      <span className={`bw-geo-review-bar ${kind}`} aria-hidden="true">
        <span style={{ width: `${(100 * share) / highest}%` }} />
      </span>
      {format.percent(share)}
    </td>
  );
  return (
    <Panel
      id="geo-shares"
      title={t('geoMap.attackShares')}
      aside={facts ? t('geoMap.attackSharesDays', { count: facts.keptDays }) : undefined}
    >
      {shown.length === 0 ? (
        <p className="dim">{t('geoMap.attackSharesNone')}</p>
      ) : (
        <table className="bw-geo-review-shares">
          <thead>
            <tr>
              <th scope="col">{t('common.country')}</th>
              <th scope="col" className="num" title={t('geoMap.attackSharesAttemptsHelp')}>
                {t('geoMap.attackSharesAttempts')}
              </th>
              <th scope="col" className="num" title={t('geoMap.attackSharesPacketsHelp')}>
                {t('geoMap.attackSharesPackets')}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ country, share, attempts, packets, packetShare }) => (
              <tr key={country || 'unknown'}>
                <th scope="row">
                  {isCountry(country) ? (
                    <Link to="/search" search={{ country, outcome: 'failure' }} className="plain">
                      {format.country(country)}
                    </Link>
                  ) : (
                    t('geoMap.unknownCountry')
                  )}
                </th>
                {bar(share, t('geoMap.attempts', { count: attempts, attempts: format.number(attempts) }), 'attempts')}
                {packets === null || packetShare === null ? (
                  <td className="num dim">–</td>
                ) : (
                  bar(packetShare, t('geoMap.packets', { count: packets, packets: format.number(packets) }), 'packets')
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
