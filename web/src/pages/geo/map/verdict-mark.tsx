import { useTranslation } from 'react-i18next';
import type { GeoVerdict } from '../../../../../src/core/geo/geo-policy.ts';
import { Mark, type Tone } from '../../../parts/mark.tsx';

export const verdictTones: Readonly<Record<GeoVerdict, Tone>> = {
  allow: 'green',
  watch: 'blue',
  limit: 'amber',
  refuse: 'red',
};

/** A verdict as icon and word; beside it what a policy in watch would make of it. */
export function VerdictMark({ verdict, wished }: { verdict: GeoVerdict; wished?: GeoVerdict }) {
  const { t } = useTranslation();
  return (
    <>
      <Mark tone={verdictTones[verdict]} quiet={verdict === 'allow'}>
        {t(`geoMap.verdict-${verdict}`)}
      </Mark>
      {wished && wished !== verdict && (
        <span className="dim"> {t('geoMap.wouldBe', { verdict: t(`geoMap.verdict-${wished}`).toLowerCase() })}</span>
      )}
    </>
  );
}
