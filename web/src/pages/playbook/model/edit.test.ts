import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Playbook } from '../../../../../src/core/playbook/playbook.ts';
import { differencesOf, same } from './differences.ts';
import { isUsed, plainName, renameVariable, setAgent, setVariable, variableNameOf } from './edit-parts.ts';
import { addStep, changeStep, connect, removeStep, renameCase, target } from './edit-steps.ts';
import { flowOf } from './flow.ts';
import { changed, historyOf, redone, undone } from './history.ts';

const file = new URL('../../../../../playbooks/toll-fraud.en.json', import.meta.url);
const shipped = JSON.parse(readFileSync(file, 'utf8')) as Playbook;
const named = (playbook: Playbook, name: string) =>
  Object.entries(playbook.workflow).find(([, step]) => step.name === name)![0];

/** Ways that lead to what is not there. */
const dangling = (playbook: Playbook) =>
  flowOf(playbook).steps.flatMap(({ next }) => next.filter(({ to }) => !Object.hasOwn(playbook.workflow, to)));

describe('steps', () => {
  test('a new step stands between two others, and taking it out gives what was there', () => {
    const from = named(shipped, 'Set an extra watch');
    const old = shipped.workflow[from]!.on_success;
    const { playbook, id } = addStep(shipped, 'action', { from, label: 'on_success' });
    expect(playbook.workflow[from]!.on_success).toBe(id);
    expect(playbook.workflow[id]!.on_success).toBe(old);
    expect(same(removeStep(playbook, id).workflow, shipped.workflow)).toBe(true);
  });

  test('whatever step is taken out, no way leads to what is not there', () => {
    for (const id of Object.keys(shipped.workflow)) expect(dangling(removeStep(shipped, id))).toEqual([]);
  });

  test('what is done after a failure goes on as if it had worked, a new branch ends by itself', () => {
    const watch = named(shipped, 'Find the cause');
    const rescued = addStep(shipped, 'action', { from: watch, label: 'on_failure' });
    expect(rescued.playbook.workflow[rescued.id]!.on_success).toBe(shipped.workflow[watch]!.on_success);

    const parallel = named(shipped, 'Stop the money and preserve traces');
    const branched = addStep(shipped, 'action', { from: parallel, label: 'next_steps.+' });
    const step = branched.playbook.workflow[parallel]!;
    expect(step.type === 'parallel' && step.next_steps).toHaveLength(4);
    const back = removeStep(branched.playbook, branched.id).workflow[parallel]!;
    // The branch is empty now: its end is still there, and can be taken away.
    expect(back.type === 'parallel' && back.next_steps).toHaveLength(4);
    const gone = connect(
      removeStep(branched.playbook, branched.id),
      { from: parallel, label: 'next_steps.3' },
      undefined,
    );
    expect(same(gone.workflow, shipped.workflow)).toBe(true);
  });

  test('a step that goes on either way gets two ways when it may fail', () => {
    const from = named(shipped, 'Set an extra watch');
    const { on_success: then, ...rest } = shipped.workflow[from]!;
    const either = changeStep(shipped, from, { ...rest, on_success: undefined, on_completion: then });
    const { playbook, id } = addStep(either, 'action', { from, label: 'on_failure' });
    expect(playbook.workflow[from]).toMatchObject({ on_success: then, on_failure: id });
    expect(playbook.workflow[from]).not.toHaveProperty('on_completion');
  });

  test('cases keep their place when their word changes; a word that is taken stays', () => {
    const from = named(shipped, 'Set an extra watch');
    let { playbook, id } = addStep(shipped, 'switch-condition', { from, label: 'on_success' });
    for (const word of ['open', 'default'])
      playbook = addStep(playbook, 'action', { from: id, label: `cases.${word}` }).playbook;
    const step = renameCase(playbook, id, 'open', 'shut').workflow[id]!;
    expect(step.type === 'switch-condition' && Object.keys(step.cases!)).toEqual(['shut', 'default']);
    expect(renameCase(playbook, id, 'open', 'default')).toBe(playbook);
    expect(target(step, 'cases.shut')).toMatch(/^action--/);
  });

  test('ends nothing leads to go; so does what names a step that is taken out', () => {
    const plan = named(shipped, 'Plan the review');
    const end = target(shipped.workflow[plan]!, 'on_success')!;
    const other = named(shipped, 'Set an extra watch');
    expect(connect(shipped, { from: plan, label: 'on_success' }, other).workflow).not.toHaveProperty(end);
    const exception = shipped.workflow_exception!;
    expect(removeStep(shipped, exception)).not.toHaveProperty('workflow_exception');
  });
});

describe('parts', () => {
  test('a variable is renamed wherever it is used, and nowhere else', () => {
    const renamed = renameVariable(shipped, '__account__', '__extension__');
    const before = JSON.stringify(shipped);
    const count = (text: string, word: string) => text.split(word).length - 1;
    expect(count(JSON.stringify(renamed), '__account__')).toBe(0);
    expect(count(JSON.stringify(renamed), '__extension__')).toBe(count(before, '__account__'));
    expect(same(renameVariable(renamed, '__extension__', '__account__'), shipped)).toBe(true);
    expect(renameVariable(shipped, '__account__', '__hours__')).toBe(shipped);
    expect(isUsed(shipped, '__account__')).toBe(true);
    expect(isUsed(shipped, '__nobody__')).toBe(false);
    expect(isUsed(setVariable(shipped, '__account__', undefined), '__account__')).toBe(true);
  });

  test('what is typed becomes a name', () => {
    expect(variableNameOf('My phone!')).toBe('__My_phone__');
    expect(variableNameOf('__x__')).toBe('__x__');
    expect(variableNameOf('9 lives')).toBe('__lives__');
    expect(variableNameOf('…')).toBe('');
    expect(plainName('__hours__')).toBe('hours');
  });

  test('who does it is kept by id', () => {
    const agent = { type: 'group' as const, name: 'Night shift' };
    const made = setAgent(shipped, 'group--00000000-0000-4000-8000-000000000000', agent);
    expect(Object.keys(made.agent_definitions!)).toHaveLength(Object.keys(shipped.agent_definitions!).length + 1);
    expect(same(setAgent(made, 'group--00000000-0000-4000-8000-000000000000', undefined), shipped)).toBe(true);
  });
});

test('differences name the step and the property', () => {
  const from = named(shipped, 'Set an extra watch');
  const edited = changeStep(addStep(shipped, 'action', { from, label: 'on_success' }).playbook, from, { delay: 5000 });
  const found = differencesOf(shipped, { ...edited, name: 'Fraud' });
  expect(found.map(({ step, kind, path }) => [step === '' ? '' : step.slice(0, 6), kind, path])).toEqual(
    expect.arrayContaining([
      ['', 'changed', 'name'],
      ['action', 'changed', 'delay'],
      ['action', 'changed', 'on_success'],
      ['action', 'added', ''],
    ]),
  );
  expect(differencesOf(shipped, structuredClone(shipped))).toEqual([]);
});

test('one goes back and forth; typing on in one field is one step back', () => {
  let history = changed(historyOf('a'), 'b', 'name', 1_000);
  history = changed(history, 'bc', 'name', 1_500);
  history = changed(history, 'bcd', 'other', 1_600);
  expect(undone(history).now).toBe('bc');
  expect(undone(undone(history)).now).toBe('a');
  expect(redone(undone(history)).now).toBe('bcd');
  expect(undone(undone(undone(history))).now).toBe('a');
  expect(changed(undone(history), 'x', '', 2_000).next).toEqual([]);
});
