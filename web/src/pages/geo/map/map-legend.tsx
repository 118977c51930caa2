import { useTranslation } from 'react-i18next';
import type { GeoVerdict } from '../../../../../src/core/geo/geo-policy.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { ToneIcon } from '../../../parts/mark.tsx';
import { VerdictMark, verdicts } from '../policies/verdict-mark.tsx';
import { type CountryRow, isCountry, shownVerdict } from './country-rows.ts';

/** What patterns and dots mean, how many countries have each verdict, and a way to choose all of those. */
export function MapLegend({
  rows,
  onChoose,
}: {
  rows: readonly CountryRow[];
  onChoose: (countries: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const of = (verdict: GeoVerdict) =>
    rows.filter((row) => isCountry(row.country) && shownVerdict(row) === verdict).map(({ country }) => country);
  const passed = rows.reduce((sum, row) => sum + row.passed, 0);
  return (
    <ul className="bw-geo-map-legend" aria-label={t('geoMap.legend')}>
      {verdicts.map((verdict) => {
        const countries = of(verdict);
        return (
          <li key={verdict}>
            <svg width="26" height="16" aria-hidden="true">
              <rect className="bw-geo-map-land" data-verdict={verdict} width="26" height="16" rx="2" />
            </svg>
            <VerdictMark verdict={verdict} />
            <button
              type="button"
              className="link tabular"
              disabled={countries.length === 0}
              title={t('geoMap.chooseAll', { verdict: t(`geo.verdict-${verdict}`) })}
              onClick={() => onChoose(countries)}
            >
              {t('geoMap.legendCount', { count: countries.length })}
            </button>
          </li>
        );
      })}
      <li>
        <svg width="26" height="16" aria-hidden="true">
          <circle className="bw-geo-map-good" cx="13" cy="8" r="5" />
        </svg>
        {t('geoMap.legendGood')}
        <span className="dim tabular">{format.number(rows.reduce((sum, { good }) => sum + good, 0))}</span>
      </li>
      <li>
        <svg width="26" height="16" aria-hidden="true">
          <circle className="bw-geo-map-failed legend" cx="13" cy="8" r="5" />
        </svg>
        {t('geoMap.failed').toLowerCase()}
        <span className="dim tabular">{format.number(rows.reduce((sum, { failed }) => sum + failed, 0))}</span>
      </li>
      <li>
        <svg width="26" height="16" aria-hidden="true">
          <path className="bw-geo-map-refused" d="M13 2L19 8L13 14L7 8Z" />
        </svg>
        {t('geoMap.legendRefused')}
        <span className="dim tabular">{format.number(rows.reduce((sum, { refused }) => sum + refused, 0))}</span>
      </li>
      {passed > 0 && (
        <li title={t('geoMap.passedHelp')}>
          <span className="bw-geo-map-sign">
            <ToneIcon tone="amber" size={14} />
          </span>
          {t('geoMap.legendPassed')}
          <span className="dim tabular">{format.number(passed)}</span>
        </li>
      )}
    </ul>
  );
}
