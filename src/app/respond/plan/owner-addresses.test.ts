import { expect, test } from 'vitest';
import { filledPlan } from '../../../respond/plan/testing/filled-plan.ts';
import { ownerAddresses, type TeamMember } from './owner-addresses.ts';

const team: readonly TeamMember[] = [
  { name: 'Anna de Wit', email: 'anna@example.net', role: 'owner' },
  { name: 'Bram Post', email: 'bram@example.net', role: 'engineer' },
];
const plan = {
  roles: [{ ...filledPlan('nl').roles[0], role: 'coordinator', holder: 'Bram Post' } as const],
};
const of = (owner: string, remindTo = '') => ownerAddresses(owner, plan, team, remindTo);

test.each([
  ['Bram Post', 'bram@example.net'],
  [' bram post ', 'bram@example.net'],
  ['BRAM@example.net', 'BRAM@example.net'],
  ['Cor, via cor@example.org (avond)', 'cor@example.org'],
  ['coördinator', 'bram@example.net'],
  ['Coordinator', 'bram@example.net'],
])('%s is reached', (owner, address) => {
  expect(of(owner)).toEqual([address]);
});

test('an owner nobody knows is told to whom the settings name, or to the owners', () => {
  expect(of('de directie', 'wacht@example.net')).toEqual(['wacht@example.net']);
  expect(of('de directie')).toEqual(['anna@example.net']);
});
