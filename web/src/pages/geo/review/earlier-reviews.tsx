import { useTranslation } from 'react-i18next';
import type { GeoReview } from '../../../../../src/api/schema/geo.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Mark } from '../../../parts/mark.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { Raw } from '../../../parts/raw.tsx';
import { ReportMenu } from './report-menu.tsx';
import { SuggestionLine } from './suggestion-line.tsx';

/** Checks of before, each with what was decided then. */
export function EarlierReviews({ reviews }: { reviews: readonly GeoReview[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Panel id="geo-reviews-earlier" title={t('geoMap.reviewEarlier')} flush>
      <ul className="bw-lines">
        {reviews.map((review) => (
          <li key={review.id}>
            <details>
              <summary>
                {format.day(review.at)} · {t('geoMap.reviewSuggestions', { count: review.suggestions.length })}
              </summary>
              <p className="row wrap">
                <Mark tone={review.state === 'done' ? 'green' : 'amber'}>
                  {review.state === 'done' ? t('geoMap.reviewEarlierDone') : t('geoMap.reviewEarlierOpen')}
                </Mark>
                {review.owner && <Raw text={review.owner} max={80} className="dim" />}
                <ReportMenu review={review} />
              </p>
              <ul className="bw-lines">
                {review.suggestions.map((suggestion) => (
                  <SuggestionLine key={suggestion.id} review={review.id} suggestion={suggestion} />
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
