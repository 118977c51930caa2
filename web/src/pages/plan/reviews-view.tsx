import { Button, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanReviewWire, PlanStandingWire } from '../../../../src/api/schema/plan.ts';
import { post } from '../../api/request.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { PlanText } from './read/plan-text.tsx';

/** What has to be looked at again, by whom and by when. */
export function ReviewsView({ standing }: { standing: PlanStandingWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const [done, setDone] = useState<PlanReviewWire>();
  return (
    <Panel id="plan-reviews-due" title={t('plan.view-reviews')} aside={t('plan.reviewsAside')} flush>
      {standing.reviews.length === 0 && <Empty title={t('plan.reviewsNone')} text={t('plan.reviewsNoneText')} />}
      <ul className="bw-lines">
        {standing.reviews.map((review) => (
          <li key={review.id} className="row wrap apart">
            <span className="stack tight">
              <span className="strong">
                <PlanText text={review.subject} />
              </span>
              <span className="dim">
                <PlanText text={review.owner} />
                {review.last && (
                  <>
                    {' · '}
                    {t('plan.lastDone', { day: format.day(`${review.last.doneOn}T12:00:00Z`), who: review.last.by })}
                  </>
                )}
              </span>
              {review.last && review.last.note !== '' && (
                <span className="dim">
                  <PlanText text={review.last.note} />
                </span>
              )}
            </span>
            <span className="row wrap">
              <Due review={review} />
              {may('plan:write') && review.dueOn !== '' && (
                <Button onClick={() => setDone(review)}>{t('plan.markDone')}</Button>
              )}
            </span>
          </li>
        ))}
      </ul>
      {done && <DoneDialog review={done} onClose={() => setDone(undefined)} />}
    </Panel>
  );
}

function Due({ review: { dueOn, days, remindDaysBefore, last } }: { review: PlanReviewWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (dueOn === '' && last === null) return <Mark tone="amber">{t('plan.noDay')}</Mark>;
  if (dueOn === '') return <Mark tone="dim">{t('plan.over')}</Mark>;
  const day = format.day(`${dueOn}T12:00:00Z`);
  if (days < 0) return <Mark tone="red">{t('plan.daysLate', { count: -days, day })}</Mark>;
  return <Mark tone={days <= remindDaysBefore ? 'amber' : 'green'}>{t('plan.daysLeft', { count: days, day })}</Mark>;
}

function DoneDialog({ review, onClose }: { review: PlanReviewWire; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [note, setNote] = useState('');
  const save = useMutation({
    mutationFn: () => post(`/api/v1/plan/reviews/${encodeURIComponent(review.id)}/done`, { note: note.trim() }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['plan'] });
      onClose();
    },
    onError: (error) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
  });
  return (
    <Confirm
      title={t('plan.markDoneTitle')}
      submit={t('plan.markDone')}
      busy={save.isPending}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <p className="strong">
        <PlanText text={review.subject} />
      </p>
      <p>{review.everyMonths > 0 ? t('plan.comesBack', { count: review.everyMonths }) : t('plan.comesOnce')}</p>
      <Textarea
        label={t('plan.reviewNote')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={2000}
        autosize
        minRows={2}
      />
    </Confirm>
  );
}
