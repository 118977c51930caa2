import { expect, test } from 'vitest';
import type { Recovery, RecoveryPhase, RecoveryPhaseName } from '../../core/incident/recovery.ts';
import { recoveryTests } from '../../core/incident/recovery.ts';
import { canBeginAnew, finishPhase, goBackTo, joinRecoveries, newPhases, withTest } from './recovery.ts';

const by = { id: 'user:1', name: 'A' };
const outcome = { evidence: { nl: 'x', en: 'x' }, by, at: 1, how: 'measured' } as const;

function must<T>(result: { ok: true; value: T } | { ok: false; reason: { en: string } }): T {
  if (!result.ok) throw new Error(result.reason.en);
  return result.value;
}

const states = (phases: readonly RecoveryPhase[]) => phases.map(({ state }) => state);

test('nothing goes wider before every test of the phase passed or does not apply', () => {
  let phases = newPhases();
  expect(states(phases)).toEqual(['open', 'waiting', 'waiting']);
  for (const name of recoveryTests) {
    expect(finishPhase(phases, 'one-phone', by, 2).ok).toBe(false);
    phases = must(
      withTest(phases, 'one-phone', {
        ...outcome,
        test: name,
        state: name === 'call-in' ? 'not-applicable' : 'passed',
      }),
    );
  }
  phases = must(finishPhase(phases, 'one-phone', by, 2));
  expect(states(phases)).toEqual(['done', 'open', 'waiting']);
  expect(phases[0]).toMatchObject({ doneAt: 2, doneBy: by });
});

test('a test that fails again closes the way again; a phase that is not open takes nothing', () => {
  let phases = newPhases();
  for (const name of recoveryTests)
    phases = must(withTest(phases, 'one-phone', { ...outcome, test: name, state: 'passed' }));
  phases = must(withTest(phases, 'one-phone', { ...outcome, test: 'register', state: 'failed' }));
  const refusal = finishPhase(phases, 'one-phone', by, 2);
  expect(refusal.ok ? '' : refusal.reason.en).toContain('register');
  expect(withTest(phases, 'everybody', { ...outcome, test: 'register', state: 'passed' }).ok).toBe(false);
  expect(finishPhase(phases, 'one-site', by, 2).ok).toBe(false);
});

function walked(...names: readonly RecoveryPhaseName[]): readonly RecoveryPhase[] {
  let phases = newPhases();
  for (const name of names) {
    for (const test of recoveryTests) phases = must(withTest(phases, name, { ...outcome, test, state: 'passed' }));
    phases = must(finishPhase(phases, name, by, 2));
  }
  return phases;
}

test('from one site back to one phone: what was tested there and wider is to be tested again', () => {
  const phases = walked('one-phone', 'one-site');
  expect(states(phases)).toEqual(['done', 'done', 'open']);
  const back = must(goBackTo(phases, 'one-site'));
  expect(states(back)).toEqual(['done', 'open', 'waiting']);
  expect(back[1].tests.every(({ state }) => state === 'open')).toBe(true);
  expect(back[0].tests.every(({ state }) => state === 'passed')).toBe(true);
  const first = must(goBackTo(back, 'one-phone'));
  expect(states(first)).toEqual(['open', 'waiting', 'waiting']);
  expect(first[0]).toMatchObject({ doneAt: undefined, doneBy: undefined });
  expect(finishPhase(first, 'one-phone', by, 3).ok).toBe(false);
  for (const phase of ['one-phone', 'one-site', 'everybody'] as const)
    expect(goBackTo(newPhases(), phase).ok).toBe(false);
});

test('it is begun anew once it is done, or when the incident was reopened since', () => {
  const reopened = (times: number) => ({ reopened: Array(times).fill({ at: 0, by, reason: { nl: '', en: '' } }) });
  const under = { phases: walked('one-phone'), reopenings: 1 };
  expect(canBeginAnew(under, reopened(1))).toBe(false);
  expect(canBeginAnew(under, reopened(2))).toBe(true);
  const done = { phases: walked('one-phone', 'one-site', 'everybody'), reopenings: 1 };
  expect(canBeginAnew(done, reopened(1))).toBe(true);
});

test('of two ways back the one that is less far goes on, and both watch', () => {
  const recovery = (phases: readonly RecoveryPhase[], parts: Partial<Recovery> = {}): Recovery => ({
    ...{ incident: 'i', tenant: 't', phases, watch: undefined, round: 1, reopenings: 0 },
    ...{ version: 1, changedAt: 0, changedBy: '' },
    ...parts,
  });
  const [far, near] = [recovery(walked('one-phone', 'one-site')), recovery(walked('one-phone'))];
  expect(joinRecoveries(far, near).phases).toBe(near.phases);
  expect(joinRecoveries(near, far).phases).toBe(near.phases);
  const watch = { from: 10, until: 20, customers: ['a'], by, joined: 1 };
  const both = joinRecoveries(
    recovery(newPhases(), { watch }),
    recovery(newPhases(), { watch: { ...watch, from: 5, until: 15, customers: ['b'], joined: 2 } }),
  );
  expect(both.watch).toMatchObject({ from: 5, until: 20, customers: ['b', 'a'], joined: 3 });
  expect(joinRecoveries(recovery(newPhases(), { watch }), near).watch).toEqual(watch);
});
