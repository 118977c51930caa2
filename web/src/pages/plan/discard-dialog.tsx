import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanEditionWire } from '../../../../src/api/schema/plan.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { usePlanActs } from './use-plan-acts.ts';

/** Throws a draft away. It stays among the editions, and can be taken up again. */
export function DiscardDialog({ plan, onClose }: { plan: PlanEditionWire; onClose: () => void }) {
  const { t } = useTranslation();
  const [why, setWhy] = useState('');
  const acts = usePlanActs();
  const { edition, version } = plan;
  return (
    <Confirm
      title={t('plan.discardTitle', { edition })}
      submit={t('plan.discardSubmit', { edition })}
      busy={acts.isPending}
      onSubmit={() => acts.mutate({ act: 'discard', edition, version, reason: why.trim() }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{t('plan.discardText')}</p>
      <Textarea
        label={t('common.reason')}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
        maxLength={300}
        autosize
        minRows={2}
      />
    </Confirm>
  );
}
