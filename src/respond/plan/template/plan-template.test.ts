import { expect, test } from 'vitest';
import { planIncidentTypes, planPhases } from '../../../core/plan/plan.ts';
import { readPlanForm } from '../../../core/plan/read-plan.ts';
import { planTemplate } from './plan-template.ts';

const nl = planTemplate('nl');
const en = planTemplate('en');

/** Every text of a value with its place. */
function textsOf(value: unknown, at = ''): [string, string][] {
  if (typeof value === 'string') return [[at, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => textsOf(part, `${at}/${name}`));
}

test('both languages are plans with the same parts', () => {
  expect(readPlanForm(nl)).toEqual({ ok: true, value: nl });
  expect(readPlanForm(en)).toEqual({ ok: true, value: en });
  expect(textsOf(nl).map(([at]) => at)).toEqual(textsOf(en).map(([at]) => at));
});

test('nothing was left in the other language', () => {
  const sentence = (text: string) => text.split(' ').length > 3;
  const other = new Map(textsOf(en));
  const same = textsOf(nl).filter(([at, text]) => sentence(text) && other.get(at) === text);
  expect(same).toEqual([]);
  expect(
    textsOf(nl).filter(([at, text]) => !at.endsWith('/id') && /\b(the|when|which|customers)\b/i.test(text)),
  ).toEqual([]);
  expect(textsOf(en).filter(([, text]) => /\b(het|een|wanneer|klanten)\b/i.test(text))).toEqual([]);
});

test.each([nl, en])('there is a whole procedure for each kind of incident', ({ procedures }) => {
  expect(procedures.map(({ type }) => type)).toEqual([...planIncidentTypes]);
  for (const { type, steps, signs, never } of procedures) {
    expect(signs.length, type).toBeGreaterThanOrEqual(3);
    expect(never.length, type).toBeGreaterThanOrEqual(3);
    // Every part of the work, and in its order, so that nobody has to leaf back.
    expect([...new Set(steps.map(({ phase }) => phase))], type).toEqual([...planPhases]);
    expect(steps[0].who, type).toBe('reporter');
  }
});

test('the time limits of the law are those of the law', () => {
  const due = Object.fromEntries(en.duties.map((duty) => [duty.id, duty.due]));
  expect(due['early-warning']).toContain('24 hours');
  expect(due.notification).toContain('72 hours');
  expect(due['final-report']).toMatch(/one month after the 72-hour notification/);
  expect(due.gdpr).toContain('72 hours');
  for (const { duties } of [nl, en])
    expect(duties.map(({ content, toWhom, due }) => `${content} ${toWhom} ${due}`).join(' ')).toMatch(
      /vraag je toezichthouder|check with your authority/i,
    );
});

test('a procedure that stops or diverts calls says what happens to 112', () => {
  for (const plan of [nl, en])
    for (const type of ['toll-fraud', 'ddos-sip', 'sbc-pbx-outage', 'carrier-outage'] as const)
      expect(JSON.stringify(plan.procedures.find((one) => one.type === type))).toContain('112');
});
