import { useComputedColorScheme } from '@mantine/core';
import type { ECharts } from 'echarts/core';
import { useEffect, useRef } from 'react';
import { useFormat } from '../../i18n/use-format.ts';
import { type SeriesLook, seriesOption } from './series-option.ts';

export interface Point {
  at: string;
  value: number;
}

/** A line or bars over time with normal as a band; a click gives the point. The figures are also said in words beside it. */
export function SeriesChart({
  points,
  summary,
  onPick,
  height = 110,
  ...look
}: {
  points: readonly Point[];
  /** The chart in one sentence. */
  summary: string;
  onPick?: (point: Point) => void;
  height?: number;
} & SeriesLook) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(undefined);
  const pick = useRef(onPick);
  const latest = useRef(points);
  useEffect(() => {
    pick.current = onPick;
    latest.current = points;
  });
  const scheme = useComputedColorScheme('light');
  const format = useFormat();
  const { tone, band, bars, unit } = look;
  const low = band?.low;
  const high = band?.high;

  useEffect(() => {
    const element = place.current!;
    let gone = false;
    const observer = new ResizeObserver(() => chart.current?.resize());
    void import('./echarts.ts').then(({ init }) => {
      if (gone) return;
      const made = init(element, undefined, { renderer: 'svg' });
      chart.current = made;
      made.getZr().on('click', (event) => {
        const index = Math.round(made.convertFromPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY])[0] ?? -1);
        const point = latest.current[index];
        if (point) pick.current?.(point);
      });
      observer.observe(element);
      element.dispatchEvent(new Event('chart-ready'));
    });
    return () => {
      gone = true;
      observer.disconnect();
      chart.current?.dispose();
      chart.current = undefined;
    };
  }, []);

  useEffect(() => {
    const element = place.current!;
    const draw = () => {
      const style = getComputedStyle(document.documentElement);
      chart.current?.setOption(
        seriesOption({
          points,
          look: { tone, bars, unit, band: low === undefined || high === undefined ? undefined : { low, high } },
          colour: (name) => style.getPropertyValue(`--${name}`).trim(),
          format,
          scheme,
        }),
        { notMerge: true },
      );
    };
    draw();
    element.addEventListener('chart-ready', draw);
    return () => element.removeEventListener('chart-ready', draw);
  }, [points, low, high, tone, bars, unit, format, scheme]);

  return (
    <figure className="bw-chart">
      <div ref={place} style={{ height }} className={onPick ? 'bw-chart-picks' : ''} aria-hidden />
      <figcaption className="sr-only">{summary}</figcaption>
    </figure>
  );
}
