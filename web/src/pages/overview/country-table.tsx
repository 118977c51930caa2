import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CountryCount } from '../../api/types.ts';
import { useFormat } from '../../i18n/use-format.ts';

const most = 7;

/** Failed, succeeded and blocked per country; each figure leads to the events behind it. */
export function CountryTable({
  countries,
  pointed,
  onPoint,
}: {
  countries: readonly CountryCount[];
  pointed: string | undefined;
  onPoint: (country: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const [all, setAll] = useState(false);
  const sorted = [...countries].sort((a, b) => b.failed - a.failed || b.succeeded - a.succeeded);
  const rows = all ? sorted : sorted.slice(0, most);
  return (
    <div className="bw-countries">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('common.country')}</th>
            <th scope="col" className="num">
              {t('overview.failed')}
            </th>
            <th scope="col" className="num">
              {t('overview.succeeded')}
            </th>
            <th scope="col" className="num">
              {t('overview.blocked')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={row.country}
              data-pointed={row.country === pointed || undefined}
              onMouseEnter={() => onPoint(row.country)}
              onMouseLeave={() => onPoint(undefined)}
            >
              <td title={t('overview.addresses', { count: row.addresses })}>
                <Link to="/search" search={{ country: row.country }} className="plain clip">
                  {format.country(row.country)}
                </Link>
              </td>
              <Figure count={row.failed} country={row.country} outcome="failure" />
              <Figure count={row.succeeded} country={row.country} outcome="success" />
              <td className={`num ${row.blocked > 0 ? '' : 'dim'}`}>{format.number(row.blocked)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {sorted.length > most && (
        <button type="button" className="link bw-countries-more" onClick={() => setAll(!all)}>
          {all ? t('overview.mapLess') : t('overview.mapMore', { count: sorted.length - most })}
        </button>
      )}
    </div>
  );
}

function Figure({ count, country, outcome }: { count: number; country: string; outcome: string }) {
  const format = useFormat();
  return (
    <td className={`num ${count > 0 ? '' : 'dim'}`}>
      {count > 0 ? (
        <Link to="/search" search={{ country, outcome }} className="plain">
          {format.number(count)}
        </Link>
      ) : (
        0
      )}
    </td>
  );
}
