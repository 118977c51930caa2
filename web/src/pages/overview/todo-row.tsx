import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useBlocking } from '../../acts/blocking.tsx';
import { UndoButton } from '../../acts/undo-button.tsx';
import type { AlertSummary } from '../../api/types.ts';
import { useRuleTitle } from '../../api/use-rule-title.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat, useWord } from '../../i18n/use-format.ts';
import { AddressFacts } from '../../parts/address-facts.tsx';
import { ToneIcon } from '../../parts/mark.tsx';
import { Raw } from '../../parts/raw.tsx';
import { DoneMark, severityTone } from '../../parts/state-marks.tsx';
import { Ago, Clock, Remaining } from '../../parts/time.tsx';
import { useTenantName } from '../../shell/tenant-name.ts';
import { blockWish } from '../alerts/block-wish.ts';
import { canUndo } from '../alerts/can-undo.ts';

/** One alert to deal with. */
export function TodoRow({
  alert,
  more,
  urgent,
  stopped,
  chosen,
  onAcknowledge,
  busy,
}: {
  alert: AlertSummary;
  /** Other open alerts of the same address. */
  more: number;
  /** It cannot wait. */
  urgent: boolean;
  /** A block really stops it. */
  stopped: boolean;
  chosen: boolean;
  onAcknowledge: () => void;
  busy: boolean;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useWord();
  const nameOf = useTenantName();
  const titleOf = useRuleTitle();
  const openBlock = useBlocking();
  // Red is for what cannot wait; a severe alert that a block stops already is watched.
  const tone = severityTone[alert.severity] === 'red' && !urgent ? 'amber' : severityTone[alert.severity];
  const blocked = canUndo(alert.decision);
  // What a guard held is not offered first: it needs a look.
  const may = useMay();
  const mayBlock = may('decisions:act') && !blocked && alert.sourceIp !== '';
  const blockFirst = mayBlock && alert.decision?.state !== 'held';
  return (
    <tr data-row={alert.id} data-chosen={chosen || undefined} aria-current={chosen || undefined} data-tint={tone}>
      <td className="bw-todo-what">
        <div className="bw-todo-thought">
          <span className="bw-todo-icon" title={word('severity', alert.severity)}>
            <ToneIcon tone={tone} />
            <span className="sr-only">{word('severity', alert.severity)}</span>
          </span>
          <div>
            <Link to="/alerts/$id" params={{ id: alert.id }} className="bw-todo-deed">
              <span className="strong">{titleOf(alert.rule)}</span>{' '}
              <Raw text={format.text(alert.sentence)} max={260} className="dim" />
            </Link>
            <AddressFacts alert={alert} />
            {more > 0 && (
              <Link to="/alerts" search={{ state: 'open', q: alert.sourceIp }}>
                {t('overview.moreOfAddress', { count: more })}
              </Link>
            )}
          </div>
        </div>
      </td>
      <td data-name={t('common.customer')}>{nameOf(alert.tenant, alert.tenantName)}</td>
      <td data-name={t('common.since')}>
        <Clock at={alert.start} />
        <div className="dim">
          <Ago at={alert.start} />
        </div>
      </td>
      <td data-name={t('overview.done')}>
        <DoneMark decision={alert.decision} soft simulated={!stopped} />
        <div className="dim">
          {blocked && (
            <>
              <Remaining until={alert.decision!.until} />
              {' · '}
            </>
          )}
          <Link to="/alerts/$id" params={{ id: alert.id }} hash="why">
            {t('common.why')}
          </Link>
        </div>
      </td>
      <td className="bw-todo-acts no-print">
        <div>
          {blockFirst && (
            <Button variant="filled" onClick={() => openBlock(blockWish(alert))}>
              {t('blocks.blockValue', { value: alert.sourceIp })}
            </Button>
          )}
          {may('alerts:act') && (
            <Button variant={blockFirst ? 'default' : 'filled'} onClick={onAcknowledge} loading={busy}>
              {t('alerts.acknowledge')}
            </Button>
          )}
          {blocked && <UndoButton block={alert.decision!} />}
          {mayBlock && !blockFirst && (
            <Button onClick={() => openBlock(blockWish(alert))}>
              {t('blocks.blockValue', { value: alert.sourceIp })}
            </Button>
          )}
        </div>
      </td>
    </tr>
  );
}
