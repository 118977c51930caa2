import { type Playbook, stepOf } from '../../../core/playbook/playbook.ts';
import type { WorkflowStep } from '../../../core/playbook/workflow-step.ts';
import { branchesOf, followersOf } from '../flow.ts';

/** One step pointing at another, by a property. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** Where a playbook goes from each of its steps. References to what is not there are left out. */
export class Graph {
  readonly playbook: Playbook;
  readonly #edges = new Map<string, readonly Edge[]>();

  constructor(playbook: Playbook) {
    this.playbook = playbook;
    const returning = returnsToLoop(playbook);
    for (const [from, step] of Object.entries(playbook.workflow)) {
      const edges = [...followersOf(step), ...branchesOf(step)].map(({ label, entry }) => ({ from, to: entry, label }));
      this.#edges.set(
        from,
        edges.filter(({ to }) => stepOf(playbook, to) && !returning.has(`${from} ${to}`)),
      );
    }
  }

  /** What comes after a step in its own sequence; a while step that it goes back to is not. */
  afterOf(step: string): readonly Edge[] {
    return this.edgesOf(step).filter(
      ({ label }) => label.startsWith('on_') && label !== 'on_true' && label !== 'on_false',
    );
  }

  edgesOf(step: string): readonly Edge[] {
    return this.#edges.get(step) ?? [];
  }

  /** All steps that can be come to from these, themselves included. */
  reach(from: readonly string[]): Set<string> {
    const seen = new Set<string>();
    const waiting = from.filter((id) => stepOf(this.playbook, id));
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      for (const { to } of this.edgesOf(id)) waiting.push(to);
    }
    return seen;
  }

  /** Steps on a way round that nothing ends, one list for each found; the first step of each is where it closes. */
  cycles(): readonly (readonly string[])[] {
    const found: string[][] = [];
    const done = new Set<string>();
    const path: string[] = [];
    const onPath = new Set<string>();
    // From the start, so that a way round is told from where one comes into it.
    const { workflow_start: start } = this.playbook;
    for (const root of [...(start !== undefined && this.#edges.has(start) ? [start] : []), ...this.#edges.keys()]) {
      if (done.has(root)) continue;
      // By hand: 500 steps in a row are no reason to run out of stack.
      const stack: { id: string; next: number }[] = [{ id: root, next: 0 }];
      path.push(root);
      onPath.add(root);
      for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
        const edge = this.edgesOf(top.id)[top.next++];
        if (edge === undefined) {
          done.add(top.id);
          onPath.delete(top.id);
          path.pop();
          stack.pop();
        } else if (onPath.has(edge.to)) found.push(path.slice(path.indexOf(edge.to)));
        else if (!done.has(edge.to)) {
          stack.push({ id: edge.to, next: 0 });
          path.push(edge.to);
          onPath.add(edge.to);
        }
      }
    }
    return found;
  }
}

/** `from to` of each step of a loop that goes straight back to the while step: that ends the round as an end step would. */
function returnsToLoop(playbook: Playbook): Set<string> {
  const returning = new Set<string>();
  for (const [loop, step] of Object.entries(playbook.workflow)) {
    if (step.type !== 'while-condition' || step.on_true === undefined || step.on_true === loop) continue;
    const seen = new Set<string>();
    const waiting = [step.on_true];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const body: WorkflowStep | undefined = stepOf(playbook, id);
      if (!body || seen.has(id) || id === loop) continue;
      seen.add(id);
      for (const { entry } of followersOf(body)) {
        if (entry === loop) returning.add(`${id} ${loop}`);
        else waiting.push(entry);
      }
    }
  }
  return returning;
}
