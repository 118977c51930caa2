import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { remove } from '../../api/request.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { dismissToast, toast } from '../../parts/toast.tsx';

/** Takes a stop back at once and says what came of it. */
export function useUndoStop() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  return useMutation({
    mutationFn: (id: string) => remove(`/api/v1/call-stops/${encodeURIComponent(id)}`),
    onSuccess: (_, id) => {
      dismissToast(`stop-${id}`);
      toast({ id: `undo-${id}`, title: t('calls.undone'), text: t('calls.undoneText') });
      void client.invalidateQueries({ queryKey: ['call-stops'] });
      void client.invalidateQueries({ queryKey: ['calls-now'] });
    },
    onError: (error, id) =>
      toast({ id: `undo-${id}`, title: t('calls.undoFailed'), text: problemText(error), bad: true }),
  });
}
