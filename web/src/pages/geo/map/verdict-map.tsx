import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { centres, mapHeight, mapWidth, shapes } from '../../overview/world-shapes.ts';
import { type CountryRow, isCountry, shownVerdict } from './country-rows.ts';
import { TrafficDots } from './traffic-dots.tsx';
import { useLasso } from './use-lasso.ts';
import { VerdictPatterns } from './verdict-patterns.tsx';

interface Shown {
  readonly rows: ReadonlyMap<string, CountryRow>;
  /** Said on hover. */
  readonly textOf: (country: string) => string;
}

const drawn = new Set(shapes.map(({ country }) => country));
/** Places without a shape: a square where they are, so that they can be chosen too. */
const small = [...centres].filter(([country]) => !drawn.has(country));

/** Equal-area world map: pattern and colour say the verdict, dots the traffic; click or draw around countries to choose them. */
export function VerdictMap({
  rows,
  textOf,
  chosen,
  onPick,
}: Shown & {
  chosen: ReadonlySet<string>;
  onPick: (countries: readonly string[], adds: boolean) => void;
}) {
  const { t } = useTranslation();
  const { line, handlers } = useLasso(onPick);
  return (
    <svg
      className="bw-geo-map"
      viewBox={`0 0 ${mapWidth} ${mapHeight}`}
      role="img"
      aria-label={t('geoMap.mapLabel')}
      {...handlers}
    >
      <VerdictPatterns />
      <rect className="bw-geo-map-sea" width={mapWidth} height={mapHeight} />
      <Land rows={rows} textOf={textOf} />
      <g className="bw-geo-map-chosen">
        {shapes
          .filter(({ country }) => chosen.has(country))
          .map(({ country, d }) => (
            <path key={country} d={d} />
          ))}
        {small
          .filter(([country]) => chosen.has(country))
          .map(([country, [x, y]]) => (
            <rect key={country} x={x - 3} y={y - 3} width={6} height={6} />
          ))}
      </g>
      <TrafficDots rows={rows} textOf={textOf} />
      {line.length > 1 && (
        <path className="bw-geo-map-lasso" d={`M${line.map((point) => point.join(' ')).join('L')}Z`} />
      )}
    </svg>
  );
}

/** Drawn anew only when verdicts change, not while somebody draws a line. */
const Land = memo(function Land({ rows, textOf }: Shown) {
  const verdictOf = (country: string) => {
    const row = rows.get(country);
    return row ? shownVerdict(row) : 'allow';
  };
  return (
    <g>
      {shapes.map(({ country, d }) => (
        <path
          key={country || d.slice(0, 24)}
          d={d}
          className="bw-geo-map-land"
          data-country={isCountry(country) ? country : undefined}
          data-verdict={verdictOf(country)}
        >
          {country && <title>{textOf(country)}</title>}
        </path>
      ))}
      {small.map(([country, [x, y]]) => (
        <rect
          key={country}
          x={x - 1.5}
          y={y - 1.5}
          width={3}
          height={3}
          className="bw-geo-map-land small"
          data-country={country}
          data-verdict={verdictOf(country)}
        >
          <title>{textOf(country)}</title>
        </rect>
      ))}
    </g>
  );
});
