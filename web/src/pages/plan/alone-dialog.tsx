import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanEditionWire } from '../../../../src/api/schema/plan.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { usePlanActs } from './use-plan-acts.ts';

/** Nobody else can approve what this person wrote: with a reason that everybody sees, or not at all. */
export function AloneDialog({ plan, onClose }: { plan: PlanEditionWire; onClose: () => void }) {
  const { t } = useTranslation();
  const [why, setWhy] = useState('');
  const acts = usePlanActs();
  const { edition, version } = plan;
  return (
    <Confirm
      title={t('plan.aloneTitle', { edition })}
      submit={t('plan.aloneSubmit')}
      busy={acts.isPending}
      onSubmit={() => {
        if (why.trim() === '') return;
        acts.mutate({ act: 'approve', edition, version, alone: why.trim() }, { onSuccess: onClose });
      }}
      onClose={onClose}
    >
      <p>{t('plan.aloneText')}</p>
      <Textarea
        label={t('plan.aloneWhy')}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
        maxLength={300}
        autosize
        minRows={2}
        required
      />
    </Confirm>
  );
}
