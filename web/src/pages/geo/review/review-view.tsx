import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { GeoReview } from '../../../../../src/api/schema/geo.ts';
import { geoReviewSettingsQuery, geoReviewsQuery } from '../../../api/geo-queries.ts';
import { post } from '../../../api/request.ts';
import { useMay } from '../../../api/use-session.ts';
import { Empty } from '../../../parts/empty.tsx';
import { Answer } from '../../../parts/loading.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { toast } from '../../../parts/toast.tsx';
import { AttackShares } from './attack-shares.tsx';
import { EarlierReviews } from './earlier-reviews.tsx';
import { OpenReview } from './open-review.tsx';
import { ReviewSettings } from './review-settings.tsx';
import './review.css';

/** Whether the policy is still right: the monthly check, its suggestions and what was decided. */
export function ReviewView() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const mayWrite = useMay()('geo:write');
  const reviews = useQuery({ ...geoReviewsQuery, refetchInterval: 60_000 });
  const settings = useQuery(geoReviewSettingsQuery).data;
  const check = useMutation({
    mutationFn: () => post<GeoReview>('/api/v1/geo/reviews'),
    onSuccess: ({ suggestions }) => {
      toast({ title: t('geoMap.reviewMade', { count: suggestions.length }), brief: true });
      return client.invalidateQueries({ queryKey: ['geo', 'reviews'] });
    },
    onError: (error) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
  });
  return (
    <>
      <div className="row apart wrap">
        <p className="dim">{t('geoMap.reviewIntro')}</p>
        {mayWrite && (
          <Button onClick={() => check.mutate()} loading={check.isPending}>
            {t('geoMap.reviewNow')}
          </Button>
        )}
      </div>
      <div className="bw-geo-review-columns">
        <div className="stack loose">
          <Answer of={reviews} rows={6}>
            {([newest, ...earlier]) =>
              newest ? (
                <>
                  <OpenReview review={newest} />
                  {earlier.length > 0 && <EarlierReviews reviews={earlier} />}
                </>
              ) : (
                <Panel>
                  <Empty
                    title={t('geoMap.reviewNone')}
                    text={t('geoMap.reviewNoneText', { day: settings?.dayOfMonth ?? 1 })}
                  />
                </Panel>
              )
            }
          </Answer>
        </div>
        <div className="stack loose">
          {reviews.data?.[0] && <AttackShares review={reviews.data[0]} />}
          {settings && <ReviewSettings settings={settings} mayWrite={mayWrite} />}
        </div>
      </div>
    </>
  );
}
