import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertDetail } from '../../api/types.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { SeriesChart } from '../../parts/chart/series-chart.tsx';
import { Panel } from '../../parts/panel.tsx';

/** Events per minute around the alert. */
export function SeriesPanel({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const points = useMemo(() => alert.series.map(({ at, count }) => ({ at, value: count })), [alert.series]);
  if (points.length < 2) return null;
  const highest = points.reduce((most, point) => (point.value > most.value ? point : most));
  return (
    <Panel id="series" title={t('alerts.series')}>
      <SeriesChart
        points={points}
        tone="accent"
        bars
        height={120}
        summary={t('overview.chartSummary', {
          title: t('alerts.series'),
          now: format.number(points.at(-1)!.value),
          max: format.number(highest.value),
          at: format.clock(highest.at),
        })}
      />
    </Panel>
  );
}
