import { Button, Modal, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRefusalText } from '../playbook/parts/use-refusal-text.ts';

/** A question with its consequence, and why. */
export function ReasonDialog({
  title,
  submit,
  label,
  busy,
  error,
  children,
  onSubmit,
  onClose,
}: {
  title: string;
  submit: string;
  /** Asks for the reason. */
  label: string;
  busy: boolean;
  error: unknown;
  children: ReactNode;
  onSubmit: (reason: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const problemText = useRefusalText();
  const [reason, setReason] = useState('');
  return (
    <Modal opened onClose={onClose} title={title} size={480}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit(reason.trim());
        }}
      >
        {children}
        <Textarea
          label={label}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={1000}
          autosize
          minRows={2}
          required
          data-autofocus
        />
        {error !== null && error !== undefined && (
          <p className="red" role="alert">
            {problemText(error)}
          </p>
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" loading={busy} disabled={reason.trim() === ''}>
            {submit}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
