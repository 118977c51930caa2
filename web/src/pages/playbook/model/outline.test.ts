import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Playbook } from '../../../../../src/core/playbook/playbook.ts';
import type { StepType } from '../../../../../src/core/playbook/vocabularies.ts';
import { type Flow, type FlowStep, flowOf } from './flow.ts';
import { type OutlineRow, outlineOf, readingOrder } from './outline.ts';

const step = (id: string, next: Record<string, string> = {}, type: StepType = 'action'): FlowStep => ({
  ...{ id, type, next: Object.entries(next).map(([label, to]) => ({ label, to })) },
});
const flow = (steps: FlowStep[], exception = ''): Flow => ({ start: 'start', exception, steps });
const told = ({ steps, onward }: OutlineRow<FlowStep>): unknown =>
  steps
    .map(({ number, step: { id }, branches, failed }) => [
      `${number} ${id}`,
      ...branches.map((branch) => [branch.way?.kind, told(branch)]),
      ...(failed ? [['failed', told(failed)]] : []),
    ])
    .concat([[onward.kind === 'step' ? `→ ${onward.id}` : onward.kind]]);

test('branches stand under their step, and the row goes on after them', () => {
  const outline = outlineOf(
    flow([
      step('start', { on_completion: 'both' }, 'start'),
      step('both', { 'next_steps.0': 'left', 'next_steps.1': 'right', on_success: 'after' }, 'parallel'),
      step('left', { on_success: 'end' }),
      step('right', { on_success: 'end' }),
      step('after', { on_success: 'end' }),
      step('end', {}, 'end'),
    ]),
  );
  expect(told(outline.main)).toEqual([
    ['1 both', ['branch', [['1a.1 left'], ['end']]], ['branch', [['1b.1 right'], ['end']]]],
    ['2 after'],
    ['end'],
  ]);
});

test('a step that follows success and failure stands where success leads', () => {
  const outline = outlineOf(
    flow([
      step('start', { on_completion: 'block' }, 'start'),
      step('by-hand', { on_success: 'look' }),
      step('block', { on_failure: 'by-hand', on_success: 'look' }),
      step('look', { on_success: 'end' }),
      step('end', {}, 'end'),
    ]),
  );
  expect(told(outline.main)).toEqual([['1 block', ['failed', [['1.f1 by-hand'], ['→ look']]]], ['2 look'], ['end']]);
  expect(readingOrder(outline).map(({ id }) => id)).toEqual(['block', 'by-hand', 'look']);
});

test('a draft is read whatever is missing: loose ends, steps nothing leads to, a way round', () => {
  const outline = outlineOf(
    flow([
      step('start', { on_completion: 'first' }, 'start'),
      step('first', { on_success: 'gone' }),
      step('second', {}),
      step('lonely', { on_success: 'second' }),
      step('a', { on_success: 'b' }),
      step('b', { on_success: 'a' }),
    ]),
  );
  expect(told(outline.main)).toEqual([['1 first'], ['missing']]);
  expect(outline.loose.map(told)).toEqual([
    [['?a.1 lonely'], ['?a.2 second'], ['nowhere']],
    [['?b.1 a'], ['?b.2 b'], ['→ a']],
  ]);
  expect(outlineOf({ start: '', exception: '', steps: [] }).main).toMatchObject({ steps: [] });
});

test('every step of a playbook that ships is read exactly once', () => {
  for (const type of ['toll-fraud', 'ddos-sip', 'hacked-account', 'data-leak']) {
    const path = new URL(`../../../../../playbooks/${type}.en.json`, import.meta.url);
    const playbook = JSON.parse(readFileSync(path, 'utf8')) as Playbook;
    const outline = outlineOf(flowOf(playbook));
    const ids = readingOrder(outline).map(({ id }) => id);
    const doing = Object.keys(playbook.workflow).filter((id) => !/^(start|end)--/.test(id));
    expect(ids.toSorted()).toEqual(doing.toSorted());
    expect(outline.loose).toEqual([]);
    expect(new Set(ids.map((id) => outline.numbers.get(id))).size).toBe(ids.length);
  }
});
