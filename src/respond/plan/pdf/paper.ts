import { type Color, PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from '@cantoo/pdf-lib';
import { type Element, StructTree } from './struct-tree.ts';
import { winAnsi } from './win-ansi.ts';
import { type Line, wrap } from './wrap.ts';

/** A4 in points (1/72 inch). */
export const paperWidth = 595.28;
export const paperHeight = 841.89;
export const margin = { left: 54, right: 54, top: 56, bottom: 60 } as const;
export const contentWidth = paperWidth - margin.left - margin.right;

export const ink = rgb(0.1, 0.12, 0.15);
export const quietInk = rgb(0.36, 0.4, 0.45);
export const hairline = rgb(0.8, 0.83, 0.86);
export const blankTint = rgb(1, 0.94, 0.72);

export interface TypeStyle {
  readonly font: 'regular' | 'bold';
  readonly size: number;
  readonly leading: number;
  readonly colour: Color;
}
export const body: TypeStyle = { font: 'regular', size: 9.5, leading: 13.5, colour: ink };
export const small: TypeStyle = { font: 'regular', size: 8.5, leading: 11.5, colour: ink };

/** Sheets of A4 that are filled from the top; what is drawn is tagged with what it is. */
export class Paper {
  readonly pdf: PDFDocument;
  readonly tree: StructTree;
  readonly #fonts: Readonly<Record<TypeStyle['font'], PDFFont>>;
  page: PDFPage;
  /** Where the next line begins: its top, in points from the bottom. */
  y = 0;
  /** Characters that no font of a reader has. */
  lost = 0;

  private constructor(pdf: PDFDocument, fonts: Readonly<Record<TypeStyle['font'], PDFFont>>) {
    this.pdf = pdf;
    this.#fonts = fonts;
    this.tree = new StructTree(pdf);
    this.page = this.newPage();
  }

  /** An empty document with its first page. */
  static async start(): Promise<Paper> {
    const pdf = await PDFDocument.create();
    const regular = await pdf.embedFont(StandardFonts.Helvetica);
    const bold = await pdf.embedFont(StandardFonts.HelveticaBold);
    return new Paper(pdf, { regular, bold });
  }

  newPage(): PDFPage {
    this.page = this.pdf.addPage([paperWidth, paperHeight]);
    this.y = paperHeight - margin.top;
    return this.page;
  }

  font(style: Pick<TypeStyle, 'font'>): PDFFont {
    return this.#fonts[style.font];
  }

  /** Points left on this page. */
  get left(): number {
    return this.y - margin.bottom;
  }

  /** Goes to a new page when less than `height` is left on this one. */
  need(height: number): void {
    if (this.left < height) this.newPage();
  }

  /** Text as the fonts can show it; what they cannot is counted. */
  shown(text: string): string {
    const { text: shown, lost } = winAnsi(text);
    this.lost += lost;
    return shown;
  }

  width(text: string, style: TypeStyle): number {
    return this.font(style).widthOfTextAtSize(text, style.size);
  }

  /** Lines of a text that fit in a width. */
  lines(text: string, style: TypeStyle, width: number): Line[] {
    return wrap(this.shown(text), width, (part) => this.width(part, style));
  }

  /** Draws one line whose top is at `top`. */
  drawLine(line: Line, style: TypeStyle, left: number, top: number): void {
    const base = top - (style.leading + style.size * 0.72) / 2;
    let x = left;
    for (const { text, blank } of line) {
      const wide = this.width(text, style);
      if (blank)
        this.page.drawRectangle({
          x: x - 1,
          y: base - style.size * 0.24,
          width: wide + 2,
          height: style.size * 1.12,
          color: blankTint,
        });
      this.page.drawText(text, { x, y: base, size: style.size, font: this.font(style), color: style.colour });
      x += wide;
    }
  }

  /** Lines below each other, over pages where they have to, as one element. */
  flow(lines: readonly Line[], style: TypeStyle, left: number, element: Element, role: string): void {
    for (let at = 0; at < lines.length; ) {
      this.need(style.leading);
      const count = Math.max(1, Math.min(lines.length - at, Math.floor(this.left / style.leading)));
      this.tree.mark(this.page, element, role, () => {
        for (const line of lines.slice(at, at + count)) {
          this.drawLine(line, style, left, this.y);
          this.y -= style.leading;
        }
      });
      at += count;
    }
  }

  rule(
    top: number,
    thickness = 0.5,
    colour: Color = hairline,
    left = margin.left,
    right = paperWidth - margin.right,
  ): void {
    this.tree.artifact(this.page, () =>
      this.page.drawLine({ start: { x: left, y: top }, end: { x: right, y: top }, thickness, color: colour }),
    );
  }
}
