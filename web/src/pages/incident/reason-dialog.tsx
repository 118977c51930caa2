import { Button, Modal, Textarea } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useKept } from '../../parts/use-kept.ts';

/** One question that wants a reason. What was typed is kept until it is sent. */
export function ReasonDialog({
  draft,
  title,
  text,
  label,
  help,
  submit,
  optional,
  busy,
  faults,
  children,
  onSubmit,
  onClose,
}: {
  /** Name under which what is typed survives a reload. */
  draft: string;
  title: string;
  text?: string;
  /** Of the field; "Reason" when left out. */
  label?: string;
  help?: string;
  submit: string;
  optional?: boolean;
  busy?: boolean;
  /** Why it was refused. */
  faults?: readonly string[];
  /** More fields. */
  children?: ReactNode;
  /** `sent` closes the dialog and forgets the draft. */
  onSubmit: (reason: string, sent: () => void) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const form = useId();
  const [reason, keep, forget] = useKept(draft, '');
  return (
    <Modal opened onClose={onClose} title={title} size={480}>
      <form
        id={form}
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit(reason.trim(), () => {
            forget();
            onClose();
          });
        }}
      >
        {text && <p>{text}</p>}
        {children}
        <Textarea
          label={label ?? t('common.reason')}
          description={help}
          value={reason}
          onChange={(event) => keep(event.currentTarget.value)}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={2000}
          data-autofocus
        />
        {faults?.map((fault) => (
          <p key={fault} className="red">
            {fault}
          </p>
        ))}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" disabled={!optional && reason.trim() === ''} loading={busy}>
            {submit}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
