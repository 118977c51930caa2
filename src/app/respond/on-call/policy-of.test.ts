import { describe, expect, test } from 'vitest';
import type { Schedule } from '../../../core/on-call/schedule.ts';
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
  schedules: new Map<string, Schedule>(),
});
const ready = (channel: string) => channel === 'mail';
const monday = Date.parse('2026-03-02T12:00:00Z');
/** People who take weekly turns from 2 March 2026 on. */
const roster = (id: string, members: readonly string[], hours = ''): Schedule => ({
  ...{ id, name: id, zone: 'Europe/Amsterdam', holidays: [], overrides: [], notes: [] },
  ...{ version: 1, changedBy: '', changedAt: 0 },
  layers: [
    {
      ...{ id: 'first', name: 'First', use: 'always', hours },
      rotations: [{ from: '2026-03-02', anchor: '', every: 1, unit: 'weeks', weekday: 1, time: '09:00', members }],
    },
  ],
});
const withRosters = (people: readonly KnownResponder[], ...rosters: Schedule[]) => ({
  ...directory(...people),
  schedules: new Map(rosters.map((each) => [each.id, each])),
});
const stepsOf = (known: Parameters<typeof usualPolicy>[0], at = monday) =>
  usualPolicy(known, ready, at)?.steps.map(({ targets }) => targets.map(({ kind, id }) => `${kind} ${id}`));

describe('the built-in policy', () => {
  test('without a roster asks those who work with incidents first, then owners, and nobody else', () => {
    const all = directory(person('o', 'owner'), person('e', 'engineer'), person('a', 'auditor'));
    expect(stepsOf(all)).toEqual([['role engineer'], ['role owner']]);
  });

  test('with rosters asks who is on call, then who else takes turns, then everybody', () => {
    const people = [person('o', 'owner'), person('e', 'engineer'), person('d', 'engineer'), person('c', 'coordinator')];
    const known = withRosters(people, roster('noc', ['e', 'd', 'e']), roster('sbc', ['c', 'o', 'e']));
    expect(stepsOf(known)).toEqual([
      ['schedule noc', 'schedule sbc'],
      ['person d', 'person o'],
      ['role coordinator', 'role engineer', 'role owner'],
    ]);
    // A week later others are on call.
    expect(stepsOf(known, monday + 7 * 86_400_000)?.[1]).toEqual(['person e', 'person c']);
  });

  test('with a roster that has nobody now asks those who take turns in it next', () => {
    const known = withRosters(
      [person('o', 'owner'), person('e', 'engineer')],
      roster('noc', ['e'], 'Sa-Su 00:00-24:00'),
    );
    expect(stepsOf(known)).toEqual([['schedule noc'], ['person e'], ['role engineer', 'role owner']]);
  });

  test('asks somebody who is only in a roster', () => {
    expect(stepsOf(withRosters([person('a', 'auditor')], roster('noc', ['a'])))).toEqual([['schedule noc']]);
  });

  test('is none as long as nobody could be reached at all', () => {
    expect(stepsOf(directory())).toBeUndefined();
    expect(stepsOf(directory(person('a', 'auditor')))).toBeUndefined();
    expect(usualPolicy(directory(person('o', 'owner')), () => false, monday)).toBeUndefined();
    expect(stepsOf(withRosters([], roster('noc', ['gone'])))).toBeUndefined();
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
