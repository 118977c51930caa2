import type { PlaybookFaultWire } from '../../../../../src/api/schema/playbooks.ts';
import type { Playbook } from '../../../../../src/core/playbook/playbook.ts';
import type { WorkflowStep } from '../../../../../src/core/playbook/workflow-step.ts';
import type { GraphStep } from '../graph/playbook-graph.tsx';
import { type Flow, flowOf } from '../model/flow.ts';
import { kindOf, type StepKind } from '../parts/step-kind.tsx';

/** What stands in the editor, as it is drawn. */
export function draftFlow(playbook: Playbook, faults: readonly PlaybookFaultWire[]): Flow<GraphStep> {
  const flow = flowOf(playbook);
  const wrong = Map.groupBy(
    faults.filter(({ weight }) => weight !== 'note'),
    ({ step }) => step,
  );
  return {
    ...flow,
    steps: flow.steps.map((step) => {
      const written = playbook.workflow[step.id]!;
      return { ...step, name: written.name ?? '', kind: draftKind(written), faults: wrong.get(step.id)?.length ?? 0 };
    }),
  };
}

/** What a step is: one that asks a person anything is a task. */
export function draftKind(step: WorkflowStep): StepKind {
  const commands = step.type === 'action' ? (step.commands ?? []) : [];
  const automatic = commands.length > 0 && commands.every(({ type }) => type === 'x-belwacht' || type === 'http-api');
  return kindOf({ type: step.type, does: automatic ? 'automatic' : 'task' });
}
