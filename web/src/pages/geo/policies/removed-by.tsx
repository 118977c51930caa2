import { useTranslation } from 'react-i18next';
import { useByName } from '../../../parts/by-name.tsx';
import { Ago } from '../../../parts/time.tsx';

/** "removed by Anna · 5 min ago", as far as it is known. */
export function RemovedBy({ by, at }: { by: string; at: string | null }) {
  const { t } = useTranslation();
  const byName = useByName();
  return (
    <>
      {by ? t('geoHistory.removedBy', { who: byName(by).slice(0, 60) }) : t('geoHistory.removedUnknown')}
      {at && (
        <>
          {' · '}
          <Ago at={at} />
        </>
      )}
    </>
  );
}
