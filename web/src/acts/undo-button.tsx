import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/use-session.ts';
import { type Undoable, useUndo } from './use-undo.ts';

/** The way back from a block: always in sight where a block is shown to who may take it. */
export function UndoButton({ block, disabled }: { block: Undoable; disabled?: boolean }) {
  const { t } = useTranslation();
  const undo = useUndo();
  const may = useMay();
  if (!may('decisions:act')) return null;
  return (
    <Button
      className="no-print"
      onClick={() => undo.mutate(block)}
      loading={undo.isPending}
      disabled={disabled || undo.isSuccess}
      aria-label={t('common.undoValue', { value: block.value })}
    >
      <span className="off-phone">{t('common.undo')}</span>
      <span className="on-phone">{t('common.undoShort')}</span>
    </Button>
  );
}
