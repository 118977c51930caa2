import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../../api/live.tsx';
import type { Overview } from '../../api/types.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { type Point, SeriesChart } from '../../parts/chart/series-chart.tsx';
import { Mark } from '../../parts/mark.tsx';
import { useRatePoints } from './use-rate-points.ts';

/** Failed and successful registrations over the last day; failed with what is normal at this hour. */
export function RegistrationsPanels({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const { tick } = useLive();
  const { stepS, normalFailed, points } = overview.registrations;
  const perMinute = 60 / stepS;
  const at = tick?.at ?? overview.at;
  const failed = useRatePoints(points, 'failed', stepS, at, tick?.failedPerMinute);
  const succeeded = useRatePoints(points, 'succeeded', stepS, at, tick?.succeededPerMinute);
  const band = useMemo(
    () => (normalFailed ? { low: normalFailed.low * perMinute, high: normalFailed.high * perMinute } : undefined),
    [normalFailed, perMinute],
  );
  return (
    <div className="bw-overview-charts">
      <RegistrationChart
        title={t('overview.failedTitle')}
        points={failed}
        now={failed.at(-1)?.value ?? 0}
        band={band}
        judged
        outcome="failure"
        stepS={stepS}
      />
      <RegistrationChart
        title={t('overview.succeededTitle')}
        points={succeeded}
        now={succeeded.at(-1)?.value ?? 0}
        outcome="success"
        stepS={stepS}
      />
    </div>
  );
}

function RegistrationChart({
  title,
  points,
  now,
  band,
  judged,
  outcome,
  stepS,
}: {
  title: string;
  points: readonly Point[];
  now: number;
  band?: { low: number; high: number };
  judged?: boolean;
  outcome: 'failure' | 'success';
  stepS: number;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const above = band !== undefined && now > band.high;
  const times = band && band.high > 0 ? now / band.high : 0;
  const highest = points.reduce<Point | undefined>((most, p) => (!most || p.value > most.value ? p : most), undefined);
  const open = (point: Point) => {
    const from = new Date(point.at);
    const to = new Date(from.getTime() + stepS * 1000);
    void navigate({
      to: '/search',
      search: { outcome, from: from.toISOString(), to: to.toISOString() },
    });
  };
  return (
    <section className="bw-panel bw-chart-panel" aria-label={title}>
      <div className="row apart">
        <h2 className="bw-chart-title">{title}</h2>
        {judged && band && (
          <Mark tone={above ? (times >= 3 ? 'red' : 'amber') : 'green'} soft>
            {above
              ? times >= 2
                ? t('overview.timesNormal', { times: format.number(times, times < 10 ? 1 : 0) })
                : t('overview.aboveNormal')
              : t('overview.normal')}
          </Mark>
        )}
      </div>
      <div className="row apart">
        <span className="bw-figure">{format.number(now, now < 10 ? 1 : 0)}</span>
        {judged && (
          <span className="dim">
            {band
              ? t('overview.normalRange', {
                  low: format.number(band.low, band.low < 10 ? 1 : 0),
                  high: format.number(band.high, band.high < 10 ? 1 : 0),
                })
              : t('overview.normalUnknown')}
          </span>
        )}
      </div>
      {points.length === 0 ? (
        <p className="dim">{t('overview.chartEmpty')}</p>
      ) : (
        <SeriesChart
          points={points}
          band={band}
          tone={above ? (times >= 3 ? 'red' : 'amber') : 'accent'}
          summary={t('overview.chartSummary', {
            title,
            now: format.number(now),
            max: format.number(highest?.value ?? 0),
            at: highest ? format.clock(highest.at) : '',
          })}
          onPick={open}
        />
      )}
    </section>
  );
}
