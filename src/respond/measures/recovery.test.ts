import { expect, test } from 'vitest';
import type { RecoveryPhase } from '../../core/incident/recovery.ts';
import { recoveryTests } from '../../core/incident/recovery.ts';
import { finishPhase, newPhases, withTest } from './recovery.ts';

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
