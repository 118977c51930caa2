import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PlanStandingWire } from '../../../../src/api/schema/plan.ts';
import { planReadersQuery } from '../../api/plan-queries.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Clock } from '../../parts/time.tsx';
import { visibleText } from '../../parts/visible-text.ts';

/** Who confirmed to have read the edition in force, and who has not. */
export function ReadersView({ standing: { inForce } }: { standing: PlanStandingWire }) {
  const { t } = useTranslation();
  const readers = useQuery({ ...planReadersQuery(inForce?.edition ?? 0), enabled: inForce !== null });
  if (!inForce)
    return (
      <Panel>
        <Empty title={t('plan.readersNone')} text={t('plan.readersNoneText')} />
      </Panel>
    );
  return (
    <Answer of={readers} rows={4}>
      {({ read, waiting }) => (
        <Panel id="plan-readers" title={t('plan.readersOf', { edition: inForce.edition })} flush>
          <ul className="bw-lines">
            {waiting.map(({ id, name }) => (
              <li key={id} className="row apart">
                <span>{visibleText(name)}</span>
                <Mark tone="amber">{t('plan.notYet')}</Mark>
              </li>
            ))}
            {read.map(({ id, name, at }) => (
              <li key={id} className="row apart">
                <span>{visibleText(name)}</span>
                <Mark tone="green">
                  <Clock at={at} />
                </Mark>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </Answer>
  );
}
