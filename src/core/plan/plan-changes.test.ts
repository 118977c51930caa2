import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filledPlan } from '../../respond/plan/testing/filled-plan.ts';
import type { PlanForm } from './plan.ts';
import { planChanges } from './plan-changes.ts';

const form = filledPlan();
const said = (after: PlanForm) => planChanges(form, after).map(({ en }) => en);

test('the same plan has no changes', () => {
  expect(planChanges(form, structuredClone(form))).toEqual([]);
});

test('says what was added, taken away, changed and moved, and of what', () => {
  expect(said({ ...form, title: 'New title' })).toEqual([`Title: “${form.title}” → “New title”`]);
  expect(said({ ...form, contacts: form.contacts.slice(1) })).toEqual(['Contacts: “Engineer on duty” taken away']);
  expect(said({ ...form, systems: [{ ...form.systems[0], id: 'new', name: 'Fax' }, ...form.systems] })).toEqual([
    'Critical systems: “Fax” added',
  ]);
  expect(said({ ...form, roles: [...form.roles.slice(1), form.roles[0]] })).toEqual(['Roles: coordinator moved']);
  const systems = form.systems.map((system, index) => (index === 1 ? { ...system, switchedMinutes: 20 } : system));
  expect(said({ ...form, systems })).toEqual(['Critical systems · “SBC” · Switched within (min): 15 → 20']);
  const severities = form.severities.map((one) => (one.id === 'low' ? { ...one, severity: 'high' as const } : one));
  expect(planChanges(form, { ...form, severities })[0].nl).toBe('Ernst · hoog · Ernst: laag → hoog');
});

test('lists of texts and steps', () => {
  const [first, ...rest] = form.procedures;
  const signs = [...first.signs.slice(1), 'A new sign'];
  expect(said({ ...form, procedures: [{ ...first, signs }, ...rest] })).toEqual([
    expect.stringMatching(/^Procedures · “Toll fraud” · Recognised by: “More simultaneous.*” taken away$/),
    'Procedures · “Toll fraud” · Recognised by: “A new sign” added',
  ]);
  expect(said({ ...form, procedures: [{ ...first, never: first.never.toReversed() }, ...rest] })).toEqual([
    'Procedures · “Toll fraud” · Do not: other order',
  ]);
});

test('a text that reads like a choice stays the words somebody wrote', () => {
  expect(planChanges(form, { ...form, organisation: 'low' })[0].nl).toContain('→ “low”');
});

test('no change goes unsaid, and one item never counts as moved for what others did', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...form.contacts.keys()]), (order) => {
      const contacts = order.map((index) => form.contacts[index]);
      const changes = said({ ...form, contacts });
      const gone = form.contacts.length - order.length;
      const moved = changes.filter((change) => change.endsWith(' moved')).length;
      expect(changes.filter((change) => change.endsWith('taken away'))).toHaveLength(gone);
      expect(changes).toHaveLength(gone + moved);
      const rising = order.every((index, at) => at === 0 || order[at - 1] < index);
      expect(moved === 0).toBe(rising);
    }),
  );
});
