import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Customer } from '../../../../src/api/schema/customers.ts';
import { post } from '../../api/request.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { customerQuery, pathOf } from './customer-queries.ts';

/** Takes the access of a customer's people and tokens away; guarding goes on. */
export function SuspendDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [reason, setReason] = useState('');
  const suspend = useMutation({
    mutationFn: () => post<Customer>(`${pathOf(customer.id)}/suspend`, { reason: reason.trim() }),
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: customerQuery(customer.id).queryKey });
    },
  });
  return (
    <Confirm
      title={t('customers.suspendTitle', { name: customer.name })}
      submit={t('customers.suspend')}
      busy={suspend.isPending}
      onSubmit={() => suspend.mutate()}
      onClose={onClose}
    >
      <p>{t('customers.suspendText')}</p>
      <TextInput
        label={t('customers.suspendReason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={500}
        error={suspend.error && problemText(suspend.error)}
        data-autofocus
      />
    </Confirm>
  );
}

export function ResumeButton({ customer, version }: { customer: Customer; version: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const resume = useMutation({
    mutationFn: () => post<Customer>(`${pathOf(customer.id)}/resume`, undefined, { version }),
    onSuccess: () => {
      toast({ title: t('customers.resumed', { name: customer.name }), brief: true });
      return client.invalidateQueries({ queryKey: customerQuery(customer.id).queryKey });
    },
    onError: (error) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
  });
  return (
    <Button variant="filled" loading={resume.isPending} onClick={() => resume.mutate()}>
      {t('customers.resume')}
    </Button>
  );
}
