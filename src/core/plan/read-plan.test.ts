import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planTemplate } from '../../respond/plan/template/plan-template.ts';
import { readPlanForm } from './read-plan.ts';

const plan = planTemplate('en');
const copy = () => JSON.parse(JSON.stringify(plan));

function faultFields(input: unknown): string[] {
  const read = readPlanForm(input);
  return read.ok ? [] : read.reason.map(({ field }) => field);
}

test('reads what it was given, sharing nothing', () => {
  const read = readPlanForm(plan);
  expect(read).toEqual({ ok: true, value: plan });
  expect(read.ok && read.value.roles === plan.roles).toBe(false);
});

test.each<[string, (plan: Record<string, never>) => void, string]>([
  ['an unknown field', (one) => Object.assign(one, { colour: 'red' }), ''],
  ['an unknown field of an item', (one) => Object.assign(one.roles[0], { colour: 'red' }), 'roles.0'],
  ['a missing field', (one) => Reflect.deleteProperty(one.scope, 'covers'), 'scope.covers'],
  ['a number for a text', (one) => Object.assign(one, { title: 3 }), 'title'],
  ['a text too long', (one) => Object.assign(one, { title: 'x'.repeat(301) }), 'title'],
  ['a control character', (one) => Object.assign(one, { title: 'a\u0000b' }), 'title'],
  ['half a character', (one) => Object.assign(one, { title: '\ud800' }), 'title'],
  ['no such kind', (one) => Object.assign(one.contacts[0], { kind: 'friend' }), 'contacts.0.kind'],
  ['half a minute', (one) => Object.assign(one.systems[0], { noticedMinutes: 0.5 }), 'systems.0.noticedMinutes'],
  ['a day that is none', (one) => Object.assign(one.reviews[0], { dueOn: '2027-02-30' }), 'reviews.0.dueOn'],
  ['the same id twice', (one) => Object.assign(one.roles[1], { id: (one.roles as { id: string }[])[0].id }), 'roles'],
  ['no id', (one) => Reflect.deleteProperty(one.roles[1], 'id'), 'roles.1.id'],
  ['an object for a list', (one) => Object.assign(one, { procedures: {} }), 'procedures'],
])('refuses %s', (_name, spoil, field) => {
  const input = copy();
  spoil(input);
  expect(faultFields(input)).toContain(field);
});

test('a field of that name from the prototype is no field', () => {
  expect(faultFields(JSON.parse('{"__proto__":{"title":"x"},"constructor":1}'))).toContain('title');
});

test('whatever comes in, it answers', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (input) => {
      expect(readPlanForm(input).ok).toBe(false);
    }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(plan)), fc.jsonValue(), (name, value) => {
      const read = readPlanForm({ ...copy(), [name]: value });
      if (!read.ok) expect(read.reason.length).toBeGreaterThan(0);
    }),
  );
});
