import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PlanEditionWire } from '../../../../src/api/schema/plan.ts';
import { planEditionQuery } from '../../api/plan-queries.ts';
import { post } from '../../api/request.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';

export interface PlanAct {
  readonly act: 'approve' | 'withdraw' | 'discard' | 'in-force' | 'read';
  readonly edition: number;
  /** Version that was seen; reading needs none. */
  readonly version?: number;
  readonly alone?: string;
  /** Why a draft is thrown away. */
  readonly reason?: string;
}

/** Approves, withdraws, throws away, puts in force, confirms reading; says what came of it. */
export function usePlanActs() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  return useMutation({
    mutationFn: ({ act, edition, version, alone, reason }: PlanAct) =>
      post<PlanEditionWire>(
        `/api/v1/plan/editions/${edition}/${act}`,
        act === 'approve' ? { alone: alone ?? '' } : act === 'discard' ? { reason: reason ?? '' } : {},
        version === undefined ? {} : { version: `"${version}"` },
      ),
    onSuccess: (plan, { act }) => {
      client.setQueryData(planEditionQuery(plan.edition).queryKey, plan);
      void client.invalidateQueries({ queryKey: ['plan'] });
      toast({ title: t(`plan.done-${act}`, { edition: plan.edition }), brief: true });
    },
    onError: (error) => {
      void client.invalidateQueries({ queryKey: ['plan'] });
      toast({ title: t('common.actFailed'), text: problemText(error), bad: true });
    },
  });
}
