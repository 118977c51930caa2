import { type Flow, type FlowStep, isBranch, type Way, waysOf } from './flow.ts';

/** A step as it is drawn. An end that several branches share is drawn once for each step whose branches they are. */
export interface DrawnNode<Step extends FlowStep> {
  readonly id: string;
  readonly step: Step;
}

/** A line between two steps: a way, or how a branch comes together with what follows (`join`), or begins again (`again`). */
export interface DrawnLine {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: Way['kind'] | 'join' | 'again';
  /** Way it stands for; undefined for lines that are not ways. */
  readonly way: Way | undefined;
}

export interface Drawing<Step extends FlowStep> {
  readonly nodes: readonly DrawnNode<Step>[];
  readonly lines: readonly DrawnLine[];
}

/**
 * What of a playbook is drawn. A branch runs until its end, and then the step it belongs to goes on: the drawing says so with a line
 * from that end to what follows, instead of one from the step past all of its branches.
 */
export function drawingOf<Step extends FlowStep>({ steps, start, exception }: Flow<Step>): Drawing<Step> {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const nodes = new Map<string, DrawnNode<Step>>();
  const lines: DrawnLine[] = [];
  /** Step in whose branch another stands; '' for none. */
  const around = new Map<string, string>();
  const ends: { readonly id: string; readonly within: string }[] = [];

  const placed = (id: string, within: string): string | undefined => {
    const step = byId.get(id);
    if (!step) return undefined;
    const own = step.type === 'end' ? `${id}@${within}` : id;
    if (!nodes.has(own)) {
      nodes.set(own, { id: own, step });
      if (step.type === 'end') ends.push({ id: own, within });
      else around.set(id, within);
    }
    return own;
  };

  const walk = (entry: string, within: string): void => {
    const waiting = [{ id: entry, within }];
    for (let at = waiting.shift(); at; at = waiting.shift()) {
      const step = byId.get(at.id);
      if (!step || step.type === 'end' || around.has(at.id)) continue;
      placed(at.id, at.within);
      for (const way of waysOf(step)) {
        const inner = isBranch(way) ? step.id : at.within;
        waiting.push({ id: way.to, within: inner });
      }
    }
  };
  /** Steps that follow success have their place first: one that a failure leads to as well stands with them. */
  walk(start, '');
  walk(exception, '');
  for (const { id } of steps) walk(id, '');

  const thenOf = (step: Step) => waysOf(step).find(({ kind }) => kind === 'then');
  /** What comes after a branch of a step: what follows the step, or else what follows the branch that it is in itself. */
  const afterBranches = (id: string): { to: string; kind: 'join' | 'again' } | undefined => {
    for (let at = id; at !== ''; at = around.get(at) ?? '') {
      const step = byId.get(at)!;
      if (step.type === 'while-condition') return { to: at, kind: 'again' };
      const then = thenOf(step);
      const to = then && placed(then.to, around.get(at) ?? '');
      if (then) return to === undefined ? undefined : { to, kind: 'join' };
    }
    return undefined;
  };

  for (const [from, within] of [...around]) {
    const step = byId.get(from)!;
    for (const way of waysOf(step)) {
      if (way.kind === 'then' && joins(step)) continue;
      const to = placed(way.to, isBranch(way) ? from : within);
      if (to !== undefined) lines.push({ id: `${from} ${way.label}`, from, to, kind: way.kind, way });
    }
  }
  // Reads on while it grows: what follows a branch may itself be an end of a branch around it.
  for (const { id, within } of ends) {
    const after = within === '' ? undefined : afterBranches(within);
    if (after && after.to !== id) lines.push({ id: `${id} ${after.kind}`, from: id, ...after, way: undefined });
  }
  return { nodes: [...nodes.values()], lines };
}

/** Whether everything that goes on after a step comes out of its branches, so that its own way needs no line. */
function joins(step: FlowStep): boolean {
  const ways = waysOf(step);
  if (step.type === 'parallel') return ways.some(isBranch);
  if (step.type === 'if-condition')
    return ways.some(({ kind }) => kind === 'yes') && ways.some(({ kind }) => kind === 'no');
  return step.type === 'switch-condition' && ways.some(({ label }) => label === 'cases.default');
}
