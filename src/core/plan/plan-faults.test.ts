import { expect, test } from 'vitest';
import { planTemplate } from '../../respond/plan/template/plan-template.ts';
import { filledPlan } from '../../respond/plan/testing/filled-plan.ts';
import type { PlanForm } from './plan.ts';
import { planFaults } from './plan-faults.ts';

const form = filledPlan('nl');
const fields = (plan: PlanForm) => planFaults(plan).map(({ field }) => field);

test('a filled plan has no faults, in either language', () => {
  expect(planFaults(form)).toEqual([]);
  expect(planFaults(filledPlan('en'))).toEqual([]);
});

test('every blank of the template is found', () => {
  for (const language of ['nl', 'en'] as const) {
    const plan = planTemplate(language);
    const blanks = JSON.stringify(plan).match(/"[^"]*\[(?:invullen|fill in): [^\]]*\][^"]*"/g) ?? [];
    const found = planFaults(plan).filter(({ text }) => text.en.includes('still to fill in'));
    expect(blanks.length).toBeGreaterThan(40);
    expect(found).toHaveLength(blanks.length);
  }
});

test.each<[string, PlanForm, string]>([
  ['a role nobody has', { ...form, roles: form.roles.filter(({ role }) => role !== 'scribe') }, 'roles'],
  ['no deputy', { ...form, roles: form.roles.map((role) => ({ ...role, deputy: '' })) }, 'roles.0.deputy'],
  [
    'a deputy of themselves',
    { ...form, roles: form.roles.map((role) => ({ ...role, deputy: ` ${role.holder.toUpperCase()}` })) },
    'roles.0.deputy',
  ],
  [
    'no such zone',
    { ...form, roles: form.roles.map((role) => ({ ...role, timeZone: 'Mars/Base' })) },
    'roles.0.timeZone',
  ],
  ['no police', { ...form, contacts: form.contacts.filter(({ kind }) => kind !== 'police') }, 'contacts'],
  [
    'one way only',
    { ...form, contacts: form.contacts.map((contact) => ({ ...contact, outOfBand: contact.reach })) },
    'contacts.0.outOfBand',
  ],
  ['no escalation', { ...form, escalations: [] }, 'escalations'],
  ['an empty path', { ...form, escalations: [{ ...form.escalations[0], steps: [] }] }, 'escalations.0.steps'],
  [
    'steps that go back in time',
    { ...form, escalations: [{ ...form.escalations[0], steps: form.escalations[0].steps.toReversed() }] },
    'escalations.0.steps.1.afterMinutes',
  ],
  ['no system', { ...form, systems: [] }, 'systems'],
  ['no target time', { ...form, systems: [{ ...form.systems[0], noticedMinutes: 0 }] }, 'systems.0'],
  ['restored before switched', { ...form, systems: [{ ...form.systems[0], restoredMinutes: 6 }] }, 'systems.0'],
  ['a hole in the matrix', { ...form, matrix: form.matrix.slice(1) }, 'matrix'],
  ['a severity without meaning', { ...form, severities: form.severities.slice(1) }, 'severities'],
  ['no communication rules', { ...form, communication: [] }, 'communication'],
  ['no duties', { ...form, duties: [] }, 'duties'],
  ['no procedure', { ...form, procedures: form.procedures.slice(1) }, 'procedures'],
  [
    'a procedure without steps',
    { ...form, procedures: form.procedures.map((one, index) => (index === 2 ? { ...one, steps: [] } : one)) },
    'procedures',
  ],
  ['no review', { ...form, reviews: [] }, 'reviews'],
  ['a review without a day', { ...form, reviews: [{ ...form.reviews[0], dueOn: '' }] }, 'reviews.0.dueOn'],
  ['an empty title', { ...form, title: '  ' }, 'title'],
])('%s', (_name, plan, field) => {
  expect(fields(plan)[0]).toBe(field);
  for (const { text } of planFaults(plan)) expect([text.nl, text.en]).not.toContain('');
});
