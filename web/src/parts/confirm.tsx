import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** One question, its consequence spelled out, two buttons. */
export function Confirm({
  title,
  children,
  submit,
  busy,
  onSubmit,
  onClose,
}: {
  title: string;
  children: ReactNode;
  submit: string;
  busy?: boolean;
  onSubmit: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={title} size={460}>
      <div className="stack loose">
        <div className="stack">{children}</div>
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="filled" onClick={onSubmit} loading={busy} data-autofocus>
            {submit}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
