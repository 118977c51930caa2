import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import type { Severity } from '../../api/types.ts';
import { SeverityMark } from '../../parts/state-marks.tsx';

type Level = IncidentWire['assessment']['impact'][number];
export interface Levels {
  readonly impact: readonly Level[];
  readonly urgency: readonly Level[];
}

const levels: readonly Level[] = ['low', 'medium', 'high'];
/** The same matrix as the server's, to show what it comes to while one ticks: impact, then urgency. */
const matrix: Readonly<Record<Level, Readonly<Record<Level, Severity>>>> = {
  low: { low: 'low', medium: 'low', high: 'medium' },
  medium: { low: 'low', medium: 'medium', high: 'high' },
  high: { low: 'medium', medium: 'high', high: 'critical' },
};

/** What levels come to: of those ticked the highest counts, and of none the highest too. */
export function severityOf({ impact, urgency }: Levels): Severity {
  return matrix[highest(impact)][highest(urgency)];
}

function highest(ticked: readonly Level[]): Level {
  return levels.findLast((level) => ticked.includes(level)) ?? 'high';
}

/** Impact and urgency, every level one holds possible, and what it comes to. */
export function LevelTicks({
  levels: ticked,
  onChange,
  help,
}: {
  levels: Levels;
  onChange: (levels: Levels) => void;
  help?: boolean;
}) {
  const { t } = useTranslation();
  const tick = (kind: 'impact' | 'urgency', level: Level, on: boolean) =>
    onChange({
      ...ticked,
      [kind]: levels.filter((one) => (one === level ? on : ticked[kind].includes(one))),
    });
  return (
    <div className="stack">
      <div className="bw-form-pair">
        {(['impact', 'urgency'] as const).map((kind) => (
          <fieldset key={kind} className="bw-fieldset">
            <legend>{t(`incidents.${kind}Level`)}</legend>
            <div className="stack tight">
              {levels.map((level) => (
                <Checkbox
                  key={level}
                  label={t(`incidents.level-${level}`)}
                  description={t(`incidents.${kind}Is-${level}`)}
                  checked={ticked[kind].includes(level)}
                  onChange={(event) => tick(kind, level, event.currentTarget.checked)}
                />
              ))}
            </div>
          </fieldset>
        ))}
      </div>
      <p className="row wrap">
        <span className="dim">{t('incidents.assessComes')}</span>
        <SeverityMark severity={severityOf(ticked)} soft />
        {help && <span className="dim">{t('incidents.assessmentHelp')}</span>}
      </p>
    </div>
  );
}
