import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { applyLive } from '../api/apply-live.ts';
import { post } from '../api/request.ts';
import type { Decision } from '../api/types.ts';
import { useProblemText } from '../parts/problem-notice.tsx';
import { dismissToast, toast } from '../parts/toast.tsx';

/** The part of a decision that is enough to undo it. */
export interface Undoable {
  readonly id: string;
  readonly value: string;
}

/** Undoes a block at once and says what came of it. */
export function useUndo() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  return useMutation({
    mutationFn: ({ id }: Undoable) => post<Decision>(`/api/v1/decisions/${encodeURIComponent(id)}/undo`),
    onSuccess: (decision, { id, value }) => {
      applyLive(client, 'decision', decision);
      void client.invalidateQueries({ queryKey: ['overview'] });
      // Its own offer to undo is spent.
      dismissToast(`block-${id}`);
      toast({
        id: `undo-${id}`,
        title: t('blocks.undoneTitle', { value }),
        text: decision.enforcers.some((one) => one.state === 'in-force')
          ? t('blocks.undonePending')
          : t('blocks.undoneText'),
      });
    },
    onError: (error, undoable) =>
      toast({
        id: `undo-${undoable.id}`,
        title: t('blocks.undoFailed', { value: undoable.value }),
        text: problemText(error),
        bad: true,
      }),
  });
}
