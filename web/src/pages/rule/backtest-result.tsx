import { Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { backtestQuery } from '../../api/queries.ts';
import type { AlertSummary } from '../../api/types.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Answer } from '../../parts/loading.tsx';
import { ToneIcon } from '../../parts/mark.tsx';
import { Raw } from '../../parts/raw.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { Clock } from '../../parts/time.tsx';
import { useTenantName } from '../../shell/tenant-name.ts';

/** How far the run is, or what it found. */
export function BacktestResult({ id }: { id: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useTenantName();
  const backtest = useQuery(backtestQuery(id));
  return (
    <Answer of={backtest} rows={2}>
      {(run) => {
        if (run.state === 'failed') {
          return (
            <p className="row" role="alert">
              <ToneIcon tone="red" /> {t('rules.backtestFailed', { error: run.error })}
            </p>
          );
        }
        if (run.state === 'running') {
          return (
            <div className="stack tight" role="status">
              <Progress value={run.progress * 100} aria-label={t('rules.backtest')} />
              <span>
                {t('rules.backtestBusy', { percent: format.percent(run.progress), events: format.number(run.events) })}{' '}
                <span className="dim">{t('rules.backtestBackground')}</span>
              </span>
            </div>
          );
        }
        return (
          <div className="stack">
            <p>
              <span className="strong">
                {t('rules.backtestDone', {
                  count: run.alerts.length,
                  events: format.number(run.events),
                  seconds: run.seconds < 1 ? '< 1 s' : `${format.number(run.seconds, run.seconds < 10 ? 1 : 0)} s`,
                })}
              </span>
              {run.wouldBlock > 0 && <>; {t('rules.backtestWould', { count: run.wouldBlock })}</>}
              {run.alerts.length === 0 && <>. {t('rules.backtestNone')}</>}
            </p>
            {format.text(run.note) && <p className="dim">{format.text(run.note)}</p>}
            {run.alerts.length > 0 && (
              <DataTable<AlertSummary>
                id="backtest"
                label={t('rules.backtest')}
                rows={run.alerts}
                rowId={(alert) => alert.id}
                columns={[
                  { key: 'at', name: t('common.since'), width: '120px', cell: (alert) => <Clock at={alert.start} /> },
                  {
                    key: 'what',
                    name: t('alerts.what'),
                    phone: 'head',
                    cell: (alert) => <Raw text={format.text(alert.sentence)} max={260} />,
                  },
                  {
                    key: 'customer',
                    name: t('common.customer'),
                    width: '16%',
                    cell: (alert) => nameOf(alert.tenant, alert.tenantName),
                  },
                  {
                    key: 'count',
                    name: t('alerts.count'),
                    width: '80px',
                    num: true,
                    cell: (alert) => format.number(alert.count),
                  },
                ]}
              />
            )}
          </div>
        );
      }}
    </Answer>
  );
}
