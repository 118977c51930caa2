import { Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { severityMatrixQuery } from '../../api/incident-queries.ts';
import { SeverityMark } from '../../parts/state-marks.tsx';
import { type Level, type Levels, levels, severityOf } from './severity-of.ts';

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
  const matrix = useQuery(severityMatrixQuery).data;
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
        {matrix && <SeverityMark severity={severityOf(ticked, matrix)} soft />}
        {matrix?.edition && <span className="dim">{t('incidents.assessByPlan', { edition: matrix.edition })}</span>}
        {help && <span className="dim">{t('incidents.assessmentHelp')}</span>}
      </p>
    </div>
  );
}
