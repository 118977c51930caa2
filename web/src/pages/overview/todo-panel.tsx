import { Link, useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocking } from '../../acts/blocking.tsx';
import { useAlertAct } from '../../acts/use-alert-acts.ts';
import { useUndo } from '../../acts/use-undo.ts';
import { attention, isUrgent, stopsAttack } from '../../api/attention.ts';
import type { AlertSummary, Overview } from '../../api/types.ts';
import { useMay } from '../../api/use-session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Panel } from '../../parts/panel.tsx';
import { severityRank } from '../../parts/severity-rank.ts';
import { NewRows } from '../../parts/table/new-rows.tsx';
import { useRowCursor } from '../../parts/use-row-cursor.ts';
import { useSteadyRows } from '../../parts/use-steady-rows.ts';
import { blockWish } from '../alerts/block-wish.ts';
import { canUndo } from '../alerts/can-undo.ts';
import { TodoRow } from './todo-row.tsx';

const id = (alert: AlertSummary) => alert.id;
const most = 6;

/** The worst open alerts: each a whole thought with what was done and the one act that ends it. */
export function TodoPanel({ overview, held }: { overview: Overview; held: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const container = useRef<HTMLDivElement>(null);
  const acknowledge = useAlertAct('acknowledge');
  const undo = useUndo();
  const openBlock = useBlocking();
  const may = useMay();
  const mayAct = may('alerts:act');
  const mayDecide = may('decisions:act');
  const { open } = attention(overview);
  const waitingFor = overview.alerts
    .filter((alert) => alert.state === 'open')
    .sort((a, b) => severityRank(b.severity) - severityRank(a.severity) || b.end.localeCompare(a.end));
  // Two rules about one attacker are one thing to do: its worst alert stands for the others.
  const sameAddress = (a: AlertSummary, b: AlertSummary) => a.sourceIp !== '' && a.sourceIp === b.sourceIp;
  const worst = waitingFor.filter((alert, at) => !waitingFor.slice(0, at).some((one) => sameAddress(one, alert)));
  const { rows, waiting } = useSteadyRows(worst.slice(0, most), id, held);
  const others = (alert: AlertSummary) =>
    waitingFor.filter((one) => one.id !== alert.id && sameAddress(one, alert)).length;
  const shown = rows.reduce((sum, alert) => sum + 1 + others(alert), 0);
  const view = (alert: AlertSummary) => void navigate({ to: '/alerts/$id', params: { id: alert.id } });
  const chosen = useRowCursor(container, rows, id, {
    Enter: view,
    a: (alert) => mayAct && acknowledge.mutate(alert),
    b: (alert) => mayDecide && openBlock(blockWish(alert)),
    u: (alert) => mayDecide && canUndo(alert.decision) && undo.mutate(alert.decision!),
  });
  return (
    <Panel
      id="todo"
      title={t('overview.todo')}
      aside={mayAct && mayDecide && <span className="bw-keys-hint">{t('overview.todoKeys')}</span>}
      flush
    >
      <div ref={container}>
        <NewRows count={waiting} onShow={() => (document.activeElement as HTMLElement | null)?.blur()} />
        {rows.length === 0 ? (
          <Empty title={t('overview.todoEmpty')} text={t('overview.todoEmptyText')} />
        ) : (
          <table className="bw-todo">
            <thead>
              <tr>
                <th>{t('overview.what')}</th>
                <th>{t('common.customer')}</th>
                <th>{t('common.since')}</th>
                <th>{t('overview.done')}</th>
                <th>
                  <span className="sr-only">{t('common.actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((alert) => (
                <TodoRow
                  key={alert.id}
                  alert={alert}
                  more={others(alert)}
                  urgent={isUrgent(alert, overview)}
                  stopped={stopsAttack(alert.decision, overview)}
                  chosen={alert.id === chosen}
                  onAcknowledge={() => acknowledge.mutate(alert)}
                  busy={acknowledge.isPending && acknowledge.variables?.id === alert.id}
                />
              ))}
            </tbody>
          </table>
        )}
        {open > shown && (
          <div className="bw-table-foot">
            <Link to="/alerts" search={{ state: 'open' }}>
              {t('overview.allOpen', { count: open })}
            </Link>
          </div>
        )}
      </div>
    </Panel>
  );
}
