import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { applyLive } from '../api/apply-live.ts';
import { post } from '../api/request.ts';
import type { Decision, NewDecision } from '../api/types.ts';
import { useFormat } from '../i18n/use-format.ts';
import { toast } from '../parts/toast.tsx';
import { useUndo } from './use-undo.ts';

/** Blocks, says what was confirmed, and offers the way back in a toast that stays. */
export function useBlock() {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const undo = useUndo();
  return useMutation({
    mutationFn: (wish: NewDecision) => post<Decision>('/api/v1/decisions', wish),
    onSuccess: (decision, wish) => {
      applyLive(client, 'decision', decision);
      void client.invalidateQueries({ queryKey: ['decisions'] });
      void client.invalidateQueries({ queryKey: ['overview'] });
      const confirmed = decision.enforcers.filter((one) => one.state === 'in-force');
      const real = confirmed.filter((one) => one.real);
      toast({
        id: `block-${decision.id}`,
        title: t('blocks.doneTitle', { value: decision.value, duration: format.duration(wish.durationS) }),
        text:
          real.length > 0
            ? t('blocks.doneConfirmed', { names: real.map((one) => one.enforcer).join(', ') })
            : confirmed.length > 0
              ? t('blocks.doneDry')
              : t('blocks.doneAsked'),
        act: { name: t('common.undoValue', { value: decision.value }), run: () => undo.mutate(decision) },
      });
    },
  });
}
