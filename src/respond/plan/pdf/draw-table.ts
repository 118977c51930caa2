import type { Block } from '../document/block.ts';
import { contentWidth, ink, margin, type Paper, quietInk, small, type TypeStyle } from './paper.ts';
import type { Element } from './struct-tree.ts';
import type { Line } from './wrap.ts';

type Table = Block & { kind: 'table' };
const head: TypeStyle = { font: 'bold', size: 8, leading: 11, colour: quietInk };
const gap = 10;
const above = 4;
/** A row up to this height (points) is not broken over pages. */
const tallest = 220;

/** Draws a table; its head comes again on every page, and a row that fits on no page goes on on the next. */
export function drawTable(paper: Paper, table: Table, parent: Element): void {
  const total = table.columns.reduce((sum, { weight }) => sum + weight, 0);
  const usable = contentWidth - gap * (table.columns.length - 1);
  const widths = table.columns.map(({ weight }) => (usable * weight) / total);
  const lefts = widths.map(
    (_, index) => margin.left + widths.slice(0, index).reduce((sum, wide) => sum + wide + gap, 0),
  );
  const element = paper.tree.add(parent, 'Table');
  const titles = table.columns.map(({ title }, index) => paper.lines(title, head, widths[index]));
  const headHeight = Math.max(...titles.map(({ length }) => length)) * head.leading + above * 2;
  const rows = table.rows.map((cells) => cells.map((cell, index) => paper.lines(cell, small, widths[index])));
  const heightOf = (cells: readonly Line[][]) =>
    Math.max(...cells.map(({ length }) => length)) * small.leading + above * 2;

  const drawHead = (first: boolean) => {
    const row = first ? paper.tree.add(element, 'TR') : undefined;
    titles.forEach((lines, index) => {
      const draw = () => {
        lines.forEach((line, at) => {
          paper.drawLine(line, head, lefts[index], paper.y - above - at * head.leading);
        });
      };
      if (row) paper.tree.mark(paper.page, paper.tree.add(row, 'TH'), 'TH', draw);
      else paper.tree.artifact(paper.page, draw);
    });
    paper.y -= headHeight;
    paper.rule(paper.y, 0.9, ink);
  };

  // A head never stands at the foot of a page without a row.
  paper.need(headHeight + Math.min(rows.length > 0 ? heightOf(rows[0]) : 0, 200));
  drawHead(true);
  for (const cells of rows) {
    const row = paper.tree.add(element, 'TR');
    const elements = cells.map(() => paper.tree.add(row, 'TD'));
    const most = Math.max(...cells.map(({ length }) => length));
    const rest = heightOf(cells);
    if (paper.left < rest && rest <= tallest) {
      paper.newPage();
      drawHead(false);
    }
    for (let at = 0; at < most || at === 0; ) {
      if (paper.left < small.leading + above * 2) {
        paper.newPage();
        drawHead(false);
      }
      const count = Math.max(1, Math.min(most - at, Math.floor((paper.left - above * 2) / small.leading)));
      cells.forEach((lines, index) => {
        const part = lines.slice(at, at + count);
        if (part.length === 0) return;
        paper.tree.mark(paper.page, elements[index], 'TD', () => {
          part.forEach((line, number) => {
            paper.drawLine(line, small, lefts[index], paper.y - above - number * small.leading);
          });
        });
      });
      paper.y -= count * small.leading + above * 2;
      at += count;
    }
    paper.rule(paper.y);
  }
  paper.y -= 12;
}
