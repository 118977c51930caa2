import type { PlaybookGraphWire } from '../../../../../src/api/schema/playbooks.ts';
import type { Flow } from '../model/flow.ts';
import { kindOf } from '../parts/step-kind.tsx';
import type { GraphStep } from './playbook-graph.tsx';

/** What the server calls a graph, as it is drawn. */
export function graphFlow({ start, exception, steps }: PlaybookGraphWire): Flow<GraphStep> {
  return {
    ...{ start, exception },
    steps: steps.map((step) => ({
      ...{ id: step.id, type: step.type, name: step.name, kind: kindOf(step) },
      next: step.next,
      faults: step.faults.filter(({ weight }) => weight !== 'note').length,
    })),
  };
}
