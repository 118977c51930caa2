import type { Playbook } from '../../../../../src/core/playbook/playbook.ts';
import type { StepType } from '../../../../../src/core/playbook/vocabularies.ts';
import type { WorkflowStep } from '../../../../../src/core/playbook/workflow-step.ts';

/** What it means to go this way. */
export type WayKind = 'then' | 'failed' | 'yes' | 'no' | 'round' | 'case' | 'branch';

/** A step as far as it leads somewhere: what the server calls a graph has more, and fits. */
export interface FlowStep {
  readonly id: string;
  readonly type: StepType;
  /** Properties that lead somewhere (`on_success`, `next_steps.0`, `cases.open`), and where. */
  readonly next: readonly { readonly label: string; readonly to: string }[];
}

/** A playbook as far as its steps lead to each other. */
export interface Flow<Step extends FlowStep = FlowStep> {
  /** '' where there is none. */
  readonly start: string;
  readonly exception: string;
  readonly steps: readonly Step[];
}

/** One way on from a step. */
export interface Way {
  readonly label: string;
  readonly kind: WayKind;
  /** Word of a case, place of a branch counted from 1; '' otherwise. */
  readonly word: string;
  readonly to: string;
}

/** All ways on from a step, branches first, as they are read. */
export function waysOf({ type, next }: FlowStep): readonly Way[] {
  const ways = next.map(({ label, to }): Way => {
    const [property = '', ...rest] = label.split('.');
    const word = rest.join('.');
    if (property === 'next_steps') return { label, kind: 'branch', word: String(Number(word) + 1), to };
    if (property === 'cases') return { label, kind: 'case', word, to };
    return { label, kind: kindOf(property, type), word: '', to };
  });
  return [...ways.filter(isBranch), ...ways.filter((way) => !isBranch(way))];
}

/** Whether a way leads into a branch, after which the step it comes from goes on. */
export function isBranch({ kind }: Way): boolean {
  return kind !== 'then' && kind !== 'failed';
}

function kindOf(property: string, type: StepType): WayKind {
  if (property === 'on_true') return type === 'while-condition' ? 'round' : 'yes';
  if (property === 'on_false') return 'no';
  return property === 'on_failure' ? 'failed' : 'then';
}

/** The flow of what stands in the editor, whatever is missing in it. */
export function flowOf({ workflow, workflow_start = '', workflow_exception = '' }: Playbook): Flow {
  const steps = Object.entries(workflow).map(([id, step]) => ({ id, type: step.type, next: nextOf(step) }));
  return { start: workflow_start, exception: workflow_exception, steps };
}

function nextOf(step: WorkflowStep): FlowStep['next'] {
  const named: [label: string, to: string | undefined][] = [];
  if (step.type === 'parallel')
    for (const [place, to] of (step.next_steps ?? []).entries()) named.push([`next_steps.${place}`, to]);
  if (step.type === 'switch-condition')
    for (const [word, to] of Object.entries(step.cases ?? {})) named.push([`cases.${word}`, to]);
  if (step.type === 'if-condition' || step.type === 'while-condition') named.push(['on_true', step.on_true]);
  if (step.type === 'if-condition') named.push(['on_false', step.on_false]);
  named.push(['on_success', step.on_success], ['on_completion', step.on_completion], ['on_failure', step.on_failure]);
  return named.flatMap(([label, to]) => (to === undefined || to === '' ? [] : [{ label, to }]));
}
