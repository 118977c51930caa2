import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { System } from '../../../../src/api/schema/keeping.ts';
import { useMay } from '../../api/use-session.ts';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { systemQuery } from '../settings/keeping-queries.ts';

/** What the hot path could not take as it came, for those who keep the system; nothing when there is none. */
export function IntakePanel() {
  const { t } = useTranslation();
  const may = useMay();
  const { data } = useQuery({ ...systemQuery, enabled: may('system:read') });
  if (!data || !Object.values(data.intake).some((count) => count > 0)) return null;
  return (
    <Panel id="intake" title={t('keeping.intake')} aside={t('keeping.intakeAside')}>
      <IntakeLines intake={data.intake} />
    </Panel>
  );
}

/** One sentence for each kind that was counted. */
export function IntakeLines({ intake }: { intake: System['intake'] }) {
  const { t } = useTranslation();
  const { skewedTimes, overflowed, late, evicted } = intake;
  const kinds = [
    ['intakeSkewed', skewedTimes],
    ['intakeOverflow', overflowed],
    ['intakeLate', late],
    ['intakeEvicted', evicted],
  ] as const;
  const counted = kinds.filter(([, count]) => count > 0);
  if (counted.length === 0) return <>{t('keeping.intakeNone')}</>;
  return (
    <ul className="stack tight">
      {counted.map(([key, count]) => (
        <li key={key}>
          <Mark tone="amber">{t(`keeping.${key}`, { count })}</Mark>
        </li>
      ))}
    </ul>
  );
}
