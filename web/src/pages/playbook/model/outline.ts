import type { Playbook } from '../../../../../src/core/playbook/playbook.ts';
import type { WorkflowStep } from '../../../../../src/core/playbook/workflow-step.ts';
import { branchWays, failedWay, thenWay, type Way } from './ways.ts';

/** How a row of steps ends: at an end step, at a step that stands elsewhere, at one that is not there, or nowhere. */
export type Onward =
  | { readonly kind: 'end' }
  | { readonly kind: 'step'; readonly id: string }
  | { readonly kind: 'missing'; readonly id: string }
  | { readonly kind: 'nowhere' };

/** A row of steps one after another. */
export interface OutlineRow {
  /** Way that leads into it; undefined for the row of the playbook itself. */
  readonly way: Way | undefined;
  readonly steps: readonly OutlineStep[];
  readonly onward: Onward;
}

/** A step that does or decides something, with its number as people say it: `4`, `4a.1`, `4.f1` for what follows its failure. */
export interface OutlineStep {
  readonly id: string;
  readonly number: string;
  readonly step: WorkflowStep;
  readonly branches: readonly OutlineRow[];
  readonly failed: OutlineRow | undefined;
}

/** A playbook as it is read from top to bottom. */
export interface Outline {
  readonly main: OutlineRow;
  /** What is done when something fails and nobody wrote what then. */
  readonly exception: OutlineRow | undefined;
  /** Steps no way leads to: of drafts only. */
  readonly loose: readonly OutlineRow[];
  readonly numbers: ReadonlyMap<string, string>;
  /** Steps in the order in which they are read. */
  readonly order: readonly string[];
}

interface Row {
  readonly way: Way | undefined;
  readonly steps: Step[];
  onward: Onward;
}
interface Step {
  readonly id: string;
  readonly number: string;
  readonly step: WorkflowStep;
  readonly branches: Row[];
  failed: Row | undefined;
}

/**
 * Puts the steps of a playbook in the order in which they are read, each once: the way on when all goes well first, so that a step
 * that follows both success and failure stands where success leads. Takes drafts too, whatever is missing in them.
 */
export function outlineOf({ workflow, workflow_start: start, workflow_exception: exception }: Playbook): Outline {
  const numbers = new Map<string, string>();
  const order: string[] = [];
  const stepOf = (id: string) => (Object.hasOwn(workflow, id) ? workflow[id] : undefined);

  const row = (way: Way | undefined, entry: string | undefined, number: (place: number) => string): Row => {
    const made: Row = { way, steps: [], onward: { kind: 'nowhere' } };
    for (let id = entry; id !== undefined; ) {
      const step = stepOf(id);
      if (!step) return { ...made, onward: { kind: 'missing', id } };
      if (step.type === 'end') return { ...made, onward: { kind: 'end' } };
      if (numbers.has(id)) return { ...made, onward: { kind: 'step', id } };
      if (step.type === 'start') {
        numbers.set(id, '');
      } else {
        const own = number(made.steps.length + 1);
        numbers.set(id, own);
        order.push(id);
        const written: Step = { id, number: own, step, branches: [], failed: undefined };
        made.steps.push(written);
        branchWays(step).forEach((way, branch) => {
          written.branches.push(row(way, way.to, (place) => `${own}${letter(branch)}.${place}`));
        });
      }
      id = thenWay(step)?.to;
    }
    return made;
  };

  /** What follows failures, once everything that follows success has its place. */
  const rescue = (rows: readonly Row[]): void => {
    for (const { steps } of rows) {
      for (const one of steps) {
        const way = failedWay(one.step);
        if (way) one.failed = row(way, way.to, (place) => `${one.number}.f${place}`);
        rescue([...one.branches, ...(one.failed ? [one.failed] : [])]);
      }
    }
  };

  const main = row(undefined, start, String);
  rescue([main]);
  const caught = exception === undefined ? undefined : row(undefined, exception, (place) => `x${place}`);
  if (caught) rescue([caught]);
  const loose: Row[] = [];
  for (const [id, step] of Object.entries(workflow)) {
    if (numbers.has(id) || step.type === 'end') continue;
    const group = loose.length + 1;
    const found = row(undefined, id, (place) => `?${group}.${place}`);
    rescue([found]);
    loose.push(found);
  }
  return { main, exception: caught, loose, numbers, order };
}

/** a, b … z, aa, ab … */
function letter(place: number): string {
  const last = String.fromCharCode(97 + (place % 26));
  return place < 26 ? last : `${letter(Math.floor(place / 26) - 1)}${last}`;
}
