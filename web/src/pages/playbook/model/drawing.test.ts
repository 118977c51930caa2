import { expect, test } from 'vitest';
import type { StepType } from '../../../../../src/core/playbook/vocabularies.ts';
import { drawingOf } from './drawing.ts';
import type { FlowStep } from './flow.ts';

const step = (id: string, next: Record<string, string> = {}, type: StepType = 'action'): FlowStep => ({
  ...{ id, type, next: Object.entries(next).map(([label, to]) => ({ label, to })) },
});
const drawn = (...steps: FlowStep[]) => {
  const { nodes, lines } = drawingOf({
    ...{ start: 'start', exception: '' },
    steps: [step('start', { on_completion: steps[0]!.id }, 'start'), ...steps, step('end', {}, 'end')],
  });
  return {
    nodes: nodes.map(({ id }) => id).toSorted(),
    lines: lines.map(({ from, to, kind }) => `${from} ${kind} ${to}`).toSorted(),
  };
};

test('branches come together in what follows, and share no end with it', () => {
  const { nodes, lines } = drawn(
    step('both', { 'next_steps.0': 'a', 'next_steps.1': 'b', on_success: 'after' }, 'parallel'),
    step('a', { on_success: 'end' }),
    step('b', { on_success: 'end', on_failure: 'c' }),
    step('c', { on_success: 'end' }),
    step('after', { on_success: 'end' }),
  );
  expect(nodes).toEqual(['a', 'after', 'b', 'both', 'c', 'end@', 'end@both', 'start']);
  expect(lines).toEqual([
    'a then end@both',
    'after then end@',
    'b failed c',
    'b then end@both',
    'both branch a',
    'both branch b',
    'c then end@both',
    'end@both join after',
    'start then both',
  ]);
});

test('a question without a no goes on by itself; one with both answers comes together', () => {
  const one = drawn(
    step('ask', { on_true: 'a', on_success: 'after' }, 'if-condition'),
    step('a', { on_success: 'end' }),
    step('after', { on_success: 'end' }),
  );
  expect(one.lines).toContain('ask then after');
  expect(one.lines).toContain('end@ask join after');
  const both = drawn(
    step('ask', { on_true: 'a', on_false: 'b', on_success: 'after' }, 'if-condition'),
    step('a', { on_success: 'end' }),
    step('b', { on_success: 'end' }),
    step('after', { on_success: 'end' }),
  );
  expect(both.lines).not.toContain('ask then after');
});

test('what is repeated goes back; a branch within a branch goes on where the outer one does', () => {
  const { lines } = drawn(
    step('while', { on_true: 'ask', on_success: 'end' }, 'while-condition'),
    step('ask', { on_true: 'a', on_false: 'b' }, 'if-condition'),
    step('a', { on_success: 'end' }),
    step('b', { on_success: 'end' }),
  );
  expect(lines).toContain('end@ask again while');
  expect(lines).toContain('while then end@');
  expect(lines).toContain('while round ask');
});

test('drafts are drawn too: ways to nothing are left out, steps nothing leads to are there', () => {
  const { nodes, lines } = drawn(step('a', { on_success: 'gone' }), step('lonely', { on_success: 'lonely' }));
  expect(nodes).toEqual(['a', 'lonely', 'start']);
  expect(lines).toEqual(['lonely then lonely', 'start then a']);
  expect(drawingOf({ start: '', exception: '', steps: [] })).toEqual({ nodes: [], lines: [] });
});
