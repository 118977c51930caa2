import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/use-session.ts';
import { useUndoStop } from './use-undo-stop.ts';

/** The way back from a stop, for who may take it. */
export function UndoStopButton({ id, what }: { id: string; what: string }) {
  const { t } = useTranslation();
  const undo = useUndoStop();
  if (!useMay()('calls:stop')) return null;
  return (
    <Button
      className="no-print"
      onClick={() => undo.mutate(id)}
      loading={undo.isPending}
      disabled={undo.isSuccess}
      aria-label={t('common.undoValue', { value: what })}
    >
      <span className="off-phone">{t('common.undo')}</span>
      <span className="on-phone">{t('common.undoShort')}</span>
    </Button>
  );
}
