import { describe, expect, test } from 'vitest';
import type { KnownResponder } from './directory.ts';
import { choicesFor, usualPolicy } from './policy-of.ts';

const person = (id: string, role: KnownResponder['role']): KnownResponder => ({
  ...{
    id,
    name: id,
    email: `${id}@example.net`,
    role,
    language: 'en',
    zone: 'Europe/Amsterdam',
    record: undefined,
    ownWays: [],
  },
  ...{
    ways: [{ id: 'mail', channel: 'mail', address: `${id}@example.net`, dependsOn: [] }],
    rules: {},
    quiet: '',
    absences: [],
  },
});
const directory = (...people: KnownResponder[]) => ({
  people: new Map(people.map((each) => [each.id, each])),
  roles: new Map(
    ['owner', 'engineer', 'coordinator', 'auditor'].map((role) => [
      role,
      people.filter((each) => each.role === role).map(({ id }) => id),
    ]),
  ),
});
const ready = (channel: string) => channel === 'mail';

describe('the built-in policy', () => {
  test('asks those who work with incidents first, then owners, and nobody else', () => {
    const all = directory(person('o', 'owner'), person('e', 'engineer'), person('a', 'auditor'));
    expect(usualPolicy(all, ready)?.steps.map(({ targets }) => targets.map(({ id }) => id))).toEqual([
      ['engineer'],
      ['owner'],
    ]);
  });

  test('is none as long as nobody could be reached at all', () => {
    expect(usualPolicy(directory(), ready)).toBeUndefined();
    expect(usualPolicy(directory(person('a', 'auditor')), ready)).toBeUndefined();
    expect(usualPolicy(directory(person('o', 'owner')), () => false)).toBeUndefined();
  });
});

test('a customer’s choice goes before that of everybody, that before what Belwacht comes with', () => {
  const choices = new Map([
    ['provider', { critical: 'all', low: 'all' }],
    ['acme', { critical: '', medium: 'acme' }],
  ]);
  expect(choicesFor('acme', choices)).toEqual({
    ...{ critical: '', high: 'usual', medium: 'acme', low: 'all', informational: '' },
  });
  expect(choicesFor('bolt', choices)).toMatchObject({ critical: 'all', high: 'usual', medium: '' });
});
