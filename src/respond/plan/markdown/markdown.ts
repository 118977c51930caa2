import type { Block, PaperDocument } from '../document/block.ts';
import { escapeMarkdown } from './escape-markdown.ts';

/** A document as Markdown (CommonMark with tables, as most readers know it). Ends with a line end. */
export function documentMarkdown(document: PaperDocument): string {
  const parts = [
    `# ${escapeMarkdown(document.title)}`,
    escapeMarkdown(document.organisation),
    ...(document.facts.length > 0 ? [document.facts.map((fact) => escapeMarkdown(fact)).join('\\\n')] : []),
    ...document.blocks.map(blockMarkdown),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function blockMarkdown(block: Block): string {
  switch (block.kind) {
    case 'heading':
      // A heading is one line; the title of the document has the first level.
      return `${'#'.repeat(block.level + 1)} ${escapeMarkdown(block.text.replaceAll('\n', ' '))}`;
    case 'paragraph':
      return block.text
        .split('\n\n')
        .map((part) => escapeMarkdown(part))
        .join('\n\n');
    case 'list':
      return block.items.map((item) => `- ${escapeMarkdown(item.replaceAll('\n', ' '))}`).join('\n');
    case 'steps':
      return block.items
        .map(({ head, text }, index) => {
          const number = block.from + index;
          return `${number}. **${escapeMarkdown(head)}**: ${escapeMarkdown(text.replaceAll('\n', ' '))}`;
        })
        .join('\n');
    case 'table':
      return [
        row(block.columns.map(({ title }) => title)),
        `|${block.columns.map(() => ' --- |').join('')}`,
        ...block.rows.map(row),
      ].join('\n');
  }
}

function row(cells: readonly string[]): string {
  return `|${cells.map((cell) => ` ${escapeMarkdown(cell, true)} |`).join('')}`;
}
