import { useTranslation } from 'react-i18next';
import type { GeoReview } from '../../../../../src/api/schema/geo.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Mark } from '../../../parts/mark.tsx';
import { Fact, Facts, Panel } from '../../../parts/panel.tsx';
import { Raw } from '../../../parts/raw.tsx';
import { useNow } from '../../../parts/use-now.ts';
import { bySuggestionKind } from './by-suggestion-kind.ts';
import { ReportMenu } from './report-menu.tsx';
import { ReviewFacts } from './review-facts.tsx';
import { SuggestionLine } from './suggestion-line.tsx';

/** The newest check: whose it is, by when, and each suggestion with its evidence and the decision. */
export function OpenReview({ review }: { review: GeoReview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const today = new Date(useNow(60_000)).toISOString().slice(0, 10);
  const done = review.suggestions.filter(({ decision }) => decision !== '').length;
  const overdue = review.state === 'open' && review.dueOn < today;
  const day = format.day(review.dueOn);
  return (
    <Panel
      id="geo-review"
      title={t('geoMap.reviewOpen', { day: format.day(review.at) })}
      aside={
        <span className="row wrap">
          {review.state === 'done' && <Mark tone="green">{t('geoMap.reviewClosed')}</Mark>}
          <ReportMenu review={review} />
        </span>
      }
      flush
    >
      <div className="bw-panel-body">
        <Facts>
          <Fact name={t('geoMap.reviewDue')}>
            {overdue ? <Mark tone="red">{t('geoMap.reviewOverdue', { day })}</Mark> : day}
          </Fact>
          <Fact name={t('geoMap.reviewOwner')}>
            {review.owner ? <Raw text={review.owner} max={80} /> : t('geoMap.reviewNoOwner')}
          </Fact>
          <Fact name={t('geoMap.reviewProgress')}>
            {t('geoMap.reviewProgressOf', { done, all: review.suggestions.length })}
          </Fact>
          {review.facts && <ReviewFacts facts={review.facts} />}
        </Facts>
      </div>
      {review.suggestions.length === 0 && (
        <p className="bw-panel-body">
          <Mark tone="green">{t('geoMap.reviewClear')}</Mark>
        </p>
      )}
      {bySuggestionKind(review.suggestions).map(([kind, suggestions]) => (
        <section key={kind} className="bw-geo-review-group">
          <h3>
            {t(`geoMap.suggest-${kind}`)} <span className="dim tabular">{suggestions.length}</span>
          </h3>
          <ul className="bw-lines">
            {suggestions.map((suggestion) => (
              <SuggestionLine key={suggestion.id} review={review.id} suggestion={suggestion} />
            ))}
          </ul>
        </section>
      ))}
    </Panel>
  );
}
