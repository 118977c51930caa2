import { useNavigate } from '@tanstack/react-router';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { CountryCount } from '../../api/types.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { centres, mapHeight, mapWidth, shapes } from './world-shapes.ts';

/** Equal-area world map: the redder, the more attempts failed; a dot where the country itself is too small to see. */
export const WorldMap = memo(function WorldMap({
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
  const navigate = useNavigate();
  const byCode = new Map(countries.map((one) => [one.country, one]));
  const most = Math.max(1, ...countries.map((one) => one.failed));
  // Counts differ by powers of ten; the logarithm keeps the small ones visible.
  const share = (failed: number) => Math.log1p(failed) / Math.log1p(most);
  const tell = (one: CountryCount) =>
    `${format.country(one.country)}: ${format.number(one.failed)} ${t('overview.failed').toLowerCase()}, ${format.number(one.succeeded)} ${t('overview.succeeded').toLowerCase()}, ${t('overview.addresses', { count: one.addresses })}`;
  const open = (country: string) => void navigate({ to: '/search', search: { country } });
  const shown = countries.filter((one) => one.failed + one.succeeded > 0 && centres.has(one.country));
  return (
    <svg className="bw-map" viewBox={`0 0 ${mapWidth} ${mapHeight}`} role="img" aria-label={t('overview.mapLabel')}>
      <g>
        {shapes.map(({ country, d }) => {
          const one = byCode.get(country);
          const failed = one?.failed ?? 0;
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the table beside it has the same links for the keyboard
            <path
              key={country || d.slice(0, 24)}
              d={d}
              className="bw-map-land"
              data-pointed={(country !== '' && country === pointed) || undefined}
              data-known={one ? true : undefined}
              style={
                failed > 0
                  ? { fill: `color-mix(in srgb, var(--red) ${Math.round(12 + 60 * share(failed))}%, var(--land))` }
                  : undefined
              }
              onClick={one && (() => open(country))}
              onMouseEnter={() => onPoint(one ? country : undefined)}
              onMouseLeave={() => onPoint(undefined)}
            >
              {one && <title>{tell(one)}</title>}
            </path>
          );
        })}
      </g>
      <g>
        {shown.map((one) => {
          const [x, y] = centres.get(one.country)!;
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the table beside it has the same links for the keyboard
            <circle
              key={one.country}
              cx={x}
              cy={y}
              r={one.failed > 0 ? 1.8 + 4 * share(one.failed) ** 2 : 2}
              className={one.failed > 0 ? 'bw-map-dot' : 'bw-map-dot fine'}
              onClick={() => open(one.country)}
              onMouseEnter={() => onPoint(one.country)}
              onMouseLeave={() => onPoint(undefined)}
            >
              <title>{tell(one)}</title>
            </circle>
          );
        })}
      </g>
    </svg>
  );
});
