import type { PlaybookDryWire } from '../../../../../src/api/schema/playbooks.ts';
import { type FlowStep, type Way, waysOf } from '../model/flow.ts';

type Line = PlaybookDryWire['lines'][number];

/** The way that a line begins, for its heading; undefined for what is done when nothing is written for a failure. */
export function headingOf(lines: readonly Line[], at: number): Way | undefined {
  const { branch, depth, step } = lines[at]!;
  if (branch === 'workflow_exception') return undefined;
  const parent = lines.slice(0, at).findLast((line) => line.depth < depth);
  // The id of a step begins with its type.
  const type = (parent?.step.split('--')[0] ?? 'action') as FlowStep['type'];
  return waysOf({ id: parent?.step ?? '', type, next: [{ label: branch, to: step }] } as FlowStep)[0];
}
