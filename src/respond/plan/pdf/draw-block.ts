import type { Block } from '../document/block.ts';
import { drawTable } from './draw-table.ts';
import { body, contentWidth, ink, margin, type Paper, quietInk, type TypeStyle } from './paper.ts';
import type { Element } from './struct-tree.ts';

const chapter: TypeStyle = { font: 'bold', size: 17, leading: 22, colour: ink };
const section: TypeStyle = { font: 'bold', size: 13, leading: 18, colour: ink };
const quiet: TypeStyle = { font: 'bold', size: 9.5, leading: 13.5, colour: ink };
const stepHead: TypeStyle = { font: 'bold', size: 8.5, leading: 12, colour: quietInk };
const indent = 20;

/** Draws a block where the paper is; space above a heading is that of its level. */
export function drawBlock(paper: Paper, block: Block, parent: Element): void {
  if (block.kind === 'heading') drawHeading(paper, block, parent);
  else if (block.kind === 'table') drawTable(paper, block, parent);
  else if (block.kind === 'paragraph') drawParagraph(paper, block.text, parent);
  else if (block.kind === 'list')
    drawItems(
      paper,
      block.items.map((text) => ({ label: '•', head: '', text })),
      parent,
    );
  else
    drawItems(
      paper,
      block.items.map(({ head, text }, index) => ({ label: `${block.from + index}`, head, text })),
      parent,
    );
}

function drawParagraph(paper: Paper, text: string, parent: Element): void {
  for (const part of text.split('\n\n')) {
    paper.need(body.leading * 2);
    paper.flow(paper.lines(part, body, contentWidth), body, margin.left, paper.tree.add(parent, 'P'), 'P');
    paper.y -= 6;
  }
}

function drawHeading(paper: Paper, block: Block & { kind: 'heading' }, parent: Element): void {
  const style = block.quiet ? quiet : block.level === 1 ? chapter : section;
  const room = block.quiet ? 6 : 14;
  const lines = paper.lines(block.text, style, contentWidth);
  // A heading keeps a few lines of what it heads.
  paper.need(room + Math.min(lines.length, 10) * style.leading + 48);
  paper.y -= room;
  // The title of the document is the first level.
  const role = (['H2', 'H3', 'H4'] as const)[block.level - 1];
  paper.flow(lines, style, margin.left, paper.tree.add(parent, role), role);
  paper.y -= block.quiet ? 2 : 6;
}

function drawItems(
  paper: Paper,
  items: readonly { readonly label: string; readonly head: string; readonly text: string }[],
  parent: Element,
): void {
  const list = paper.tree.add(parent, 'L');
  for (const { label, head, text } of items) {
    const item = paper.tree.add(list, 'LI');
    const style = label === '•' ? body : quiet;
    paper.need(body.leading * 2 + (head === '' ? 0 : stepHead.leading));
    paper.tree.mark(paper.page, item, 'LI', () =>
      paper.drawLine([{ text: label, blank: false }], style, margin.left + (label === '•' ? 6 : 0), paper.y),
    );
    if (head !== '')
      paper.flow(paper.lines(head, stepHead, contentWidth - indent), stepHead, margin.left + indent, item, 'LI');
    paper.flow(paper.lines(text, body, contentWidth - indent), body, margin.left + indent, item, 'LI');
    paper.y -= head === '' ? 2 : 5;
  }
  paper.y -= 4;
}
