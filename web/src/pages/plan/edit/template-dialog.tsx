import { SegmentedControl } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanForm } from '../../../../../src/core/plan/plan.ts';
import { get } from '../../../api/request.ts';
import { Confirm } from '../../../parts/confirm.tsx';
import { useProblemText } from '../../../parts/problem-notice.tsx';

/** Begins the draft anew with the template, in either language. Nothing is stored before it is saved. */
export function TemplateDialog({ onTake, onClose }: { onTake: (form: PlanForm) => void; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const problemText = useProblemText();
  const [language, setLanguage] = useState(i18n.language === 'nl' ? 'nl' : 'en');
  const fetched = useMutation({
    mutationFn: () => get<PlanForm>('/api/v1/plan/template', { language }),
    onSuccess: onTake,
  });
  return (
    <Confirm
      title={t('plan.fromTemplate')}
      submit={t('plan.takeTemplate')}
      busy={fetched.isPending}
      onSubmit={() => fetched.mutate()}
      onClose={onClose}
    >
      <p>{t('plan.templateText')}</p>
      <div>
        <SegmentedControl
          aria-label={t('plan.templateLanguage')}
          value={language}
          onChange={setLanguage}
          data={[
            { value: 'nl', label: 'Nederlands' },
            { value: 'en', label: 'English' },
          ]}
        />
      </div>
      {fetched.error && (
        <p className="red" role="alert">
          {problemText(fetched.error)}
        </p>
      )}
    </Confirm>
  );
}
