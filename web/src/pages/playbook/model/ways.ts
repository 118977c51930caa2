import type { WorkflowStep } from '../../../../../src/core/playbook/workflow-step.ts';

/** What it means to go this way. */
export type WayKind = 'then' | 'failed' | 'yes' | 'no' | 'round' | 'case' | 'branch';

/** One way on from a step. */
export interface Way {
  /** Property that holds it: `on_success`, `next_steps.0`, `cases.open`. */
  readonly label: string;
  readonly kind: WayKind;
  /** Word of a case, place of a branch counted from 1; '' otherwise. */
  readonly word: string;
  readonly to: string;
}

/** Ways into the branches of a step, in the order in which they are written. */
export function branchWays(step: WorkflowStep): readonly Way[] {
  switch (step.type) {
    case 'parallel':
      return (step.next_steps ?? []).map((to, place) => way(`next_steps.${place}`, 'branch', to, String(place + 1)));
    case 'if-condition':
      return [...one('on_true', 'yes', step.on_true), ...one('on_false', 'no', step.on_false)];
    case 'while-condition':
      return one('on_true', 'round', step.on_true);
    case 'switch-condition':
      return Object.entries(step.cases ?? {}).map(([word, to]) => way(`cases.${word}`, 'case', to, word));
    default:
      return [];
  }
}

/** The way on after a step, or after all of its branches: the one property of the two that is used. */
export function thenWay(step: WorkflowStep): Way | undefined {
  return one('on_success', 'then', step.on_success)[0] ?? one('on_completion', 'then', step.on_completion)[0];
}

/** The way on after a step that failed. */
export function failedWay(step: WorkflowStep): Way | undefined {
  return one('on_failure', 'failed', step.on_failure)[0];
}

/** All ways on: branches first, as they are read. */
export function waysOf(step: WorkflowStep): readonly Way[] {
  return [...branchWays(step), ...[thenWay(step), failedWay(step)].filter((found) => found !== undefined)];
}

function one(label: string, kind: WayKind, to: string | undefined): readonly Way[] {
  return to === undefined || to === '' ? [] : [way(label, kind, to, '')];
}

function way(label: string, kind: WayKind, to: string, word: string): Way {
  return { label, kind, word, to };
}
