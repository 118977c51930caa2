import { memo } from 'react';
import { centres } from '../../overview/world-shapes.ts';
import { type CountryRow, isCountry } from './country-rows.ts';

/** Smallest and largest half-width of a dot, in units of the drawing. */
const least = 1.5;
const span = 5;
/** What a dot of full size stands for at least: three attempts are no flood. */
const leastMost = 1000;

/**
 * Traffic on the map: a disc for what succeeded, a ring for what failed, a diamond for what was refused; larger is more. A wave runs out from one whose
 * figure just grew.
 */
export const TrafficDots = memo(function TrafficDots({
  rows,
  textOf,
}: {
  rows: ReadonlyMap<string, CountryRow>;
  textOf: (country: string) => string;
}) {
  const shown = [...rows.values()].filter(({ country }) => isCountry(country) && centres.has(country));
  const most = Math.max(leastMost, ...shown.map(({ good, failed, refused }) => Math.max(good, failed, refused)));
  // Counts differ by powers of ten; the logarithm keeps the small ones visible.
  const size = (count: number) => least + span * (Math.log1p(count) / Math.log1p(most)) ** 2;
  return (
    <g>
      {shown.map(({ country, good, failed, refused }) => {
        const [x, y] = centres.get(country)!;
        const [discR, diamondR] = [good > 0 ? size(good) : 0, refused > 0 ? size(refused) : 0];
        // Side by side where there are both.
        const [discX, diamondX] = good > 0 && refused > 0 ? [x - diamondR, x + discR] : [x, x];
        return (
          <g key={country} data-country={country}>
            <title>{textOf(country)}</title>
            {failed > 0 && <circle className="bw-geo-map-failed" cx={x} cy={y} r={size(failed) + 0.8} />}
            {good > 0 && (
              <>
                <circle key={`pulse ${good}`} className="bw-geo-map-pulse" cx={discX} cy={y} r={discR} />
                <circle className="bw-geo-map-good" cx={discX} cy={y} r={discR} />
              </>
            )}
            {refused > 0 && (
              <>
                <circle
                  key={`pulse ${refused}`}
                  className="bw-geo-map-pulse refused"
                  cx={diamondX}
                  cy={y}
                  r={diamondR}
                />
                <path
                  className="bw-geo-map-refused"
                  d={`M${diamondX} ${y - diamondR}L${diamondX + diamondR} ${y}L${diamondX} ${y + diamondR}L${diamondX - diamondR} ${y}Z`}
                />
              </>
            )}
          </g>
        );
      })}
    </g>
  );
});
