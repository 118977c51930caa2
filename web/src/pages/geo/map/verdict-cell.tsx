import { useTranslation } from 'react-i18next';
import { VerdictMark } from '../policies/verdict-mark.tsx';
import type { CountryRow } from './country-rows.ts';

/** The verdict of a country; beside it what policies in watch would make of it. */
export function VerdictCell({ verdict, wished }: Pick<CountryRow, 'verdict' | 'wished'>) {
  const { t } = useTranslation();
  return (
    <span className="clip">
      <VerdictMark verdict={verdict} />
      {wished !== verdict && (
        <span className="dim"> {t('geoMap.wouldBe', { verdict: t(`geo.verdict-${wished}`).toLowerCase() })}</span>
      )}
    </span>
  );
}
