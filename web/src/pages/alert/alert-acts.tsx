import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useBlocking } from '../../acts/blocking.tsx';
import { useAlertAct } from '../../acts/use-alert-acts.ts';
import { useUndo } from '../../acts/use-undo.ts';
import type { AlertDetail } from '../../api/types.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useKeys } from '../../parts/keyboard.ts';
import { blockWish } from '../alerts/block-wish.ts';
import { canUndo } from '../alerts/can-undo.ts';

/** Acknowledge, block or undo, close; each with its key. */
export function AlertActs({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const acknowledge = useAlertAct('acknowledge');
  const close = useAlertAct('close');
  const undo = useUndo();
  const openBlock = useBlocking();
  const may = useMay();
  const mayAct = may('alerts:act');
  const mayDecide = may('decisions:act');
  const undoable = canUndo(alert.decision);
  const block = () =>
    openBlock(blockWish(alert, t('blocks.reasonAlert', { sentence: format.text(alert.sentence) }).slice(0, 480)));
  useKeys({
    a: mayAct && alert.state === 'open' ? () => acknowledge.mutate(alert) : undefined,
    b: mayDecide && !alert.calls ? block : undefined,
    u: mayDecide && undoable ? () => undo.mutate(alert.decision!) : undefined,
  });
  if (!mayAct && !mayDecide) return null;
  return (
    <div className="bw-alert-acts">
      {mayAct && alert.state === 'open' && (
        <Button
          variant={undoable || !alert.sourceIp || alert.calls ? 'filled' : 'default'}
          onClick={() => acknowledge.mutate(alert)}
          loading={acknowledge.isPending}
          rightSection={<kbd aria-hidden>a</kbd>}
        >
          {t('alerts.acknowledge')}
        </Button>
      )}
      {!mayDecide ? null : undoable ? (
        <Button
          onClick={() => undo.mutate(alert.decision!)}
          loading={undo.isPending}
          aria-label={t('common.undoValue', { value: alert.decision!.value })}
          rightSection={<kbd aria-hidden>u</kbd>}
        >
          <span className="off-phone">{t('common.undoValue', { value: alert.decision!.value })}</span>
          <span className="on-phone">{t('common.undoShort')}</span>
        </Button>
      ) : (
        // The address of an account whose calls are stopped is that of the customer's own phone.
        alert.sourceIp &&
        !alert.calls && (
          <Button
            variant={alert.state === 'open' ? 'filled' : 'default'}
            onClick={block}
            rightSection={<kbd aria-hidden>b</kbd>}
          >
            {t('blocks.blockValue', { value: alert.sourceIp })}
          </Button>
        )
      )}
      {mayAct && alert.state !== 'closed' && (
        <Button onClick={() => close.mutate(alert)} loading={close.isPending}>
          {t('alerts.closeAlert')}
        </Button>
      )}
    </div>
  );
}
