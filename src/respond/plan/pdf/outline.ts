import { type PDFDict, type PDFDocument, PDFHexString, PDFName, PDFNumber, type PDFRef } from '@cantoo/pdf-lib';

export interface OutlineEntry {
  readonly title: string;
  readonly level: 1 | 2;
  readonly page: PDFRef;
  /** Height on the page that is shown at the top of the screen. */
  readonly top: number;
}

/** Writes bookmarks (ISO 32000-1, 12.3.3): chapters, with their sections folded away below. */
export function writeOutline(pdf: PDFDocument, entries: readonly OutlineEntry[]): void {
  if (entries.length === 0) return;
  const { context } = pdf;
  const root = context.nextRef();
  const nodes = entries.map((entry) => ({ entry, ref: context.nextRef(), children: [] as PDFRef[], parent: root }));
  const tops: PDFRef[] = [];
  let chapter: (typeof nodes)[number] | undefined;
  for (const node of nodes) {
    if (node.entry.level === 1 || chapter === undefined) {
      chapter = node;
      tops.push(node.ref);
    } else {
      node.parent = chapter.ref;
      chapter.children.push(node.ref);
    }
  }
  const siblingsOf = (node: (typeof nodes)[number]) => nodes.find(({ ref }) => ref === node.parent)?.children ?? tops;
  for (const node of nodes) {
    const siblings = siblingsOf(node);
    const at = siblings.indexOf(node.ref);
    const dict = context.obj({
      Title: PDFHexString.fromText(node.entry.title),
      Parent: node.parent,
      Dest: [node.entry.page, 'XYZ', null, node.entry.top, null],
    }) as PDFDict;
    if (at > 0) dict.set(PDFName.of('Prev'), siblings[at - 1]);
    if (at < siblings.length - 1) dict.set(PDFName.of('Next'), siblings[at + 1]);
    if (node.children.length > 0) {
      dict.set(PDFName.of('First'), node.children[0]);
      dict.set(PDFName.of('Last'), node.children.at(-1)!);
      dict.set(PDFName.of('Count'), PDFNumber.of(-node.children.length));
    }
    context.assign(node.ref, dict);
  }
  context.assign(root, context.obj({ Type: 'Outlines', First: tops[0], Last: tops.at(-1)!, Count: tops.length }));
  pdf.catalog.set(PDFName.of('Outlines'), root);
}
