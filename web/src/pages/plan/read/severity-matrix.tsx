import { useTranslation } from 'react-i18next';
import type { PlanForm } from '../../../../../src/core/plan/plan.ts';

const levels = ['low', 'medium', 'high'] as const;
const tones = { low: 'blue', medium: 'blue', high: 'amber', critical: 'red' } as const;

/** Impact against urgency. */
export function SeverityMatrix({ plan, label }: { plan: PlanForm; label: string }) {
  const { t } = useTranslation();
  return (
    <div className="bw-plan-matrix">
      <table>
        <caption className="bw-plan-sub">{label}</caption>
        <thead>
          <tr>
            <th scope="col">{t('plan.impactUrgency')}</th>
            {levels.map((urgency) => (
              <th key={urgency} scope="col">
                {t(`plan.level-${urgency}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {levels.toReversed().map((impact) => (
            <tr key={impact}>
              <th scope="row">{t(`plan.level-${impact}`)}</th>
              {levels.map((urgency) => {
                const cell = plan.matrix.find((one) => one.impact === impact && one.urgency === urgency);
                return (
                  <td key={urgency} className={cell && tones[cell.severity]}>
                    {cell ? t(`plan.severity-${cell.severity}`) : '–'}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
