import { expect, test } from 'vitest';
import { newPolicy, newRule } from './draft-policy.ts';
import { comparePolicies, isSame } from './rule-diff.ts';

const base = newPolicy({ name: 'Home', tenant: undefined, countries: ['NL'], owner: 'Anna', now: 0 });
const refuse = { ...newRule('rule-2'), subjects: ['any'] };

test('the same policy has no difference, whatever the order of its keys', () => {
  const { rules, ...rest } = base;
  expect(isSame(comparePolicies(base, { rules: structuredClone(rules), ...rest }))).toBe(true);
});

test('rules are compared by id: added, removed where it stood, changed, the same', () => {
  const before = { ...base, rules: [...base.rules, refuse] };
  const after = {
    ...base,
    name: 'Homes',
    rules: [{ ...refuse, subjects: ['BE'] }, newRule('rule-3')],
  };
  const difference = comparePolicies(before, after);
  expect(difference.fields).toEqual([{ field: 'name', before: 'Home', after: 'Homes' }]);
  expect(difference.rules.map(({ id, kind }) => [id, kind])).toEqual([
    ['rule-1', 'removed'],
    ['rule-2', 'changed'],
    ['rule-3', 'added'],
  ]);
  expect(isSame(difference)).toBe(false);
});
