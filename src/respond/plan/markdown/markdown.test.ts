import { expect, test } from 'vitest';
import { planDocument } from '../document/plan-document.ts';
import { planTemplate } from '../template/plan-template.ts';
import { filledPlan } from '../testing/filled-plan.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { documentMarkdown } from './markdown.ts';

const at = Date.UTC(2027, 0, 31, 23, 30);
const standing = {
  state: 'in-force',
  edition: 3,
  approvedBy: 'Bram <b>',
  approvedAt: at,
  inForceAt: at,
  printedAt: at,
  timeZone: 'Europe/Amsterdam',
} as const;

test('says which edition it is, in the zone that was asked for', () => {
  const text = documentMarkdown(planDocument(filledPlan('nl'), standing));
  expect(text).toContain('Editie 3 · van kracht');
  expect(text).toContain('Goedgekeurd 1 februari 2027 door Bram \\<b\\>');
  expect(text.endsWith('\n')).toBe(true);
});

test('everything of the plan is in it, in both languages', () => {
  for (const language of ['nl', 'en'] as const) {
    const plan = planTemplate(language);
    const text = documentMarkdown(planDocument(plan, standing)).replace(/\\(?=[^\w\s])/g, '');
    const wanted = [
      plan.scope.activation,
      ...plan.roles.map(({ duties }) => duties),
      ...plan.contacts.map(({ outOfBand }) => outOfBand),
      ...plan.escalations.flatMap(({ steps }) => steps.map(({ how }) => how)),
      ...plan.systems.map(({ fallback }) => fallback),
      ...plan.routes.map(({ emergencyCalls }) => emergencyCalls),
      ...plan.severities.map(({ meaning }) => meaning),
      ...plan.communication.map(({ never }) => never),
      ...plan.duties.map(({ content }) => content),
      ...plan.procedures.flatMap(({ steps, signs, never, playbooks }) => [
        ...steps.map((step) => step.text),
        ...signs,
        ...never,
        ...playbooks,
      ]),
      ...plan.reviews.map(({ subject }) => subject),
    ];
    for (const one of wanted) expect(text).toContain(one);
  }
});

test('steps are numbered through over the parts of a procedure', () => {
  const text = documentMarkdown(planDocument(filledPlan(), standing));
  const fraud = text.slice(text.indexOf('### Toll fraud'), text.indexOf('### Hacked account'));
  const numbers = [...fraud.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
  expect(numbers).toEqual([...numbers.keys()].map((index) => index + 1));
  expect(numbers.length).toBe(12);
});

test('headings go down one level at a time', () => {
  const text = documentMarkdown(planDocument(filledPlan(), standing));
  const levels = [...text.matchAll(/^(#+) /gm)].map(([, signs]) => signs.length);
  expect(levels[0]).toBe(1);
  levels.slice(1).forEach((level, index) => {
    expect(level).toBeLessThanOrEqual(levels[index] + 1);
  });
});

test('blanks stand out', () => {
  expect(escapeMarkdown('Call [fill in: name of *the* desk].')).toBe('Call **[fill in: name of \\*the\\* desk]**.');
});

test('what strangers write stays text', () => {
  const plan = filledPlan();
  const hostile =
    '=HYPERLINK("http://evil.example")| [x](javascript:alert(1)) <script>alert(1)</script> `code` ![p](q)';
  const text = documentMarkdown(
    planDocument(
      { ...plan, contacts: [{ ...plan.contacts[0], name: hostile, detail: '# head\r\n- item\u202e\u0007' }] },
      standing,
    ),
  );
  const row = text.split('\n').find((line) => line.includes('HYPERLINK'))!;
  expect(row).toContain('\\=HYPERLINK');
  expect(row).toContain('\\[x\\](javascript:alert(1)) \\<script\\>alert(1)\\</script\\> \\`code\\` !\\[p\\](q)');
  expect(row).toContain('<br>\\# head<br>\\- item |');
  expect(text).not.toMatch(/[\u202e\u0007]/);
  // Still a row of four cells.
  expect(row.replaceAll('\\|', '').split('|')).toHaveLength(6);
});

test('numbers and telephone numbers at the start of a line stay what they are', () => {
  expect(escapeMarkdown('1. first')).toBe('1\\. first');
  expect(escapeMarkdown('+31 20 123 4567')).toBe('+31 20 123 4567');
  expect(escapeMarkdown('- x\n+ y\n> z', false)).toBe('\\- x\\\n\\+ y\\\n\\> z');
});
