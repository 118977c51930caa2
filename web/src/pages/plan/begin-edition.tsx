import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { PlanEditionWire, PlanStandingWire } from '../../../../src/api/schema/plan.ts';
import { planEditionQuery } from '../../api/plan-queries.ts';
import { post } from '../../api/request.ts';
import { useMay } from '../../api/use-session.ts';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';

/** Begins the next edition: from `from`, else from the one in force, else from the template. Nothing while one is worked on. */
export function BeginEdition({ standing, from, label }: { standing: PlanStandingWire; from?: number; label?: string }) {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const begin = useMutation({
    mutationFn: () =>
      post<PlanEditionWire>('/api/v1/plan/editions', {
        edition: from ?? 0,
        language: i18n.language === 'nl' ? 'nl' : 'en',
      }),
    onSuccess: (plan) => {
      client.setQueryData(planEditionQuery(plan.edition).queryKey, plan);
      void client.invalidateQueries({ queryKey: ['plan'] });
      void navigate({ to: '/plan', search: { view: 'edit' } });
    },
    onError: (error) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
  });
  if (!may('plan:write') || standing.open) return null;
  return (
    <Button loading={begin.isPending} onClick={() => begin.mutate()}>
      {label ?? t(standing.inForce ? 'plan.nextEdition' : 'plan.beginFromTemplate')}
    </Button>
  );
}
