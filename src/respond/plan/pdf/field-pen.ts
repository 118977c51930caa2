import { PDFDict, type PDFField, PDFHexString, PDFName, type PDFRef, rgb } from '@cantoo/pdf-lib';
import type { PlanLanguage } from '../../../core/plan/plan.ts';
import { tidy } from '../document/tidy.ts';
import { ink, type Paper, type TypeStyle } from './paper.ts';
import type { Element } from './struct-tree.ts';

const fieldTint = rgb(0.965, 0.972, 0.98);
const fieldEdge = rgb(0.55, 0.6, 0.66);
const box = 10;
const boxLabel: TypeStyle = { font: 'regular', size: 8.5, leading: 12, colour: ink };
/** Longest text of a field. */
const most = 500;

/** Puts form fields on the paper, in the order in which they are to be filled in. */
export class FieldPen {
  readonly #paper: Paper;
  readonly #language: PlanLanguage;

  constructor(paper: Paper, language: PlanLanguage) {
    this.#paper = paper;
    this.#language = language;
  }

  /** A field for text, of two lines where it is high enough; its top left corner at `left`, `top` in points. */
  text(
    parent: Element,
    name: string,
    help: string,
    place: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
    value: string,
  ): void {
    const form = this.#paper.pdf.getForm();
    const field = form.createTextField(name);
    field.setMaxLength(most);
    const text = this.#paper.shown(fieldText(value));
    field.setText(text);
    field.addToPage(this.#paper.page, {
      x: place.left,
      y: place.top - place.height,
      width: place.width,
      height: place.height,
      font: this.#paper.font(boxLabel),
      textColor: ink,
      backgroundColor: fieldTint,
      borderColor: fieldEdge,
      borderWidth: 0.6,
    });
    const twoLines = place.height > 20;
    if (twoLines) field.enableMultiline();
    // A size of its own for what is typed: readers that choose one make short texts huge and long ones unreadable.
    field.setFontSize(this.#size(text, place.width - 6, place.height, twoLines ? 8.5 : 9));
    this.#finishField(parent, field, help);
  }

  /** Boxes of which one is chosen, or none; level with a line whose top is at `top`. A second click takes the choice away. */
  choice(
    parent: Element,
    name: string,
    help: string,
    options: readonly { readonly value: string; readonly label: string; readonly left: number }[],
    top: number,
    chosen: string,
  ): void {
    const paper = this.#paper;
    const field = paper.pdf.getForm().createRadioGroup(name);
    field.enableOffToggling();
    const labels = options.map(({ label }) => label).join(this.#language === 'nl' ? ' of ' : ' or ');
    for (const { value, left } of options)
      field.addOptionToPage(value, paper.page, { ...look, x: left, y: top - 1 - box, width: box, height: box });
    if (options.some(({ value }) => value === chosen)) field.select(chosen);
    this.#finishField(parent, field, `${help}: ${labels}`);
    for (const { label, left } of options) this.#label(parent, label, left, top - 1);
  }

  /** Largest size, of a few, at which a text fits; the smallest when it fits at none. */
  #size(text: string, width: number, height: number, usual: number): number {
    const fits = (size: number) => {
      const style = { ...boxLabel, size };
      const lines = this.#paper.lines(text, style, width).length;
      return lines * size * 1.2 <= Math.max(height - 3, size * 1.2);
    };
    return [usual, 7.5, 6.5, 5.5].find(fits) ?? 5.5;
  }

  /** Draws what is in the fields, so that it shows in readers that draw none themselves. Called once, at the end. */
  finish(): void {
    this.#paper.pdf.getForm().updateFieldAppearances(this.#paper.font(boxLabel));
  }

  #label(parent: Element, label: string, left: number, top: number): void {
    const { tree, page } = this.#paper;
    tree.mark(page, tree.add(parent, 'P'), 'P', () =>
      this.#paper.drawLine(this.#paper.lines(label, boxLabel, 400)[0], boxLabel, left + box + 4, top + 1),
    );
  }

  #finishField(parent: Element, field: PDFField, help: string): void {
    const { acroField } = field;
    const { context } = this.#paper.pdf;
    // Read aloud, and shown when the pointer rests on it.
    acroField.dict.set(PDFName.of('TU'), PDFHexString.fromText(tidy(help, 300)));
    const { tree, page } = this.#paper;
    for (const ref of this.#widgets(field)) {
      const widget = context.lookup(ref, PDFDict);
      tree.annotate(page, tree.add(parent, 'Form', tidy(help, 300)), ref, widget);
    }
  }

  #widgets(field: PDFField): PDFRef[] {
    const kids = field.acroField.Kids();
    return kids === undefined ? [field.ref] : kids.asArray().map((kid) => kid as PDFRef);
  }
}

const look = { textColor: ink, backgroundColor: fieldTint, borderColor: fieldEdge, borderWidth: 0.8 } as const;

/**
 * A value for a field: one tidy line. Programs gather forms into spreadsheets: what they would take for a formula gets an
 * apostrophe in front; a number with its country code stays.
 */
function fieldText(value: string): string {
  const line = tidy(value, most - 1).replaceAll('\n', ' ');
  return /^[=@|%]|^[-+](?!\d)/.test(line) ? `'${line}` : line;
}
