import { expect, test } from 'vitest';
import { fieldById, gapsOf, judgeable } from './draft-faults.ts';
import { freeId, fromTemplate, moveRule, newPolicy, newRule } from './draft-policy.ts';
import { exceptionFor } from './exception-for.ts';

const now = Date.UTC(2026, 10, 1);
const beginning = { name: 'Home', tenant: 'kaasboer', countries: ['NL', 'BE'], owner: 'Anna', now };
const policy = newPolicy(beginning);

test('a new policy watches, is of the chosen customer, and is proposed after 30 days', () => {
  expect(policy).toMatchObject({ state: 'watch', proposeOn: '2026-12-01', owner: 'Anna' });
  expect(policy.scope).toEqual({ level: 'customer', tenant: 'kaasboer', site: '', asset: '' });
  expect(policy.rules[0]?.subjects).toEqual(['NL', 'BE']);
  expect(gapsOf(policy)).toEqual([]);
});

test('a template watches whatever it says, and its rules have ids of their own', () => {
  const made = fromTemplate(
    { ...policy, state: 'enforced', rules: [newRule(''), newRule(''), newRule('x')] },
    beginning,
  );
  expect(made.state).toBe('watch');
  expect(new Set(made.rules.map(({ id }) => id)).size).toBe(3);
  expect(made.rules.every(({ id }) => id !== '')).toBe(true);
});

test('an exception without reason, end or subject has gaps, and is not sent to be judged', () => {
  const exception = { ...newRule('e'), exception: { owner: 'Anna', reason: ' ', reviewOn: '' } };
  const form = { ...policy, name: ' ', rules: [exception, ...policy.rules] };
  expect(gapsOf(form).map(({ field }) => field)).toEqual([
    'name',
    'rules.e.subjects',
    'rules.e.exception.reason',
    'rules.e.when.until',
  ]);
  const sent = judgeable(form, 'No name');
  expect(sent.name).toBe('No name');
  expect(sent.rules.map(({ id }) => id)).toEqual(['rule-1']);
  expect(fieldById('rules.0.subjects.1', sent)).toBe('rules.rule-1.subjects.1');
  expect(fieldById('scope', sent)).toBe('scope');
});

test('rules move among their own kind only', () => {
  const exception = exceptionFor(
    { name: '201', address: '203.0.113.7', service: 'registration' },
    'e',
    'Anna',
    'works abroad',
    now,
  );
  const rules = [newRule('a'), exception, newRule('b')];
  expect(moveRule(rules, 'b', -1).map(({ id }) => id)).toEqual(['b', 'e', 'a']);
  expect(moveRule(rules, 'a', -1).map(({ id }) => id)).toEqual(['a', 'e', 'b']);
  expect(moveRule(rules, 'e', 1).map(({ id }) => id)).toEqual(['a', 'e', 'b']);
  expect(freeId([newRule('rule-1'), newRule('rule-3')])).toBe('rule-4');
});

test('an exception made with one click lets one address through for 30 days, with an owner', () => {
  const rule = exceptionFor({ name: '201', address: '203.0.113.7', service: 'sip' }, 'e', 'Anna', 'abroad', now);
  expect(rule).toMatchObject({ verdict: 'allow', services: ['sip'], subjects: ['203.0.113.7'] });
  expect(rule.when?.until).toBe('2026-12-01T00:00:00.000Z');
  expect(rule.exception).toEqual({ owner: 'Anna', reason: 'abroad', reviewOn: '2026-11-24' });
});
