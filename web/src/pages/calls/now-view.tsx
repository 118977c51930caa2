import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallsNow } from '../../../../src/api/schema/calls.ts';
import { callsNowQuery } from '../../api/call-queries.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { type Point, SeriesChart } from '../../parts/chart/series-chart.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Fact, Facts, Panel } from '../../parts/panel.tsx';
import { useTenant } from '../../shell/use-tenant.ts';
import { ByCustomer } from './by-customer.tsx';
import { RunningCallsPanel } from './running-calls-panel.tsx';

/** What goes on now, in four figures, a line beside normal, and the calls themselves. */
export function NowView() {
  const tenant = useTenant();
  const now = useQuery(callsNowQuery(tenant));
  return (
    <>
      <Answer of={now} rows={6}>
        {(data) => (
          <>
            <Figures now={data} />
            <LiveLine now={data} key={tenant ?? ''} />
          </>
        )}
      </Answer>
      <div className="bw-calls-columns">
        <RunningCallsPanel />
        {now.data && <ByCustomer now={now.data} />}
      </div>
    </>
  );
}

function Figures({ now }: { now: CallsNow }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Panel>
      <Facts>
        <Fact
          name={t('calls.running')}
          more={
            now.normal
              ? t('calls.normal', { low: format.number(now.normal.low), high: format.number(now.normal.high) })
              : t('calls.normalUnknown')
          }
        >
          <span className="bw-figure">{format.number(now.running)}</span>{' '}
          {now.runningAbroad > 0 && (
            <Link to="/calls" search={{ view: 'list', state: 'running', abroad: 'true' }}>
              {t('calls.runningAbroad', { count: now.runningAbroad })}
            </Link>
          )}
        </Fact>
        <Fact name={t('calls.perHour')} more={t('calls.perHourHelp')}>
          <span className="bw-figure">{format.money(now.eurPerHour)}</span>
        </Fact>
        <Fact name={t('calls.today')} more={t('calls.month', { money: format.money(now.costEur.month) })}>
          <span className="bw-figure">{format.money(now.costEur.day)}</span>
        </Fact>
        <Fact
          name={t('calls.refusedHour')}
          more={
            now.reportedHour > 0 && (
              <Link to="/calls" search={{ view: 'list', verdict: 'reported' }}>
                {t('calls.reportedHour', { count: now.reportedHour })}
              </Link>
            )
          }
        >
          <Link to="/calls" search={{ view: 'list', verdict: 'refused' }} className="plain bw-figure">
            {format.number(now.refusedHour)}
          </Link>
        </Fact>
      </Facts>
      {now.unattributed > 0 && (
        <p className="bw-calls-note">
          <Mark tone="amber">{t('calls.unattributed', { count: now.unattributed })}</Mark>{' '}
          <Link to="/calls" search={{ view: 'list', tenant: 'unassigned' }}>
            {t('calls.unattributedDo')}
          </Link>
        </p>
      )}
      {now.troubles.map((trouble) => (
        <p className="bw-calls-note" key={trouble.en}>
          <Mark tone="red">{format.text(trouble)}</Mark>
        </p>
      ))}
    </Panel>
  );
}

const mostPoints = 600;

/** Running calls since the page was opened: a point a second at most. */
function LiveLine({ now }: { now: CallsNow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [points, setPoints] = useState<readonly Point[]>([]);
  useEffect(() => {
    setPoints((old) => {
      if (old.at(-1)?.at === now.at) return old;
      return [...old, { at: now.at, value: now.running }].slice(-mostPoints);
    });
  }, [now]);
  const low = now.normal?.low;
  const high = now.normal?.high;
  const band = useMemo(() => (low === undefined || high === undefined ? undefined : { low, high }), [low, high]);
  return (
    <Panel className="bw-chart-panel">
      <div className="bw-chart-title">
        {t('calls.chartTitle')}
        {points.length < 3 && <span className="dim"> · {t('calls.chartWait')}</span>}
      </div>
      <SeriesChart
        points={points}
        band={band}
        tone={high !== undefined && now.running > high ? 'amber' : 'accent'}
        unit={t('calls.countCalls').toLowerCase()}
        summary={t('calls.chart', { now: format.number(now.running) })}
      />
    </Panel>
  );
}
