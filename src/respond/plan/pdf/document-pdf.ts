import { type PDFPage, PDFString } from '@cantoo/pdf-lib';
import type { Block, PaperDocument } from '../document/block.ts';
import { drawBlock } from './draw-block.ts';
import { drawFooters } from './footers.ts';
import { type OutlineEntry, writeOutline } from './outline.ts';
import { body, contentWidth, ink, margin, Paper, paperWidth, quietInk, type TypeStyle } from './paper.ts';
import type { Element } from './struct-tree.ts';

const title: TypeStyle = { font: 'bold', size: 26, leading: 32, colour: ink };
const owner: TypeStyle = { font: 'regular', size: 14, leading: 20, colour: ink };
const fact: TypeStyle = { font: 'regular', size: 9.5, leading: 14, colour: quietInk };
const contentsTitle: TypeStyle = { font: 'bold', size: 13, leading: 18, colour: ink };
const entryLeading = 17;

/**
 * A document as PDF: A4, contents with page numbers that can be clicked, bookmarks, page numbers, and tags for those who have it
 * read aloud. Standard fonts, so that every reader shows it; characters they lack are put in other letters or become a question
 * mark, which the last page then says.
 */
export async function documentPdf(document: PaperDocument): Promise<Uint8Array> {
  const paper = await Paper.start();
  const { pdf, tree } = paper;
  const root = tree.document;

  paper.flow(paper.lines(document.title, title, contentWidth), title, margin.left, tree.add(root, 'H1'), 'H1');
  paper.y -= 4;
  paper.flow(paper.lines(document.organisation, owner, contentWidth), owner, margin.left, tree.add(root, 'P'), 'P');
  paper.y -= 6;
  for (const line of document.facts)
    paper.flow(paper.lines(line, fact, contentWidth), fact, margin.left, tree.add(root, 'P'), 'P');
  paper.y -= 14;

  const contents = reserveContents(paper, document);
  paper.newPage();
  const entries: OutlineEntry[] = [];
  document.blocks.forEach((block, index) => {
    const next = document.blocks[index + 1];
    // A heading does not part from the head of a table and its first row.
    if (block.kind === 'heading' && next?.kind === 'table') paper.need(130);
    if (block.kind === 'heading' && !block.quiet) {
      // A procedure can be taken out and used by itself; a chapter does not begin at the foot of a page.
      if (block.level === 2 && !isChapter(document.blocks[index - 1]) && !isChapter(document.blocks[index - 2]))
        paper.newPage();
      else paper.need(150);
      entries.push({ title: block.text, level: block.level === 1 ? 1 : 2, page: paper.page.ref, top: paper.y });
    }
    drawBlock(paper, block, root);
  });
  if (paper.lost > 0) {
    const text =
      document.language === 'nl'
        ? 'Een vraagteken in dit document kan staan voor een teken dat niet afgedrukt kan worden. De uitvoer als Markdown heeft alle tekens.'
        : 'A question mark in this document may stand for a character that cannot be printed. The Markdown export has all characters.';
    drawBlock(paper, { kind: 'paragraph', text }, root);
  }
  fillContents(paper, contents, entries);
  drawFooters(paper, document.title, document.facts[0] ?? '', document.language);
  writeOutline(pdf, entries);
  tree.finish(document.language);
  pdf.setTitle(document.title);
  pdf.setAuthor(document.organisation);
  pdf.setCreator('Belwacht');
  pdf.setProducer('Belwacht');
  pdf.setLanguage(document.language);
  return pdf.save();
}

function isChapter(block: Block | undefined): boolean {
  return block?.kind === 'heading' && block.level === 1;
}

interface ContentsLine {
  readonly page: PDFPage;
  readonly top: number;
  readonly element: Element;
}

/** Keeps room for every entry before anybody knows its page. */
function reserveContents(paper: Paper, { blocks, language }: PaperDocument): readonly ContentsLine[] {
  const { tree } = paper;
  paper.flow(
    paper.lines(language === 'nl' ? 'Inhoud' : 'Contents', contentsTitle, contentWidth),
    contentsTitle,
    margin.left,
    tree.add(tree.document, 'H2'),
    'H2',
  );
  paper.y -= 4;
  const list = tree.add(tree.document, 'TOC');
  return blocks
    .filter((block) => block.kind === 'heading' && !block.quiet)
    .map(() => {
      paper.need(entryLeading);
      const line = { page: paper.page, top: paper.y, element: tree.add(tree.add(list, 'TOCI'), 'Link') };
      paper.y -= entryLeading;
      return line;
    });
}

function fillContents(paper: Paper, lines: readonly ContentsLine[], entries: readonly OutlineEntry[]): void {
  const { pdf, tree } = paper;
  const pages = pdf.getPages();
  const right = paperWidth - margin.right;
  entries.forEach((entry, index) => {
    const { page, top, element } = lines[index];
    const style: TypeStyle = { ...body, font: entry.level === 1 ? 'bold' : 'regular', leading: entryLeading };
    const left = margin.left + (entry.level === 1 ? 0 : 16);
    const number = String(pages.findIndex(({ ref }) => ref === entry.page) + 1);
    const numberLeft = right - paper.width(number, style);
    const [line] = paper.lines(entry.title, style, numberLeft - left - 30);
    const end = left + line.reduce((sum, { text }) => sum + paper.width(text, style), 0);
    paper.page = page;
    tree.mark(page, element, 'Link', () => {
      paper.drawLine(line, style, left, top);
      paper.drawLine([{ text: number, blank: false }], style, numberLeft, top);
    });
    tree.artifact(page, () => {
      const dots = { ...body, colour: quietInk, leading: entryLeading };
      const step = 5;
      // From the right, so that the dots of all lines stand below each other.
      const text: number[] = [];
      for (let x = right - 22; x > end + 8; x -= step) text.push(x);
      for (const x of text) paper.drawLine([{ text: '.', blank: false }], dots, x, top);
    });
    const link = pdf.context.obj({
      Type: 'Annot',
      Subtype: 'Link',
      Rect: [left, top - entryLeading, right, top],
      Border: [0, 0, 0],
      Dest: [entry.page, 'XYZ', null, entry.top, null],
      Contents: PDFString.of(number),
    });
    const ref = pdf.context.register(link);
    page.node.addAnnot(ref);
    tree.annotate(page, element, ref, link);
  });
}
