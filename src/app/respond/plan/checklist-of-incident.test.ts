import { PDFDocument } from '@cantoo/pdf-lib';
import { expect, test } from 'vitest';
import type { Incident } from '../../../core/incident/incident.ts';
import type { MeasureAction } from '../../../core/incident/measure-action.ts';
import type { MeasureRecord } from '../../../core/incident/measure-record.ts';
import { checklist } from '../../../core/plan/checklist.ts';
import { openIncident } from '../../../respond/incident/open-incident.ts';
import { checklistForm } from '../../../respond/plan/plan-files.ts';
import { checklistOfIncident } from './checklist-of-incident.ts';
import { type MeasuresKnown, measureLines, measuresOnChecklist } from './measures-on-checklist.ts';

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

const bo = { id: 'user:bo', name: 'Bo de Boer' };
const nothing = { records: [], stops: [], attacks: [] };
/** As the desk of measures keeps it. */
const record = (action: MeasureAction, parts: Partial<MeasureRecord> = {}): MeasureRecord => ({
  ...{ id: action, key: action, incident: 'i1', tenant: 'bakker', action, with: {}, sentence: { nl: '', en: '' } },
  ...{ kind: 'other', what: action, state: 'in-force', reason: '', askedAt: written, askedBy: ans },
  ...{ approval: undefined, decidedBy: undefined, lastsMs: 0, from: written, until: written + 3_600_000 },
  ...{ orders: [], reports: [], trouble: undefined, extension: undefined, listed: true },
  ...{ undoneAt: undefined, undoneBy: undefined, undoReason: '', ...parts },
});
const placed = (measures: Incident['measures'], known: Partial<MeasuresKnown>) =>
  measuresOnChecklist({ measures }, { ...nothing, ...known }).map(({ line, what }) => [line, what]);

test.each([
  ['block-source', 'block', 'contain-source'],
  ['block-network', 'block', 'contain-source'],
  ['block-country', 'attack-mode', 'contain-source'],
  ['block-account', 'stop', 'contain-account'],
  ['stop-international', 'stop', 'contain-destination'],
  ['shield-management', 'attack-mode', 'contain-segment'],
  ['divert-calls', 'divert', 'reroute'],
  ['hang-up', 'other', 'contain-running-calls'],
] as const)('%s stands on its own line, with who asked and who agreed', (action, kind, line) => {
  const of = { ...measure(kind, action), id: action };
  const known = { ...nothing, records: [record(action, { decidedBy: bo })] };
  const answers = checklistOfIncident(incident({ measures: [of] }), known, telling);
  for (const each of measureLines) {
    const here = each === line;
    const { evidence, blanks, who } = answers[each];
    expect(each === 'reroute' ? blanks.route : evidence, each).toBe(here ? `${action} (d1)` : '');
    if (each === 'reroute') continue;
    expect([blanks.approver, who], each).toEqual(here ? ['Bo de Boer', 'Ans Visser'] : ['', '']);
  }
});

test('what rules put in place stands on its line too; nobody approved that, and its owner did not either', () => {
  const stops = [
    { id: 'account-stop', scope: 'account' },
    { id: 'country-stop', scope: 'destination' },
  ] as const;
  const attacks = [
    { id: 'closed', kind: 'management-closed' },
    { id: 'home', kind: 'only-home' },
  ] as const;
  const of = (kind: Incident['measures'][number]['kind'], decision: string) => ({
    ...measure(kind, decision),
    ...{ id: decision, decision },
  });
  const measures = [
    of('block', 'b1'),
    of('stop', 'account-stop'),
    of('stop', 'country-stop'),
    of('stop', 'gone'),
    of('attack-mode', 'closed'),
    of('attack-mode', 'home'),
    of('divert', 'd2'),
    of('other', 'by hand'),
  ];
  expect(placed(measures, { stops, attacks })).toEqual([
    ['contain-source', 'b1 (b1)'],
    ['contain-account', 'account-stop (account-stop)'],
    ['contain-destination', 'country-stop (country-stop)'],
    ['contain-destination', 'gone (gone)'],
    ['contain-segment', 'closed (closed)'],
    ['contain-source', 'home (home)'],
    ['reroute', 'd2 (d2)'],
  ]);
  const answers = checklistOfIncident(incident({ measures: [of('block', 'b1')] }), nothing, telling);
  expect(answers['contain-source'].blanks.approver).toBe('');
});

test('calls that were hung up are told although nothing stands; what was refused or waits is not', () => {
  const done = record('hang-up', { id: 'h1', what: '3 calls', state: 'undone', listed: false });
  const waiting = record('hang-up', { id: 'h2', what: 'not yet', state: 'waiting', from: undefined });
  expect(placed([], { records: [done, waiting, record('block-account')] })).toEqual([
    ['contain-running-calls', '3 calls'],
  ]);
});

test('a block of which the incident knows the order is told by its measure', () => {
  const of = { ...measure('block', 'x'), id: 'block:o1', decision: 'o1' };
  const known = record('block-account', { id: 'm1', orders: [{ id: 'o1', kind: 'block', value: 'x' }] });
  expect(placed([of], { records: [known] })).toEqual([['contain-account', 'x (o1)']]);
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
    nothing,
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
  expect(answers['contain-source']).toMatchObject({ state: '', evidence: 'Blokkade 203.0.113.7 (d1)' });
  expect(answers.reroute.blanks).toEqual({ route: 'Naar mobiel (d1)', until: '1 jun 2026, 04:30 CEST' });
  expect(answers.review).toMatchObject({ state: 'done', who: 'Ans Visser' });
  expect(answers['extra-watch']).toMatchObject({ state: 'not-applicable', reason: 'kort' });
  expect(answers['close-gate'].blanks.left).toBe(
    'Blokkade 203.0.113.7, Ans Visser, 1 jun 2026, 04:30 CEST; Naar mobiel, Ans Visser, 1 jun 2026, 04:30 CEST',
  );
});

test('a drill starts no legal clock', () => {
  const { notification, identify } = checklistOfIncident(incident({ drill: true }), nothing, telling);
  expect(identify.blanks.drill).toBe('yes');
  expect(notification).toMatchObject({ state: 'not-applicable', reason: 'Oefening', blanks: {} });
});

test.each(['nl', 'en'] as const)(
  'every line and blank is one of the checklist, and is in the PDF (%s)',
  async (language) => {
    const answers = checklistOfIncident(incident(), nothing, { ...telling, language });
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
