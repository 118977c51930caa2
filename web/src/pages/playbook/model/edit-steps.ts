import type { Playbook } from '../../../../../src/core/playbook/playbook.ts';
import type { StepType } from '../../../../../src/core/playbook/vocabularies.ts';
import type { WorkflowStep } from '../../../../../src/core/playbook/workflow-step.ts';
import { flowOf, waysOf } from './flow.ts';
import { newId } from './new-id.ts';

type Workflow = Record<string, WorkflowStep>;
type Loose = Record<string, unknown>;

/** A playbook after a change, and the step the change is about. */
export interface Edited {
  readonly playbook: Playbook;
  readonly id: string;
}

/** A place in a playbook: a way on from a step, by its property. */
export interface Place {
  readonly from: string;
  readonly label: string;
}

/**
 * Puts a new step into a way: what it led to comes after the new step. A way that led nowhere gets an end of its own behind the step.
 * Without a place the step stands alone.
 */
export function addStep(playbook: Playbook, type: StepType, place?: Place): Edited {
  const id = newId(type);
  const before = place && playbook.workflow[place.from];
  const old = place && before ? target(before, place.label) : undefined;
  const workflow: Workflow = { ...playbook.workflow };
  // What is done by hand after a failure usually goes on as if it had worked.
  let onward = old ?? (before && place?.label === 'on_failure' ? target(before, 'on_success') : undefined);
  if (type !== 'end' && onward === undefined && place) {
    onward = newId('end');
    workflow[onward] = { type: 'end' };
  }
  workflow[id] = (type === 'end' ? { type } : { ...blank(type), [thenLabel(type)]: onward }) as WorkflowStep;
  if (place && before) workflow[place.from] = pointed(before, place.label, id);
  const begun = type === 'start' && playbook.workflow_start === undefined ? { workflow_start: id } : {};
  return { playbook: tidied({ ...playbook, ...begun, workflow: cleaned(workflow) }), id };
}

/** Takes a step out: what led to it leads to what came after it. What stood in its branches stays, for whoever wants to keep it. */
export function removeStep(playbook: Playbook, id: string): Playbook {
  const step = playbook.workflow[id];
  if (!step) return playbook;
  const after = target(step, thenLabel(step.type)) ?? target(step, 'on_success') ?? target(step, 'on_completion');
  const onward = after === id ? undefined : after;
  const workflow: Workflow = {};
  for (const [other, written] of Object.entries(playbook.workflow)) {
    if (other === id) continue;
    let next = written;
    for (const { label, to } of [...waysOf({ id: other, ...shapeOf(written) })].reverse())
      if (to === id) next = pointed(next, label, onward);
    workflow[other] = next;
  }
  const { workflow_start: start, workflow_exception: exception, ...rest } = playbook;
  return tidied({
    ...rest,
    ...(start === undefined || start === id ? {} : { workflow_start: start }),
    ...(exception === undefined || exception === id ? {} : { workflow_exception: exception }),
    workflow,
  } as Playbook);
}

/** Lets a way lead to another step; undefined takes the way away. `next_steps.+` adds a branch. */
export function connect(playbook: Playbook, { from, label }: Place, to: string | undefined): Playbook {
  const step = playbook.workflow[from];
  if (!step) return playbook;
  return tidied({ ...playbook, workflow: { ...playbook.workflow, [from]: pointed(step, label, to) } });
}

/** Writes properties of a step; undefined takes one away. */
export function changeStep(playbook: Playbook, id: string, part: Readonly<Loose>): Playbook {
  const step = playbook.workflow[id];
  if (!step) return playbook;
  const next = without({ ...(step as unknown as Loose), ...part }) as unknown as WorkflowStep;
  return { ...playbook, workflow: { ...playbook.workflow, [id]: next } };
}

/** Gives a case of a switch another word, at the same place; a word that is taken already changes nothing. */
export function renameCase(playbook: Playbook, id: string, word: string, next: string): Playbook {
  const step = playbook.workflow[id];
  if (step?.type !== 'switch-condition' || next === word || Object.hasOwn(step.cases ?? {}, next)) return playbook;
  const cases = Object.fromEntries(
    Object.entries(step.cases ?? {}).map(([old, to]) => [old === word ? next : old, to]),
  );
  return changeStep(playbook, id, { cases });
}

/** The property by which a step of this type goes on when all goes well, as the editor writes it. */
export function thenLabel(type: StepType): 'on_completion' | 'on_success' {
  return type === 'start' ? 'on_completion' : 'on_success';
}

/** Where a way leads; undefined where there is none. */
export function target(step: WorkflowStep, label: string): string | undefined {
  return waysOf({ id: '', ...shapeOf(step) }).find((way) => way.label === label)?.to;
}

function shapeOf(step: WorkflowStep) {
  const { type, next } = flowOf({ workflow: { one: step } } as unknown as Playbook).steps[0]!;
  return { type, next };
}

/** The step with one way changed. What follows success and what follows either way exclude each other (CACAO 2.0, 4.1). */
function pointed(step: WorkflowStep, label: string, to: string | undefined): WorkflowStep {
  const next = { ...(step as unknown as Loose) };
  const [property = '', ...rest] = label.split('.');
  const word = rest.join('.');
  if (property === 'next_steps') {
    const steps = [...((next.next_steps as string[] | undefined) ?? [])];
    const place = word === '+' ? steps.length : Number(word);
    steps.splice(place, 1, ...(to === undefined ? [] : [to]));
    next.next_steps = steps;
  } else if (property === 'cases') {
    const cases = { ...(next.cases as Record<string, string> | undefined), [word]: to };
    next.cases = without(cases);
  } else {
    if ((property === 'on_failure' || property === 'on_success') && step.type !== 'start' && next.on_completion) {
      next.on_success ??= next.on_completion;
      delete next.on_completion;
    }
    next[property] = to;
  }
  return without(next) as unknown as WorkflowStep;
}

/** Ends nothing leads to go: they say nothing. */
function tidied(playbook: Playbook): Playbook {
  const led = new Set(flowOf(playbook).steps.flatMap(({ next }) => next.map(({ to }) => to)));
  const kept = Object.entries(playbook.workflow).filter(([id, { type }]) => type !== 'end' || led.has(id));
  return { ...playbook, workflow: Object.fromEntries(kept) };
}

function blank(type: StepType): Loose {
  if (type === 'action') return { type, name: '', commands: [{ type: 'manual', command: '' }] };
  if (type === 'parallel') return { type, name: '', next_steps: [] };
  if (type === 'switch-condition') return { type, name: '', cases: {} };
  return type === 'start' ? { type } : { type, name: '' };
}

function cleaned(workflow: Workflow): Workflow {
  return Object.fromEntries(
    Object.entries(workflow).map(([id, step]) => [id, without(step as unknown as Loose) as unknown as WorkflowStep]),
  );
}

function without(values: Loose): Loose {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
