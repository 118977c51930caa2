import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PlanEditionWire } from '../../../../src/api/schema/plan.ts';
import { planQuery } from '../../api/plan-queries.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { ChangeList } from './change-list.tsx';
import { usePlanActs } from './use-plan-acts.ts';

/** Before an edition takes the place of another: what it changes. */
export function InForceDialog({ plan, onClose }: { plan: PlanEditionWire; onClose: () => void }) {
  const { t } = useTranslation();
  const acts = usePlanActs();
  const current = useQuery(planQuery).data?.inForce;
  const { edition, version } = plan;
  return (
    <Confirm
      title={t('plan.inForceTitle', { edition })}
      submit={t('plan.putInForce')}
      busy={acts.isPending}
      onSubmit={() => acts.mutate({ act: 'in-force', edition, version }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{current ? t('plan.inForceText', { edition: current.edition }) : t('plan.inForceFirst')}</p>
      {current && <ChangeList from={current.edition} to={edition} />}
    </Confirm>
  );
}
