import { useTranslation } from 'react-i18next';
import type { PlanInnerField } from '../../../../../src/api/schema/plan.ts';
import type { PlanProcedure } from '../../../../../src/core/plan/plan.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { visibleText } from '../../../parts/visible-text.ts';
import { PlanText } from './plan-text.tsx';

/** What to do for one kind of incident: phase by phase, who and within what time before what. */
export function Procedure({ procedure, steps }: { procedure: PlanProcedure; steps: readonly PlanInnerField[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const stepFields = steps.find(({ name }) => name === 'steps')?.fields ?? [];
  const word = (name: string, value: string) => {
    const found = stepFields.find((one) => one.name === name)?.choices.find((choice) => choice.value === value);
    return found ? format.text(found.label) : value;
  };
  const phases = stepFields.find(({ name }) => name === 'phase')?.choices ?? [];
  return (
    <section className="bw-plan-procedure" id={`plan-procedure-${procedure.id}`}>
      <h3>{visibleText(procedure.title)}</h3>
      {procedure.signs.length > 0 && (
        <div className="bw-plan-signs">
          <p className="bw-label">{t('plan.signs')}</p>
          <ul>
            {procedure.signs.map((sign) => (
              <li key={sign}>
                <PlanText text={sign} />
              </li>
            ))}
          </ul>
        </div>
      )}
      {procedure.severity !== '' && (
        <p className="bw-plan-severity">
          <PlanText text={procedure.severity} />
        </p>
      )}
      {phases.map((phase) => {
        const inPhase = procedure.steps.filter((step) => step.phase === phase.value);
        if (inPhase.length === 0) return null;
        return (
          <div key={phase.value}>
            <h4>{format.text(phase.label)}</h4>
            <ol className="bw-plan-steps">
              {inPhase.map((step) => (
                <li key={step.id}>
                  <span className="bw-plan-who">
                    {word('who', step.who)}
                    {step.withinMinutes > 0 && (
                      <span className="num">
                        {' '}
                        · {t('plan.within', { time: format.duration(step.withinMinutes * 60) })}
                      </span>
                    )}
                  </span>
                  <span>
                    <PlanText text={step.text} />
                  </span>
                </li>
              ))}
            </ol>
          </div>
        );
      })}
      {procedure.never.length > 0 && (
        <div className="bw-plan-never">
          <h4>{t('plan.never')}</h4>
          <ul>
            {procedure.never.map((one) => (
              <li key={one}>
                <PlanText text={one} />
              </li>
            ))}
          </ul>
        </div>
      )}
      {procedure.playbooks.length > 0 && (
        <p className="dim">
          {t('plan.playbooks')}: {procedure.playbooks.map(visibleText).join(', ')}
        </p>
      )}
    </section>
  );
}
