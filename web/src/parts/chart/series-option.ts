import type { EChartsCoreOption } from 'echarts/core';
import type { useFormat } from '../../i18n/use-format.ts';
import type { Point } from './series-chart.tsx';

export interface SeriesLook {
  /** Colour of the line: a state, or the accent. */
  tone: 'accent' | 'red' | 'amber' | 'green';
  /** What is normal. */
  band?: { low: number; high: number };
  bars?: boolean;
  /** Said behind the value in the tooltip. */
  unit?: string;
}

/** The chart as ECharts wants it: no axes beyond three times and two values, normal as a band behind the line. */
export function seriesOption({
  points,
  look,
  colour,
  format,
}: {
  points: readonly Point[];
  look: SeriesLook;
  colour: (name: string) => string;
  format: ReturnType<typeof useFormat>;
  scheme: string;
}): EChartsCoreOption {
  const line = colour(look.tone);
  const highest = points.reduce((most, point) => Math.max(most, point.value), look.band?.high ?? 0);
  const middle = Math.floor((points.length - 1) / 2);
  const text = { color: colour('dim'), fontFamily: '"Inter Variable", system-ui, sans-serif', fontSize: 11 };
  return {
    animation: false,
    grid: { left: 2, right: 2, top: 8, bottom: 20, outerBoundsMode: 'none' },
    tooltip: {
      trigger: 'axis',
      confine: true,
      axisPointer: { type: 'line', lineStyle: { color: colour('line-strong') } },
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
        value.textContent = `${format.number(point.value, point.value < 10 ? 1 : 0)} ${look.unit ?? ''}`;
        box.append(value, document.createElement('br'), format.clock(point.at));
        return box;
      },
    },
    xAxis: {
      type: 'category',
      data: points.map((point) => point.at),
      boundaryGap: look.bars === true,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        ...text,
        interval: (index: number) => index === 0 || index === middle || index === points.length - 1,
        formatter: (at: string) => format.clock(at),
        alignMinLabel: 'left',
        alignMaxLabel: 'right',
        hideOverlap: true,
        margin: 8,
      },
    },
    yAxis: { type: 'value', show: false, min: 0, max: Math.max(highest * 1.08, 1) },
    series: [
      {
        type: look.bars ? 'bar' : 'line',
        data: points.map((point) => point.value),
        showSymbol: false,
        symbolSize: 6,
        lineStyle: { color: line, width: 1.5 },
        itemStyle: { color: line },
        barMaxWidth: 14,
        barMinHeight: 1,
        emphasis: { disabled: look.bars === true },
        markArea: look.band && {
          silent: true,
          itemStyle: { color: colour('band'), opacity: 1 },
          data: [[{ yAxis: look.band.low }, { yAxis: Math.max(look.band.high, look.band.low + highest * 0.012) }]],
        },
        z: 3,
      },
    ],
  };
}
