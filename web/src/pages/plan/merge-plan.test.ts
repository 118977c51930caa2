import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PlanForm } from '../../../../src/core/plan/plan.ts';
import { mergePlan } from './merge-plan.ts';

const contact = (id: string, name = id) => ({ id, name });
const plan = (contacts: readonly object[], more: object = {}) =>
  ({ title: 'Plan', scope: { covers: 'a', leavesOut: 'b' }, contacts, ...more }) as unknown as PlanForm;
const base = plan([contact('a'), contact('b'), contact('c')]);

test('what only one changed is taken from that one', () => {
  const mine = plan([contact('a', 'Anna'), contact('b'), contact('c')], { scope: { covers: 'mine', leavesOut: 'b' } });
  const theirs = plan([contact('a'), contact('b'), contact('c', 'Cor'), contact('d')], {
    ...{ title: 'Other', scope: { covers: 'a', leavesOut: 'theirs' } },
  });
  expect(mergePlan(base, mine, theirs)).toEqual({
    plan: plan([contact('a', 'Anna'), contact('b'), contact('c', 'Cor'), contact('d')], {
      ...{ title: 'Other', scope: { covers: 'mine', leavesOut: 'theirs' } },
    }),
    conflicts: [],
  });
});

test('taking away and moving are changes too', () => {
  const mine = plan([contact('c'), contact('b'), contact('a')]);
  const theirs = plan([contact('a'), contact('c')]);
  expect(mergePlan(base, mine, theirs)).toEqual({ plan: plan([contact('c'), contact('a')]), conflicts: [] });
  expect(mergePlan(base, theirs, mine)).toEqual({ plan: plan([contact('c'), contact('a')]), conflicts: [] });
});

test('where both changed the same, the part is named and its winner stays', () => {
  const mine = plan([contact('a', 'Anna'), contact('b'), contact('c')], { title: 'Mine' });
  const theirs = plan([contact('b'), contact('c')], { title: 'Theirs' });
  expect(mergePlan(base, mine, theirs)).toEqual({ plan: mine, conflicts: ['title', 'contacts'] });
  expect(mergePlan(base, mine, theirs, () => 'theirs').plan).toEqual(theirs);
  expect(mergePlan(base, mine, theirs, (part) => (part === 'title' ? 'theirs' : 'mine')).plan).toEqual(
    plan([contact('a', 'Anna'), contact('b'), contact('c')], { title: 'Theirs' }),
  );
});

test('with one changed side the other changes nothing, and no edit of either goes missing without being named', () => {
  const names = fc.array(fc.constantFrom('x', 'y', 'z', ''), { minLength: 4, maxLength: 4 });
  const made = (edit: readonly string[]) =>
    plan(['a', 'b', 'c', 'd'].map((id, index) => contact(id, edit[index] || id)));
  fc.assert(
    fc.property(names, names, (left, right) => {
      const [start, mine, theirs] = [made(['', '', '', '']), made(left), made(right)];
      expect(mergePlan(start, mine, start).plan).toEqual(mine);
      expect(mergePlan(start, start, theirs).plan).toEqual(theirs);
      const { plan: merged, conflicts } = mergePlan(start, mine, theirs);
      left.forEach((name, index) => {
        if (name) expect(merged.contacts[index].name).toBe(name);
        else if (right[index]) expect(merged.contacts[index].name).toBe(right[index]);
      });
      const clash = left.some((name, index) => name && right[index] && name !== right[index]);
      expect(conflicts.length > 0).toBe(clash);
    }),
  );
});
