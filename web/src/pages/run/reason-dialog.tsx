import { Button, Modal, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useKept } from '../../parts/use-kept.ts';
import { useRefusalText } from '../playbook/parts/use-refusal-text.ts';

/** A question with its consequence, and why. What was typed is kept until it is sent. */
export function ReasonDialog({
  draft,
  title,
  submit,
  label,
  busy,
  error,
  children,
  onSubmit,
  onClose,
}: {
  /** Name under which what is typed survives a reload. */
  draft: string;
  title: string;
  submit: string;
  /** Asks for the reason. */
  label: string;
  busy: boolean;
  error: unknown;
  children: ReactNode;
  /** `sent` closes the dialog and forgets the draft. */
  onSubmit: (reason: string, sent: () => void) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const problemText = useRefusalText();
  const [reason, keep, forget] = useKept(draft, '');
  return (
    <Modal opened onClose={onClose} title={title} size={480}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit(reason.trim(), () => {
            forget();
            onClose();
          });
        }}
      >
        {children}
        <Textarea
          label={label}
          value={reason}
          onChange={(event) => keep(event.currentTarget.value)}
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
