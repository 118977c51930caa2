import { useTranslation } from 'react-i18next';
import { Ago } from '../../../parts/time.tsx';
import { visibleText } from '../../../parts/visible-text.ts';

/** "removed by Anna · 5 min ago", as far as it is known. */
export function RemovedBy({ by, at }: { by: string; at: string | null }) {
  const { t } = useTranslation();
  return (
    <>
      {by ? t('geoHistory.removedBy', { who: visibleText(by).slice(0, 60) }) : t('geoHistory.removedUnknown')}
      {at && (
        <>
          {' · '}
          <Ago at={at} />
        </>
      )}
    </>
  );
}
