import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PDFDocument } from '@cantoo/pdf-lib';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** `./belwacht plan` as people run it, and its files as another program than ours reads them (poppler). */
const root = fileURLToPath(new URL('..', import.meta.url));
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'belwacht-plan-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function run(program: string, words: readonly string[]): { code: number | null; out: string; told: string } {
  const done = spawnSync(program, words, { cwd: directory, encoding: 'utf8', maxBuffer: 32 * 1024 ** 2 });
  if (done.error) throw done.error;
  return { code: done.status, out: done.stdout, told: done.stderr };
}
const plan = (...words: string[]) => run(join(root, 'belwacht'), ['plan', ...words]);

test('the template on standard output, in both languages', () => {
  const nl = plan('template', '--language', 'nl');
  expect(nl.code).toBe(0);
  expect(nl.out).toMatch(/^# Incidentresponsplan telefonie\n/);
  expect(nl.out).toContain('### Belfraude');
  const en = plan('template', '--language', 'en');
  expect(en.out).toMatch(/^# Incident response plan for telephony\n/);
  const chapter = en.out.slice(en.out.indexOf('## Procedures'), en.out.indexOf('## Reviews'));
  expect(chapter.match(/^### /gm)).toHaveLength(8);
  expect(plan('template', '--language', 'en', '--out', 'plan.md').code).toBe(0);
  expect(readFileSync(join(directory, 'plan.md'), 'utf8')).toBe(en.out);
});

test('the template as PDF, read by another program', () => {
  expect(plan('template', '--language', 'nl', '--out', 'plan.pdf').code).toBe(0);
  const facts = run('pdfinfo', ['plan.pdf']).out;
  expect(facts).toMatch(/Tagged:\s+yes/);
  expect(facts).toMatch(/Page size:.*A4/);
  expect(facts).toMatch(/Title:\s+Incidentresponsplan telefonie/);
  const text = run('pdftotext', ['-layout', 'plan.pdf', '-']).out;
  const pages = text.split('\f').slice(0, -1);
  expect(pages[0]).toContain('Inhoud');
  // The contents are right: each title is on the page it says.
  const contents = [...pages[0].matchAll(/^\s*(\S.*?)\s*(?:\.\s*){3,}(\d+)$/gm)].map(([, title, page]) => [
    title,
    page,
  ]);
  expect(contents.length).toBeGreaterThan(15);
  for (const [title, page] of contents) expect(pages[Number(page) - 1]).toContain(title);
  pages.forEach((page, index) => {
    expect(page).toContain(`pagina ${index + 1} van ${pages.length}`);
  });
  // Read aloud, it begins with the title and goes on in the order of the page.
  const spoken = run('pdfinfo', ['-struct-text', 'plan.pdf']).out;
  const at = [
    spoken.indexOf('Incidentresponsplan telefonie'),
    spoken.indexOf('Inhoud'),
    spoken.indexOf('Waarvoor dit plan geldt'),
    spoken.lastIndexOf('Belfraude'),
    spoken.lastIndexOf('Herzieningen'),
  ];
  expect(at.every((place) => place >= 0)).toBe(true);
  expect(at).toEqual(at.toSorted((a, b) => a - b));
});

test('the checklist: filled in, it shows on screen and on paper', async () => {
  expect(plan('checklist', '--language', 'nl', '--out', 'list.pdf').code).toBe(0);
  expect(run('pdfinfo', ['list.pdf']).out).toMatch(/Form:\s+AcroForm/);
  const path = join(directory, 'list.pdf');
  const pdf = await PDFDocument.load(readFileSync(path));
  const form = pdf.getForm();
  form.getTextField('identify.reporter').setText('Zoë van den Berg');
  form.getRadioGroup('identify.state').select('done');
  form.getTextField('final-customers.to').setText('Bakkerij Jansen');
  writeFileSync(join(directory, 'filled.pdf'), await pdf.save());
  const text = run('pdftotext', ['-layout', 'filled.pdf', '-']).out;
  expect(text).toContain('Zoë van den Berg');
  expect(text).toContain('Bakkerij Jansen');
  for (const name of ['list', 'filled'])
    expect(run('pdftoppm', ['-r', '50', '-png', `${name}.pdf`, name]).code).toBe(0);
  const pictures = readdirSync(directory)
    .filter((file) => /^list-\d+\.png$/.test(file))
    .toSorted();
  const changed = pictures.filter(
    (file) =>
      !readFileSync(join(directory, file)).equals(readFileSync(join(directory, file.replace('list', 'filled')))),
  );
  expect(pictures.length).toBeGreaterThan(3);
  expect(changed).toEqual([pictures[0], pictures.at(-1)]);
});

test('nothing that is there is written over unless asked', () => {
  writeFileSync(join(directory, 'mine.pdf'), 'mine');
  const refused = plan('checklist', '--language', 'en', '--out', 'mine.pdf');
  expect(refused.code).not.toBe(0);
  expect(refused.told).toContain('--force');
  expect(readFileSync(join(directory, 'mine.pdf'), 'utf8')).toBe('mine');
  expect(plan('checklist', '--language', 'en', '--out', 'mine.pdf', '--force').code).toBe(0);
  expect(readFileSync(join(directory, 'mine.pdf'), 'latin1')).toMatch(/^%PDF-/);
});

test.each([
  [[]],
  [['template']],
  [['template', '--language', 'fr']],
  [['template', '--language', 'nl', '--out', 'plan.docx']],
  [['checklist', '--language', 'nl']],
  [['checklist', '--language', 'nl', '--out', 'list.md']],
  [['template', 'more', '--language', 'nl']],
  [['template', '--language', 'nl', '--out', 'no/such/place.md']],
])('%j is refused with a sentence', (words) => {
  const { code, out, told } = plan(...words);
  expect(code).not.toBe(0);
  expect(out).toBe('');
  expect(told).not.toContain('    at ');
  expect(told.length).toBeGreaterThan(10);
});
