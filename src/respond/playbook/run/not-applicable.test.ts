import { expect, test } from 'vitest';
import type { RunInput } from '../../../core/playbook/run-effect.ts';
import { buildPlaybook, type Piece } from '../testing/build-playbook.ts';
import { startRun } from './start-run.ts';
import { stepRun } from './step-run.ts';

const t0 = Date.UTC(2026, 2, 1, 3);
const look: Piece = {
  ...{ kind: 'ask', name: 'look', sets: '__found__' },
  onFailure: [{ kind: 'ask', name: 'after a failure' }],
};
const pieces: readonly Piece[] = [
  look,
  {
    ...{ kind: 'if', condition: "__found__:value = 'yes'" },
    yes: [{ kind: 'ask', name: 'found' }],
    no: [{ kind: 'ask', name: 'not found' }],
  },
];

function answered(answer: Pick<Extract<RunInput, { kind: 'task' }>, 'ok' | 'applies' | 'values'>) {
  const playbook = buildPlaybook(pieces, { __found__: { type: 'string' } });
  const started = startRun(playbook, {}, t0, { id: 'run', find: () => undefined });
  if (!started.ok) throw new Error();
  const task = started.value.effects.find(({ kind }) => kind === 'task') as { key: string };
  const said = { detail: 'nobody lives there', evidence: '', by: 'Els' };
  const stepped = stepRun(started.value.run, { kind: 'task', key: task.key, at: t0 + 1, ...said, ...answer });
  const next = stepped.effects.flatMap((effect) => (effect.kind === 'task' ? [effect.name] : []));
  return { stepped, next };
}

test('a task that does not apply counts as done: what it was to find out stays unknown, and the reason is kept', () => {
  const { stepped, next } = answered({ ok: true, applies: false, values: { __found__: 'yes' } });
  expect([stepped.refused, next]).toEqual([null, ['not found']]);
  expect(stepped.run.visits.find(({ step }) => step.startsWith('action'))).toMatchObject({
    outcome: 'done',
    notes: [{ by: 'Els', detail: 'nobody lives there', applies: false }],
  });
  expect(stepped.run.scopes[''].values.__found__).toBeNull();
  expect(stepped.effects.some(({ kind }) => kind === 'escalate')).toBe(false);
});

test('one that could not be done fails, and one that is done needs its answers', () => {
  expect(answered({ ok: false }).next).toEqual(['after a failure']);
  // A failure stays one, whatever is said besides.
  expect(answered({ ok: false, applies: false }).next).toEqual(['after a failure']);
  expect(answered({ ok: true, values: { __found__: 'yes' } }).next).toEqual(['found']);
  expect(answered({ ok: true }).stepped.refused?.en).toContain('still to be filled in');
});
