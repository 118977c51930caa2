import { expect, test } from 'vitest';
import type { Playbook } from '../../../core/playbook/playbook.ts';
import type { RunEffect } from '../../../core/playbook/run-effect.ts';
import { faultSentence } from '../fault-sentence.ts';
import { readPlaybook } from '../read/read-playbook.ts';
import { startRun } from '../run/start-run.ts';
import { stepRun } from '../run/step-run.ts';
import { buildPlaybook, type Piece } from '../testing/build-playbook.ts';
import { checkPlaybook } from './check-playbook.ts';

type Steps = Record<string, Record<string, unknown>>;

/** A playbook with a loop whose body is these pieces, and whose last step points back at the loop instead of at an end. */
function goingBack(body: readonly Piece[]): Playbook {
  const made = JSON.parse(
    JSON.stringify(
      buildPlaybook(
        [
          { kind: 'while', condition: "__x__:value = 'again'", body },
          { kind: 'ask', name: 'after' },
        ],
        {
          __x__: { type: 'string', value: 'again' },
        },
      ),
    ),
  ) as { workflow: Steps };
  const { workflow } = made;
  // The outermost loop is the one nobody else's branch leads to.
  const [loop, step] = Object.entries(workflow).find(
    ([, { type, on_success: next }]) => type === 'while-condition' && workflow[next as string]?.name === 'after',
  )!;
  let [last, at] = [step.on_true as string, workflow[step.on_true as string]];
  while (workflow[at.on_success as string].type !== 'end')
    [last, at] = [at.on_success as string, workflow[at.on_success as string]];
  const end = at.on_success as string;
  workflow[last] = { ...at, on_success: loop };
  delete workflow[end];
  const read = readPlaybook(made);
  if (!read.ok) throw new Error(read.reason.map((fault) => faultSentence(fault).en).join());
  return read.value;
}

const ask = (name: string): Piece => ({ kind: 'ask', name, sets: '__x__' });
const bodies: [string, readonly Piece[]][] = [
  ['a task', [ask('one')]],
  ['an if', [{ kind: 'if', condition: "__x__:value = 'again'", yes: [ask('one')], no: [ask('other')] }]],
  ['a parallel step', [{ kind: 'parallel', branches: [[ask('one')], [{ kind: 'ask', name: 'beside' }]] }]],
  ['a switch', [{ kind: 'switch', on: '__x__:value', cases: { again: [ask('one')], default: [ask('other')] } }]],
  ['another loop', [{ kind: 'while', condition: "__x__:value = 'again'", body: [ask('one')] }]],
  [
    'something before it',
    [
      { kind: 'ask', name: 'first' },
      { kind: 'while', condition: "__x__:value = 'again'", body: [ask('one')] },
    ],
  ],
];

test.each(bodies)('a loop may end in %s that points back at it, and runs as it would with an end step', (_, body) => {
  const playbook = goingBack(body);
  expect(checkPlaybook(playbook).map((fault) => faultSentence(fault).en)).toEqual([]);
  const started = startRun(playbook, {}, 0, { id: 'run' });
  if (!started.ok) throw new Error(started.reason[0].en);
  let [run, rounds] = [started.value.run, 0];
  const open: Extract<RunEffect, { kind: 'task' }>[] = [];
  const take = (effects: readonly RunEffect[]) => open.push(...effects.filter((effect) => effect.kind === 'task'));
  take(started.value.effects);
  for (let task = open.shift(); task !== undefined; task = open.shift()) {
    if (task.name === 'one') rounds++;
    const values: Record<string, string> = task.asks.length > 0 ? { __x__: rounds < 3 ? 'again' : 'enough' } : {};
    const stepped = stepRun(run, { kind: 'task', key: task.key, at: 1, ok: true, by: 'Els', values });
    expect(stepped.refused).toBeNull();
    run = stepped.run;
    take(stepped.effects);
  }
  expect([run.state, rounds]).toEqual(['done', 3]);
  expect(run.visits.some(({ step }) => run.playbooks[0].workflow[step].name === 'after')).toBe(true);
});

test('a step in a branch that points at what comes after the branch is refused still', () => {
  const made = JSON.parse(
    JSON.stringify(
      buildPlaybook([
        { kind: 'parallel', branches: [[{ kind: 'ask', name: 'one' }], [{ kind: 'ask', name: 'two' }]] },
        { kind: 'ask', name: 'after' },
      ]),
    ),
  ) as { workflow: Steps };
  const [after] = Object.entries(made.workflow).find(([, { name }]) => name === 'after')!;
  for (const step of Object.values(made.workflow)) if (step.name === 'one') step.on_success = after;
  const told = checkPlaybook(made as unknown as Playbook).map((fault) => faultSentence(fault).en);
  expect(told.join('\n')).toContain('“after” is in the branch next_steps.0 and comes after this step too');
});
