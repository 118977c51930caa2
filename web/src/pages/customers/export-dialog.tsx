import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Customer } from '../../../../src/api/schema/customers.ts';
import { download } from '../../api/request.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { pathOf } from './customer-queries.ts';

/** Takes everything of a customer along in one archive. */
export function ExportDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const get = useMutation({
    mutationFn: () => download(`${pathOf(customer.id)}/export`, `${customer.id}.tar.gz`),
    onSuccess: onClose,
  });
  return (
    <Confirm
      title={t('customers.exportTitle', { name: customer.name })}
      submit={t('customers.exportSubmit', { name: customer.name })}
      busy={get.isPending}
      onSubmit={() => get.mutate()}
      onClose={onClose}
    >
      <p>{t('customers.exportText')}</p>
      {get.error && <p className="red">{problemText(get.error)}</p>}
    </Confirm>
  );
}
