import { type Playbook, stepOf } from '../../../core/playbook/playbook.ts';
import type { RunWait } from '../../../core/playbook/playbook-record.ts';
import type { Activation, PlaybookRun, Visit, VisitNote } from '../../../core/playbook/run.ts';
import type { StepType } from '../../../core/playbook/vocabularies.ts';

/** A visit of a step, over or under way. */
export interface RunStepView {
  readonly place: string;
  readonly book: number;
  readonly step: string;
  readonly type: StepType;
  readonly name: string;
  readonly state: 'delayed' | 'doing' | 'asked' | 'branches' | 'done' | 'failed' | 'timeout' | 'withdrawn';
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  readonly notes: readonly VisitNote[];
  readonly active: Activation | undefined;
}

/** Visits of steps in the order in which they began, the last `most`; starts and ends are left out. */
export function runSteps(run: PlaybookRun, most: number): readonly RunStepView[] {
  const over = run.visits.map((visit) => ofVisit(run, visit));
  const underWay = run.active.map((activation) => ofActivation(run, activation));
  return [...over, ...underWay]
    .filter(({ type }) => type !== 'start' && type !== 'end')
    .sort((a, b) => a.startedAt - b.startedAt || (a.place < b.place ? -1 : 1))
    .slice(-most);
}

/** What a run waits for: for lists. */
export function waitsOf(run: PlaybookRun): readonly RunWait[] {
  return run.active.flatMap((activation): readonly RunWait[] => {
    const { key: place, handed, phase, delayedUntil, enteredAt } = activation;
    const name = nameOf(bookOf(run, activation), activation.step);
    if (handed) {
      const kind = handed.kind === 'do' ? 'automatic' : 'task';
      return [{ place, name, kind, since: handed.at, due: handed.dueAt, doubt: handed.doubted !== '' }];
    }
    if (phase !== 'delayed' || delayedUntil === 0) return [];
    return [{ place, name, kind: 'delay', since: enteredAt, due: delayedUntil, doubt: false }];
  });
}

/** How many steps are done, and how many failed; starts and ends are none. */
export function countSteps(run: PlaybookRun): { readonly stepsDone: number; readonly stepsFailed: number } {
  const real = run.visits.filter(({ step }) => !/^(?:start|end)--/.test(step));
  return {
    stepsDone: real.filter(({ outcome }) => outcome === 'done').length,
    stepsFailed: real.filter(({ outcome }) => outcome === 'failed' || outcome === 'timeout').length,
  };
}

/** The playbook an activation is in. */
export function bookOf(run: PlaybookRun, { scope }: Pick<Activation, 'scope'>): Playbook {
  return run.playbooks[run.scopes[scope].book];
}

/** Name of a step as its author wrote it, else its id. */
export function nameOf(book: Playbook, step: string): string {
  return stepOf(book, step)?.name ?? step;
}

function ofVisit(run: PlaybookRun, { key, step, book, outcome, enteredAt, endedAt, notes }: Visit): RunStepView {
  return {
    ...{
      place: key,
      book,
      step,
      type: typeOf(run.playbooks[book], step),
      name: stepOf(run.playbooks[book], step)?.name ?? '',
    },
    ...{ state: outcome, startedAt: enteredAt, endedAt, notes, active: undefined },
  };
}

function ofActivation(run: PlaybookRun, active: Activation): RunStepView {
  const { key, step, scope, phase, handed, enteredAt, notes } = active;
  const { book } = run.scopes[scope];
  const state = phase !== 'handed' ? phase : handed?.kind === 'task' ? 'asked' : 'doing';
  return {
    ...{
      place: key,
      book,
      step,
      type: typeOf(run.playbooks[book], step),
      name: stepOf(run.playbooks[book], step)?.name ?? '',
    },
    ...{ state, startedAt: enteredAt, endedAt: undefined, notes, active },
  };
}

function typeOf(book: Playbook, step: string): StepType {
  return stepOf(book, step)?.type ?? 'action';
}
