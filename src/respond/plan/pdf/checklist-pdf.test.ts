import {
  PDFArray,
  PDFCheckBox,
  PDFDict,
  PDFDocument,
  type PDFField,
  PDFName,
  PDFRadioGroup,
  PDFRef,
  PDFTextField,
} from '@cantoo/pdf-lib';
import { describe, expect, test } from 'vitest';
import { type ChecklistAnswers, checklist } from '../../../core/plan/checklist.ts';
import { checklistPdf } from './checklist-pdf.ts';
import { margin, paperHeight, paperWidth } from './paper.ts';

const lines = checklist.flatMap((section) => section.lines);
/** Every field in the order in which it is filled in. */
const order = lines.flatMap(({ id, blanks }) =>
  ['state', ...blanks.map((blank) => blank.id), 'who', 'when', 'evidence', 'reason'].map((what) => `${id}.${what}`),
);
const made = new Map<string, Promise<Uint8Array>>();
/** The checklist with nothing filled in; made once. */
async function blank(language: 'nl' | 'en'): Promise<Uint8Array> {
  const bytes = made.get(language) ?? checklistPdf({ language, organisation: 'Bakker Telecom', answers: {} });
  made.set(language, bytes);
  return bytes;
}

interface Widget {
  readonly name: string;
  readonly page: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Every widget, page by page, in the order in which the page lists it. */
function widgetsOf(pdf: PDFDocument): Widget[] {
  const names = new Map<PDFRef, string>();
  const owner = (field: PDFField) => {
    const kids = field.acroField.Kids();
    for (const ref of kids ? kids.asArray() : [field.ref]) names.set(ref as PDFRef, field.getName());
  };
  pdf.getForm().getFields().forEach(owner);
  return pdf.getPages().flatMap((page, index) =>
    (page.node.Annots()?.asArray() ?? []).map((ref) => {
      const rect = pdf.context.lookup(ref, PDFDict).lookup(PDFName.of('Rect'), PDFArray).asRectangle();
      return { name: names.get(ref as PDFRef) ?? '', page: index, ...rect };
    }),
  );
}

test('the order of the work is that of the plan', () => {
  expect(checklist.map(({ id }) => id)).toEqual([
    'identification',
    'roles',
    'class',
    'impact',
    'legal',
    'preserve',
    'contain',
    'supplier',
    'reroute',
    'update',
    'eradicate',
    'return',
    'close',
    'review',
    'final',
  ]);
  const ids = lines.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(order).size).toBe(order.length);
});

describe.each(['nl', 'en'] as const)('in %s', (language) => {
  test('every field is on a page, inside its margins, and none touches another', async () => {
    const pdf = await PDFDocument.load(await blank(language));
    const widgets = widgetsOf(pdf);
    const radios = lines.length + lines.flatMap(({ blanks }) => blanks).filter(({ kind }) => kind === 'yes-no').length;
    expect(widgets).toHaveLength(order.length + radios);
    expect(new Set(widgets.map(({ name }) => name))).toEqual(new Set(order));
    for (const { name, x, y, width, height } of widgets) {
      expect(width, name).toBeGreaterThanOrEqual(10);
      expect(height, name).toBeGreaterThanOrEqual(10);
      expect(x, name).toBeGreaterThanOrEqual(margin.left - 0.5);
      expect(x + width, name).toBeLessThanOrEqual(paperWidth - margin.right + 0.5);
      expect(y, name).toBeGreaterThanOrEqual(margin.bottom);
      expect(y + height, name).toBeLessThanOrEqual(paperHeight - margin.top);
    }
    for (const a of widgets)
      for (const b of widgets) {
        if (a === b || a.page !== b.page) continue;
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(apart, `${a.name} and ${b.name}`).toBe(true);
      }
  });

  test('the tab key goes through it in the order of the work, downwards on each page', async () => {
    const pdf = await PDFDocument.load(await blank(language));
    for (const page of pdf.getPages()) expect(String(page.node.get(PDFName.of('Tabs')))).toBe('/S');
    const widgets = widgetsOf(pdf);
    expect([...new Set(widgets.map(({ name }) => name))]).toEqual(order);
    // A line is not torn over two pages.
    for (const { id } of lines)
      expect(new Set(widgets.filter(({ name }) => name.startsWith(`${id}.`)).map(({ page }) => page)).size, id).toBe(1);
    widgets.slice(1).forEach((widget, index) => {
      const before = widgets[index];
      if (widget.page === before.page) expect(widget.y).toBeLessThan(before.y + before.height);
    });
    // The tags say the same, for readers that go by them.
    const tagged: PDFRef[] = [];
    const walk = (ref: PDFRef) => {
      const kids = pdf.context.lookup(ref, PDFDict).lookup(PDFName.of('K'), PDFArray);
      for (const kid of kids.asArray()) {
        if (kid instanceof PDFRef) walk(kid);
        else if (kid instanceof PDFDict && String(kid.get(PDFName.of('Type'))) === '/OBJR')
          tagged.push(kid.get(PDFName.of('Obj')) as PDFRef);
      }
    };
    walk(pdf.catalog.lookup(PDFName.of('StructTreeRoot'), PDFDict).lookup(PDFName.of('K'), PDFArray).get(0) as PDFRef);
    expect(tagged).toEqual(pdf.getPages().flatMap((page) => page.node.Annots()!.asArray()));
  });

  test('what is filled in is read back, also after it was saved again', async () => {
    const pdf = await PDFDocument.load(await blank(language));
    const form = pdf.getForm();
    const filled: Record<string, string> = {};
    form.getFields().forEach((field, index) => {
      const name = field.getName();
      if (field instanceof PDFTextField) {
        expect(field.getText() ?? '').toBe('');
        field.setText(`Zoë ${index}`);
        filled[name] = `Zoë ${index}`;
      } else if (field instanceof PDFRadioGroup) {
        expect(field.getSelected()).toBeUndefined();
        const option = field.getOptions()[index % 2];
        field.select(option);
        filled[name] = option;
      } else throw new Error(`${name} is something else: ${field.constructor.name} ${PDFCheckBox.name}`);
    });
    const again = await PDFDocument.load(await pdf.save());
    for (const field of again.getForm().getFields()) {
      const read = field instanceof PDFRadioGroup ? field.getSelected() : (field as PDFTextField).getText();
      expect(read, field.getName()).toBe(filled[field.getName()]);
    }
    expect(Object.keys(filled)).toHaveLength(order.length);
  });

  test('every field says what it is to those who do not see it', async () => {
    const pdf = await PDFDocument.load(await blank(language));
    for (const field of pdf.getForm().getFields()) {
      const help = field.acroField.dict.lookup(PDFName.of('TU')) as unknown as { decodeText(): string };
      const line = lines.find(({ id }) => field.getName().startsWith(`${id}.`))!;
      expect(help.decodeText()).toContain(line.text[language]);
    }
  });
});

test('both languages have the same fields, so that what one wrote the other can read', async () => {
  const names = async (language: 'nl' | 'en') =>
    (await PDFDocument.load(await blank(language)))
      .getForm()
      .getFields()
      .map((field) => field.getName());
  expect(await names('nl')).toEqual(await names('en'));
});

test('what is known already is filled in; hostile text stays one harmless line', async () => {
  const answers = {
    identify: {
      state: 'done',
      reason: '=HYPERLINK("http://evil.example")',
      who: '+31 20 123 4567',
      when: '2027-01-31 03:12\r\nCET\u0000\u202e',
      evidence: '-cmd|calc',
      blanks: { drill: 'no', incident: '张伟 Łukasz', reporter: 'x'.repeat(10_240), unknown: 'y' },
    },
    cdrs: { state: 'not-applicable', reason: 'No calls', who: '', when: '', evidence: '', blanks: {} },
    constructor: { state: 'done', reason: '', who: '', when: '', evidence: '', blanks: {} },
  } as unknown as ChecklistAnswers;
  const pdf = await PDFDocument.load(await checklistPdf({ language: 'en', organisation: '<b>\u0000=1', answers }));
  const form = pdf.getForm();
  const text = (name: string) => form.getTextField(name).getText();
  expect(form.getRadioGroup('identify.state').getSelected()).toBe('done');
  expect(form.getRadioGroup('identify.drill').getSelected()).toBe('no');
  expect(form.getRadioGroup('cdrs.state').getSelected()).toBe('not-applicable');
  expect(form.getRadioGroup('logs.state').getSelected()).toBeUndefined();
  expect(text('identify.reason')).toBe(`'=HYPERLINK("http://evil.example")`);
  expect(text('identify.evidence')).toBe("'-cmd|calc");
  expect(text('identify.who')).toBe('+31 20 123 4567');
  expect(text('identify.when')).toBe('2027-01-31 03:12 CET');
  expect(text('identify.incident')).toBe('?? Lukasz');
  expect(text('identify.reporter')).toHaveLength(499);
  expect(text('cdrs.reason')).toBe('No calls');
});

test('there is no script in it', async () => {
  const pdf = await PDFDocument.load(await blank('en'));
  const names = pdf.context
    .enumerateIndirectObjects()
    .map(([, object]) => object.toString())
    .join('\n');
  expect(names).toContain('/AcroForm');
  expect(names).not.toMatch(/\/(JavaScript|JS|AA|OpenAction|Launch|URI|SubmitForm)\b/);
});
