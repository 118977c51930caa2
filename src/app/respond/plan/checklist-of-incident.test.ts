import { PDFDocument } from '@cantoo/pdf-lib';
import { expect, test } from 'vitest';
import type { Incident } from '../../../core/incident/incident.ts';
import { checklist } from '../../../core/plan/checklist.ts';
import { openIncident } from '../../../respond/incident/open-incident.ts';
import { checklistForm } from '../../../respond/plan/plan-files.ts';
import { checklistOfIncident } from './checklist-of-incident.ts';

const ans = { id: 'user:ans', name: 'Ans Visser' };
/** A Monday. */
const noticed = Date.UTC(2026, 5, 1, 1, 10);
const written = noticed + 20 * 60_000;
const telling = { language: 'nl', timeZone: 'Europe/Amsterdam', customer: (id: string) => `Klant ${id}` } as const;

function incident(parts: Partial<Incident> = {}): Incident {
  const opened = openIncident(
    { id: 'i1', tenant: 'bakker', title: '=Belfraude\u202e', assessment: { impact: ['high'], urgency: ['high'] } },
    { by: ans, at: noticed, now: written },
  );
  if (!opened.ok) throw new Error(opened.reason.texts[0].en);
  return { ...opened.value.incident, number: 17, ...parts };
}
const measure = (kind: Incident['measures'][number]['kind'], what: string, undoneAt?: number) => ({
  ...{ id: what, kind, what, decision: 'd1', owner: ans, since: written, until: written + 3_600_000, keptBecause: '' },
  ...{ undoneAt, undoneBy: undefined },
});

test('what is known stands on its line, what people judge stays open', () => {
  const answers = checklistOfIncident(
    incident({
      roles: [{ role: 'coordinator', person: ans, from: written, until: undefined }],
      exposure: { now: 12_500_000, most: 12_500_000, at: written },
      measures: [
        measure('block', 'Blokkade 203.0.113.7'),
        measure('divert', 'Naar mobiel'),
        measure('block', 'weg', 1),
      ],
      stages: {
        reviewed: { at: written, by: ans, skipped: '' },
        monitoring: { at: written, by: ans, skipped: 'kort' },
      },
    }),
    telling,
  );
  expect(answers.identify).toMatchObject({ state: 'done', who: 'Ans Visser' });
  expect(answers.identify.blanks).toMatchObject({ incident: '17 · =Belfraude\u202e', drill: 'no' });
  expect(answers.identify.blanks.detected).toBe('1 jun 2026, 03:10 CEST');
  expect(answers.identify.blanks.aware).toBe('1 jun 2026, 03:30 CEST');
  expect(answers['early-warning'].blanks.due).toBe('2 jun 2026, 03:30 CEST');
  expect(answers.notification.blanks.due).toBe('4 jun 2026, 03:30 CEST');
  expect(answers.roles.blanks.coordinator).toBe('Ans Visser');
  expect(answers.roles.state).toBe('');
  expect(answers.customers.blanks.customers).toBe('Klant bakker');
  expect(answers.money.blanks['so-far']).toMatch(/^€\s12,50, sinds 1 jun 2026, 03:10 CEST; berekend/);
  expect(answers['contain-account']).toMatchObject({ state: '', evidence: 'Blokkade 203.0.113.7 (d1)' });
  expect(answers.reroute.blanks).toEqual({ route: 'Naar mobiel (d1)', until: '1 jun 2026, 04:30 CEST' });
  expect(answers.review).toMatchObject({ state: 'done', who: 'Ans Visser' });
  expect(answers['extra-watch']).toMatchObject({ state: 'not-applicable', reason: 'kort' });
  expect(answers['close-gate'].blanks.left).toBe(
    'Blokkade 203.0.113.7, Ans Visser, 1 jun 2026, 04:30 CEST; Naar mobiel, Ans Visser, 1 jun 2026, 04:30 CEST',
  );
});

test('a drill starts no legal clock', () => {
  const { notification, identify } = checklistOfIncident(incident({ drill: true }), telling);
  expect(identify.blanks.drill).toBe('yes');
  expect(notification).toMatchObject({ state: 'not-applicable', reason: 'Oefening', blanks: {} });
});

test.each(['nl', 'en'] as const)(
  'every line and blank is one of the checklist, and is in the PDF (%s)',
  async (language) => {
    const answers = checklistOfIncident(incident(), { ...telling, language });
    const lines = new Map(checklist.flatMap((section) => section.lines).map((line) => [line.id, line]));
    for (const [id, answer] of Object.entries(answers)) {
      const blanks = lines.get(id)?.blanks.map((blank) => blank.id);
      expect(blanks, id).toEqual(expect.arrayContaining(Object.keys(answer.blanks)));
    }
    const form = (await PDFDocument.load(await checklistForm(language, 'De Waag', answers))).getForm();
    expect(form.getTextField('customers.customers').getText()).toBe('Klant bakker');
    expect(form.getRadioGroup('identify.drill').getSelected()).toBe('no');
    // Neither a formula nor text that changes direction.
    expect(form.getTextField('identify.incident').getText()).toBe('17 · =Belfraude');
  },
);
