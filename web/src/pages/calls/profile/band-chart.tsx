import { useComputedColorScheme } from '@mantine/core';
import type { ECharts } from 'echarts/core';
import { useEffect, useRef } from 'react';
import { useFormat } from '../../../i18n/use-format.ts';

export interface BandPoint {
  readonly at: string;
  readonly value: number;
  /** Normal at that hour. */
  readonly low: number;
  readonly high: number;
}

/** A line over days with what is normal at each hour as a band behind it; what is above the band is marked. */
export function BandChart({
  points,
  money,
  summary,
}: {
  points: readonly BandPoint[];
  money?: boolean;
  summary: string;
}) {
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  const format = useFormat();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the scheme changes what the colours of the style are
  useEffect(() => {
    const element = place.current!;
    let chart: ECharts | undefined;
    let gone = false;
    const observer = new ResizeObserver(() => chart?.resize());
    void import('../../../parts/chart/echarts.ts').then(({ init }) => {
      if (gone) return;
      chart = init(element, undefined, { renderer: 'svg' });
      const style = getComputedStyle(document.documentElement);
      const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
      const say = (value: number) => (money ? format.money(value) : format.number(value, value < 10 ? 1 : 0));
      const text = { color: colour('dim'), fontSize: 11 };
      const highest = points.reduce((most, { value, high }) => Math.max(most, value, high), 1);
      chart.setOption({
        animation: false,
        grid: { left: 2, right: 2, top: 8, bottom: 20, outerBoundsMode: 'none' },
        tooltip: {
          trigger: 'axis',
          confine: true,
          backgroundColor: colour('panel'),
          borderColor: colour('line-strong'),
          padding: [5, 9],
          textStyle: { ...text, fontSize: 12, color: colour('ink') },
          transitionDuration: 0,
          formatter: (items: { dataIndex: number }[]) => {
            const point = points[items[0]?.dataIndex ?? 0];
            if (!point) return '';
            const box = document.createElement('div');
            const value = document.createElement('strong');
            value.textContent = say(point.value);
            const normal = document.createElement('span');
            normal.textContent = ` (${say(point.low)}–${say(point.high)})`;
            box.append(value, normal, document.createElement('br'), format.clock(point.at));
            return box;
          },
        },
        xAxis: {
          type: 'category',
          data: points.map(({ at }) => at),
          boundaryGap: false,
          axisLine: { show: false },
          axisTick: { show: false },
          axisLabel: {
            ...text,
            interval: (place: number) => place % 24 === 0 && place < points.length - 8,
            formatter: (at: string) => format.day(at),
            alignMinLabel: 'left',
            hideOverlap: true,
          },
        },
        yAxis: { type: 'value', show: false, min: 0, max: highest * 1.08 },
        series: [
          {
            type: 'line',
            stack: 'band',
            data: points.map(({ low }) => low),
            lineStyle: { opacity: 0 },
            showSymbol: false,
            silent: true,
            step: 'middle',
          },
          {
            type: 'line',
            stack: 'band',
            data: points.map(({ low, high }) => Math.max(0, high - low)),
            lineStyle: { opacity: 0 },
            areaStyle: { color: colour('band'), opacity: 1 },
            showSymbol: false,
            silent: true,
            step: 'middle',
          },
          {
            type: 'line',
            data: points.map(({ value }) => value),
            lineStyle: { color: colour('accent'), width: 1.5 },
            itemStyle: { color: colour('accent') },
            showSymbol: false,
            z: 3,
          },
          {
            type: 'line',
            data: points.map(({ value, high }) => (value > high && value > 0 ? value : null)),
            lineStyle: { opacity: 0 },
            itemStyle: { color: colour('red') },
            symbol: 'circle',
            symbolSize: 6,
            showSymbol: true,
            showAllSymbol: true,
            z: 4,
          },
        ],
      });
      observer.observe(element);
    });
    return () => {
      gone = true;
      observer.disconnect();
      chart?.dispose();
    };
  }, [points, money, format, scheme]);
  return (
    <figure className="bw-chart">
      <div ref={place} className="bw-week-chart" aria-hidden />
      <figcaption className="sr-only">{summary}</figcaption>
    </figure>
  );
}
