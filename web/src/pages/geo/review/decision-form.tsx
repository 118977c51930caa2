import { Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoReview, GeoSuggestion } from '../../../../../src/api/schema/geo.ts';
import { post } from '../../../api/request.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Confirm } from '../../../parts/confirm.tsx';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { toast } from '../../../parts/toast.tsx';
import { visibleText } from '../../../parts/visible-text.ts';

export type Decided = Exclude<GeoSuggestion['decision'], ''>;
const verbs = { accepted: 'accept', rejected: 'reject', later: 'later' } as const;

/** Records what was decided about a suggestion, and why. */
export function DecisionForm({
  review,
  suggestion,
  decision,
  onClose,
}: {
  review: string;
  suggestion: GeoSuggestion;
  decision: Decided;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [note, setNote] = useState(suggestion.note);
  const decide = useMutation({
    mutationFn: () =>
      post<GeoReview>(
        `/api/v1/geo/reviews/${encodeURIComponent(review)}/suggestions/${encodeURIComponent(suggestion.id)}`,
        { decision, note: note.trim() },
      ),
    onSuccess: () => {
      onClose();
      toast({ title: t('geoMap.decisionSaved'), brief: true });
      return client.invalidateQueries({ queryKey: ['geo', 'reviews'] });
    },
  });
  return (
    <Confirm
      title={t('geoMap.decisionTitle')}
      submit={t(`geoMap.${verbs[decision]}`)}
      busy={decide.isPending}
      onSubmit={() => decide.mutate()}
      onClose={onClose}
    >
      <p>{visibleText(format.text(suggestion.sentence))}</p>
      {decision === 'accepted' && <p className="dim">{t('geoMap.decisionAcceptText')}</p>}
      <Textarea
        label={t('geoMap.decisionNote')}
        description={t('geoMap.decisionNoteHelp')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={1000}
        autosize
        minRows={2}
        maxRows={6}
      />
      {decide.error && (
        <p className="red" role="alert">
          {problemText(decide.error)}
        </p>
      )}
    </Confirm>
  );
}
