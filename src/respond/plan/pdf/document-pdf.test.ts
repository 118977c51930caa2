import { PDFArray, PDFDict, PDFDocument, type PDFHexString, PDFName, PDFNumber, PDFRef } from '@cantoo/pdf-lib';
import { expect, test } from 'vitest';
import { planDocument } from '../document/plan-document.ts';
import { planTemplate } from '../template/plan-template.ts';
import { filledPlan } from '../testing/filled-plan.ts';
import { documentPdf } from './document-pdf.ts';

const standing = { state: 'draft', printedAt: Date.UTC(2027, 0, 31), timeZone: 'UTC' } as const;

/** Titles of the bookmarks with the page each goes to, in their order, those below a chapter with it. */
function bookmarks(pdf: PDFDocument): [string, number][] {
  const pages = pdf.getPages().map(({ ref }) => ref);
  const walk = (first: unknown): [string, number][] => {
    const found: [string, number][] = [];
    for (let ref = first; ref instanceof PDFRef; ) {
      const node = pdf.context.lookup(ref, PDFDict);
      const title = (node.get(PDFName.of('Title')) as PDFHexString).decodeText();
      const page = node.lookup(PDFName.of('Dest'), PDFArray).get(0) as PDFRef;
      found.push([title, pages.indexOf(page) + 1], ...walk(node.get(PDFName.of('First'))));
      ref = node.get(PDFName.of('Next'));
    }
    return found;
  };
  return walk(pdf.catalog.lookup(PDFName.of('Outlines'), PDFDict).get(PDFName.of('First')));
}

/** Kinds of the elements in the order in which they are read. */
function structure(pdf: PDFDocument): string[] {
  const kinds: string[] = [];
  const walk = (ref: PDFRef) => {
    const node = pdf.context.lookup(ref, PDFDict);
    kinds.push(String(node.get(PDFName.of('S')) ?? ''));
    const kids = node.lookup(PDFName.of('K'), PDFArray);
    for (const kid of kids.asArray()) if (kid instanceof PDFRef) walk(kid);
  };
  const root = pdf.catalog.lookup(PDFName.of('StructTreeRoot'), PDFDict);
  walk(root.lookup(PDFName.of('K'), PDFArray).get(0) as PDFRef);
  return kinds;
}

test.each(['nl', 'en'] as const)('the template in %s: A4, contents, bookmarks, tags', async (language) => {
  const bytes = await documentPdf(planDocument(planTemplate(language), standing));
  const pdf = await PDFDocument.load(bytes, { updateMetadata: false });
  for (const page of pdf.getPages())
    expect([Math.round(page.getWidth()), Math.round(page.getHeight())]).toEqual([595, 842]);

  const marks = bookmarks(pdf);
  const procedures = planTemplate(language).procedures.map(({ title }) => title);
  const titles = marks.map(([title]) => title);
  expect(titles.slice(titles.indexOf('Procedures') + 1, -1)).toEqual(procedures);
  const pages = marks.map(([, page]) => page);
  expect(pages).toEqual(pages.toSorted((a, b) => a - b));
  // Each procedure can be taken out by itself.
  const own = marks.filter(([title]) => procedures.includes(title)).map(([, page]) => page);
  expect(new Set(own).size).toBe(procedures.length);

  // The contents are links, one for each bookmark, to the same place.
  const links = pdf
    .getPage(0)
    .node.Annots()!
    .asArray()
    .map((ref) => pdf.context.lookup(ref, PDFDict));
  expect(links).toHaveLength(marks.length);
  const targets = links.map((link) => link.lookup(PDFName.of('Dest'), PDFArray).get(0));
  expect(targets.map((ref) => pdf.getPages().findIndex((page) => page.ref === ref) + 1)).toEqual(pages);

  const kinds = structure(pdf);
  expect(kinds.filter((kind) => kind === '/H1')).toHaveLength(1);
  expect(kinds.slice(0, 2)).toEqual(['/Document', '/H1']);
  for (const kind of ['/H2', '/H3', '/H4', '/P', '/L', '/LI', '/Table', '/TH', '/TD', '/TOC'])
    expect(kinds).toContain(kind);
  expect(String(pdf.catalog.get(PDFName.of('Lang')))).toBe(`(${language})`);
  expect(pdf.getTitle()).toBe(planTemplate(language).title);
  // Everything that is marked on a page has an owner.
  const tree = pdf.catalog.lookup(PDFName.of('StructTreeRoot'), PDFDict).lookup(PDFName.of('ParentTree'), PDFDict);
  const numbers = tree.lookup(PDFName.of('Nums'), PDFArray).asArray();
  const keys = numbers.filter((one) => one instanceof PDFNumber).map((one) => one.asNumber());
  expect(keys).toEqual([...keys.keys()]);
  expect(keys).toHaveLength(pdf.getPageCount() + links.length);
});

test('hostile and foreign names, and texts of any length, come out as a document', async () => {
  const plan = filledPlan();
  const hostile = `=cmd|' /C calc'!A0 \u202e\u0000\u0007 张伟 👍 Łukasz ${'W'.repeat(10_240)}`;
  const long = 'word '.repeat(2000);
  const bytes = await documentPdf(
    planDocument(
      {
        ...plan,
        title: hostile,
        organisation: '\u0000',
        contacts: plan.contacts.map((contact) => ({ ...contact, name: hostile, outOfBand: hostile })),
        systems: [{ ...plan.systems[0], dependents: long, fallback: long }],
        procedures: [{ ...plan.procedures[0], title: hostile, signs: [hostile], steps: [] }],
      },
      { ...standing, state: 'in-force', approvedAt: 1, approvedBy: hostile },
    ),
  );
  const pdf = await PDFDocument.load(bytes);
  expect(pdf.getPageCount()).toBeGreaterThan(8);
  expect(pdf.getPageCount()).toBeLessThan(80);
});

test('a plan with nothing in it is still a document', async () => {
  const plan = filledPlan();
  const empty = Object.fromEntries(Object.entries(plan).map(([name, part]) => [name, Array.isArray(part) ? [] : part]));
  const bytes = await documentPdf(planDocument(empty as unknown as typeof plan, standing));
  expect((await PDFDocument.load(bytes)).getPageCount()).toBeGreaterThan(2);
});
