import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/use-session.ts';
import { ToneIcon } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { systemQuery } from '../settings/keeping-queries.ts';

/** What the hot path could not take as it came, one sentence for each kind, for those who keep the system. */
export function IntakePanel() {
  const { t } = useTranslation();
  const may = useMay();
  const { data } = useQuery({ ...systemQuery, enabled: may('system:read') });
  if (!data) return null;
  const { skewedTimes, overflowed, late, evicted } = data.intake;
  const kinds = [
    ['intakeSkewed', skewedTimes],
    ['intakeOverflow', overflowed],
    ['intakeLate', late],
    ['intakeEvicted', evicted],
  ] as const;
  const counted = kinds.filter(([, count]) => count > 0);
  if (counted.length === 0) return null;
  return (
    <Panel id="intake" title={t('keeping.intake')} aside={t('keeping.intakeAside')}>
      <ul className="stack tight">
        {counted.map(([key, count]) => (
          <li key={key}>
            <ToneIcon tone="amber" /> {t(`keeping.${key}`, { count })}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
