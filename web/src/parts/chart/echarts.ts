/** The parts of ECharts the charts need; loaded on its own when the first chart comes into view. */
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([LineChart, BarChart, GridComponent, MarkAreaComponent, TooltipComponent, SVGRenderer]);

export { init };
