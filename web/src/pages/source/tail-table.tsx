import { useTranslation } from 'react-i18next';
import type { SourceTail } from '../../api/types.ts';
import { useWord } from '../../i18n/use-format.ts';
import { Mark, type Tone } from '../../parts/mark.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Clock } from '../../parts/time.tsx';

const tones: Readonly<Record<SourceTail[number]['reading'], Tone>> = {
  recognised: 'green',
  ignored: 'dim',
  malformed: 'amber',
  shed: 'amber',
};

/** Lines and what was made of each. */
export function TailTable({ lines, label }: { lines: SourceTail; label: string }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <table className="bw-table bw-tail" aria-label={label}>
      <thead>
        <tr>
          <th style={{ width: 84 }}>{t('alerts.time')}</th>
          <th style={{ width: 116 }}>{t('common.state')}</th>
          <th>{t('sources.line')}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((one, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two lines can be alike in every way
          <tr key={`${one.at} ${index}`} data-row={`${one.at} ${index}`}>
            <td data-phone="line">
              <Clock at={one.at} seconds />
            </td>
            <td data-phone="line">
              <Mark tone={tones[one.reading]}>{word('reading', one.reading)}</Mark>
            </td>
            <td data-phone="line" className="bw-tail-line">
              <Raw text={one.line.trimEnd()} max={600} mono />
              {one.summary && (
                <div className="dim">
                  <Raw text={one.summary} max={300} />
                </div>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
