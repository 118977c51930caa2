import { memo } from 'react';
import { centres, mapHeight, mapWidth, shapes } from './world-shapes.ts';
import './world-map.css';

/** A country on the map. */
export interface MapMark {
  country: string;
  /** How red it is, beside the highest; 0 for one where all is well. */
  weight: number;
  /** Said on hover. */
  text: string;
}

/** Equal-area world map: the redder, the more it weighs; a dot where the country itself is too small to see. */
export const WorldMap = memo(function WorldMap({
  label,
  marks,
  pointed,
  onPoint,
  onOpen: open,
}: {
  /** What it shows, for who does not see it. */
  label: string;
  marks: readonly MapMark[];
  pointed: string | undefined;
  onPoint: (country: string | undefined) => void;
  onOpen: (country: string) => void;
}) {
  const byCode = new Map(marks.map((one) => [one.country, one]));
  const most = Math.max(1, ...marks.map((one) => one.weight));
  // Counts differ by powers of ten; the logarithm keeps the small ones visible.
  const share = (weight: number) => Math.log1p(weight) / Math.log1p(most);
  const shown = marks.filter((one) => centres.has(one.country));
  return (
    <svg className="bw-map" viewBox={`0 0 ${mapWidth} ${mapHeight}`} role="img" aria-label={label}>
      <g>
        {shapes.map(({ country, d }) => {
          const one = byCode.get(country);
          const weight = one?.weight ?? 0;
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the table beside it has the same links for the keyboard
            <path
              key={country || d.slice(0, 24)}
              d={d}
              className="bw-map-land"
              data-pointed={(country !== '' && country === pointed) || undefined}
              data-known={one ? true : undefined}
              style={
                weight > 0
                  ? { fill: `color-mix(in srgb, var(--red) ${Math.round(12 + 60 * share(weight))}%, var(--land))` }
                  : undefined
              }
              onClick={one && (() => open(country))}
              onMouseEnter={() => onPoint(one ? country : undefined)}
              onMouseLeave={() => onPoint(undefined)}
            >
              {one && <title>{one.text}</title>}
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
              r={one.weight > 0 ? 1.8 + 4 * share(one.weight) ** 2 : 2}
              className={one.weight > 0 ? 'bw-map-dot' : 'bw-map-dot fine'}
              onClick={() => open(one.country)}
              onMouseEnter={() => onPoint(one.country)}
              onMouseLeave={() => onPoint(undefined)}
            >
              <title>{one.text}</title>
            </circle>
          );
        })}
      </g>
    </svg>
  );
});
