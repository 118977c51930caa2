import { useTranslation } from 'react-i18next';
import type { GeoReview } from '../../../../../src/api/schema/geo.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Fact } from '../../../parts/panel.tsx';

/** What a review is founded on: days, age and coverage of the data. */
export function ReviewFacts({ facts }: { facts: NonNullable<GeoReview['facts']> }) {
  const { t } = useTranslation();
  const format = useFormat();
  // Cut, not rounded: 100% is all of them.
  const percent = (share: number) => `${format.number(Math.floor(share * 1000) / 10, 1)}%`;
  const days = (count: number) => format.duration(count * 86_400);
  const coverage = { coverage4: percent(facts.coverage4), coverage6: percent(facts.coverage6) };
  return (
    <>
      <Fact name={t('geoMap.factsDays')}>
        {t('geoMap.factsDaysOf', { counted: days(facts.countedDays), kept: days(facts.keptDays) })}
      </Fact>
      <Fact name={t('geoMap.factsData')}>
        {facts.ageDays === null
          ? t('geoMap.factsDataUndated', coverage)
          : t('geoMap.factsDataOf', { age: format.duration(facts.ageDays * 86_400), ...coverage })}
      </Fact>
      {facts.sources > 0 && (
        <Fact name={t('geoMap.factsSources')}>
          {t('geoMap.factsSourcesOf', { located: format.number(facts.located), sources: format.number(facts.sources) })}
        </Fact>
      )}
    </>
  );
}
