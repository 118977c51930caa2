import type { Playbook } from '../../../../../src/core/playbook/playbook.ts';
import { connect, target, thenLabel } from './edit-steps.ts';

/**
 * Lets one step lead to another where somebody draws a line between them: a parallel step gets a branch, any other step the first
 * of its ways that leads nowhere yet; when all lead somewhere, the way on after it is done well leads there now.
 */
export function joinSteps(playbook: Playbook, from: string, to: string): Playbook {
  const step = playbook.workflow[from];
  if (!step || step.type === 'end' || from === to || playbook.workflow[to]?.type === 'start') return playbook;
  if (step.type === 'parallel' && target(step, thenLabel('parallel')) !== undefined)
    return connect(playbook, { from, label: 'next_steps.+' }, to);
  const then = step.on_completion === undefined ? thenLabel(step.type) : 'on_completion';
  const ways = {
    start: [then],
    end: [],
    action: [then, 'on_failure'],
    'playbook-action': [then, 'on_failure'],
    parallel: [then],
    'if-condition': ['on_true', 'on_false', then],
    'while-condition': ['on_true', then],
    'switch-condition': [then],
  }[step.type];
  const label = ways.find((way) => target(step, way) === undefined) ?? then;
  return connect(playbook, { from, label }, to);
}
