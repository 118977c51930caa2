import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoPreview } from '../../../../../src/api/schema/geo.ts';
import { useFormat } from '../../../i18n/use-format.ts';

export type Tallies = GeoPreview['hits']['refuse'];
const parts = ['good', 'failed', 'attack'] as const;

/** Bars side by side on one scale, each split in what worked, what failed and what was an attack, with the numbers beside. */
export function TallyBars({
  label,
  rows,
}: {
  label: string;
  rows: readonly { key: string; name: ReactNode; tallies: Tallies }[];
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const longest = Math.max(1, ...rows.map(({ tallies }) => tallies.good + tallies.failed + tallies.attack));
  return (
    <table className="bw-geo-policy-bars" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">
            <span className="sr-only">{label}</span>
          </th>
          {parts.map((part) => (
            <th key={part} scope="col" className="num">
              <i className={`bw-geo-policy-swatch ${part}`} aria-hidden />
              {t(part === 'attack' ? 'geo.attackTally' : `geo.${part}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, name, tallies }) => (
          <tr key={key}>
            <td>
              {name}
              <span className="bw-geo-policy-bar" aria-hidden>
                {parts.map((part) => (
                  <i key={part} className={part} style={{ width: `${(tallies[part] / longest) * 100}%` }} />
                ))}
              </span>
            </td>
            {parts.map((part) => (
              <td key={part} className={`num ${part === 'good' && tallies.good > 0 ? 'strong' : ''}`}>
                {format.number(tallies[part])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
