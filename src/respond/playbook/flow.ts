import type { WorkflowStep } from '../../core/playbook/workflow-step.ts';

/** A branch of a step: which one (`next_steps.0`, `on_true`, `cases.open`) and where it begins. */
export interface Branch {
  readonly label: string;
  readonly entry: string;
}

/** Where the branches of a step begin, in order; empty for steps without branches. */
export function branchesOf(step: WorkflowStep): readonly Branch[] {
  switch (step.type) {
    case 'parallel':
      return (step.next_steps ?? []).map((entry, i) => ({ label: `next_steps.${i}`, entry }));
    case 'if-condition':
      return [...branch('on_true', step.on_true), ...branch('on_false', step.on_false)];
    case 'while-condition':
      return branch('on_true', step.on_true);
    case 'switch-condition':
      return Object.entries(step.cases ?? {}).map(([word, entry]) => ({ label: `cases.${word}`, entry }));
    default:
      return [];
  }
}

function branch(label: string, entry: string | undefined): readonly Branch[] {
  return entry === undefined ? [] : [{ label, entry }];
}

/** What may come after a step in its own sequence: property and step. */
export function followersOf(step: WorkflowStep): readonly Branch[] {
  return [
    ...branch('on_completion', step.on_completion),
    ...branch('on_success', step.on_success),
    ...branch('on_failure', step.on_failure),
  ];
}

/** What comes after a step that was done well. */
export function afterSuccess(step: WorkflowStep): string | undefined {
  return step.on_success ?? step.on_completion;
}

/**
 * What comes after a step that failed: on_failure; else, in a playbook without an exception step, on_completion, which follows
 * either way. Undefined: the failure goes to the step around it and in the end to the exception step (section 4.1).
 */
export function afterFailure(step: WorkflowStep, hasException: boolean): string | undefined {
  return step.on_failure ?? (hasException ? undefined : step.on_completion);
}
