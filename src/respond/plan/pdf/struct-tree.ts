import {
  type PDFDict,
  type PDFDocument,
  PDFName,
  PDFNumber,
  PDFOperator,
  PDFOperatorNames,
  type PDFPage,
  type PDFRef,
  PDFString,
} from '@cantoo/pdf-lib';

/** A part of the document as a screen reader meets it. */
export interface Element {
  readonly ref: PDFRef;
  readonly kids: (PDFRef | PDFDict)[];
  readonly dict: PDFDict;
}

type Role =
  | 'Document'
  | 'H1'
  | 'H2'
  | 'H3'
  | 'H4'
  | 'P'
  | 'L'
  | 'LI'
  | 'Table'
  | 'TR'
  | 'TH'
  | 'TD'
  | 'TOC'
  | 'TOCI'
  | 'Link'
  | 'Sect'
  | 'Form';

/**
 * Logical structure of a PDF (ISO 32000-1, 14.7 and 14.8): what is a heading, a list, a table, in which order it is read, so that
 * a screen reader and a phone that re-flows have something to go by.
 */
export class StructTree {
  readonly document: Element;
  readonly #pdf: PDFDocument;
  readonly #rootRef: PDFRef;
  readonly #elements: Element[] = [];
  readonly #marks = new Map<PDFPage, PDFRef[]>();
  /** Owners of annotations, whose keys come after those of pages. */
  readonly #annotations: { annotation: PDFDict; owner: Element }[] = [];

  constructor(pdf: PDFDocument) {
    this.#pdf = pdf;
    this.#rootRef = pdf.context.nextRef();
    this.document = this.#make(this.#rootRef, 'Document');
  }

  /** A new element after those its parent has. */
  add(parent: Element, role: Role, title?: string): Element {
    const element = this.#make(parent.ref, role);
    if (title !== undefined) element.dict.set(PDFName.of('Alt'), PDFString.of(title));
    if (role === 'TH') element.dict.set(PDFName.of('A'), this.#pdf.context.obj({ O: 'Table', Scope: 'Column' }));
    parent.kids.push(element.ref);
    return element;
  }

  /** Whatever `draw` draws on the page belongs to the element. */
  mark(page: PDFPage, element: Element, role: string, draw: () => void): void {
    const marks = this.#marks.get(page) ?? [];
    this.#marks.set(page, marks);
    const id = marks.length;
    marks.push(element.ref);
    element.kids.push(this.#pdf.context.obj({ Type: 'MCR', Pg: page.ref, MCID: id }) as PDFDict);
    page.pushOperators(
      PDFOperator.of(PDFOperatorNames.BeginMarkedContentSequence, [PDFName.of(role), `<</MCID ${id}>>`]),
    );
    draw();
    page.pushOperators(PDFOperator.of(PDFOperatorNames.EndMarkedContent));
  }

  /** Whatever `draw` draws is there for the eye only: lines, page numbers, repeated headings. */
  artifact(page: PDFPage, draw: () => void): void {
    page.pushOperators(PDFOperator.of(PDFOperatorNames.BeginMarkedContent, [PDFName.of('Artifact')]));
    draw();
    page.pushOperators(PDFOperator.of(PDFOperatorNames.EndMarkedContent));
  }

  /** An annotation, such as a link or a field, that stands where its element stands. */
  annotate(page: PDFPage, element: Element, ref: PDFRef, annotation: PDFDict): void {
    element.kids.push(this.#pdf.context.obj({ Type: 'OBJR', Pg: page.ref, Obj: ref }) as PDFDict);
    this.#annotations.push({ annotation, owner: element });
  }

  /** Writes the tree into the document. Called once, when all pages are there. */
  finish(language: 'nl' | 'en'): void {
    const { context, catalog } = this.#pdf;
    const numbers: (PDFNumber | PDFRef)[] = [];
    this.#pdf.getPages().forEach((page, index) => {
      page.node.set(PDFName.of('StructParents'), PDFNumber.of(index));
      page.node.set(PDFName.of('Tabs'), PDFName.of('S'));
      numbers.push(PDFNumber.of(index), context.register(context.obj(this.#marks.get(page) ?? [])));
    });
    this.#annotations.forEach(({ annotation, owner }, index) => {
      const key = this.#pdf.getPageCount() + index;
      annotation.set(PDFName.of('StructParent'), PDFNumber.of(key));
      numbers.push(PDFNumber.of(key), owner.ref);
    });
    for (const { ref, dict, kids } of this.#elements) {
      dict.set(PDFName.of('K'), context.obj(kids));
      context.assign(ref, dict);
    }
    context.assign(
      this.#rootRef,
      context.obj({
        Type: 'StructTreeRoot',
        K: [this.document.ref],
        ParentTree: context.register(context.obj({ Nums: numbers })),
        ParentTreeNextKey: this.#pdf.getPageCount() + this.#annotations.length,
      }),
    );
    catalog.set(PDFName.of('StructTreeRoot'), this.#rootRef);
    catalog.set(PDFName.of('MarkInfo'), context.obj({ Marked: true }));
    catalog.set(PDFName.of('Lang'), PDFString.of(language));
    catalog.set(PDFName.of('ViewerPreferences'), context.obj({ DisplayDocTitle: true }));
  }

  #make(parent: PDFRef, role: Role): Element {
    const { context } = this.#pdf;
    const dict = context.obj({ Type: 'StructElem', S: role, P: parent }) as PDFDict;
    const element: Element = { ref: context.nextRef(), kids: [], dict };
    this.#elements.push(element);
    return element;
  }
}
