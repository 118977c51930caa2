import { type Flow, type FlowStep, isBranch, type Way, waysOf } from './flow.ts';

/** How a row of steps ends: at an end step, at a step that stands elsewhere, at one that is not there, or nowhere. */
export type Onward =
  | { readonly kind: 'end' }
  | { readonly kind: 'step'; readonly id: string }
  | { readonly kind: 'missing'; readonly id: string }
  | { readonly kind: 'nowhere' };

/** A row of steps one after another. */
export interface OutlineRow<Step extends FlowStep> {
  /** Way that leads into it; undefined for the row of the playbook itself. */
  readonly way: Way | undefined;
  readonly steps: readonly OutlineStep<Step>[];
  readonly onward: Onward;
}

/** A step that does or decides something, with its number as people say it: `4`, `4a.1`, `4.f1` for what follows its failure. */
export interface OutlineStep<Step extends FlowStep> {
  readonly number: string;
  readonly step: Step;
  readonly branches: readonly OutlineRow<Step>[];
  readonly failed: OutlineRow<Step> | undefined;
}

/** A playbook as it is read from top to bottom. */
export interface Outline<Step extends FlowStep> {
  readonly main: OutlineRow<Step>;
  /** What is done when something fails and nobody wrote what then. */
  readonly exception: OutlineRow<Step> | undefined;
  /** Steps no way leads to: of drafts only. */
  readonly loose: readonly OutlineRow<Step>[];
  /** Numbers by id of the step; start and end steps have none. */
  readonly numbers: ReadonlyMap<string, string>;
}

interface Written<Step extends FlowStep> {
  readonly number: string;
  readonly step: Step;
  readonly branches: OutlineRow<Step>[];
  failed: OutlineRow<Step> | undefined;
}

/**
 * Puts the steps of a playbook in the order in which they are read, each once: the way on when all goes well first, so that a step
 * that follows both success and failure stands where success leads. Takes drafts too, whatever is missing in them.
 */
export function outlineOf<Step extends FlowStep>({ steps, start, exception }: Flow<Step>): Outline<Step> {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const numbers = new Map<string, string>();

  const row = (way: Way | undefined, entry: string, number: (place: number) => string): OutlineRow<Step> => {
    const written: Written<Step>[] = [];
    const ends = (onward: Onward): OutlineRow<Step> => ({ way, steps: written, onward });
    for (let id = entry; id !== ''; ) {
      const step = byId.get(id);
      if (!step) return ends({ kind: 'missing', id });
      if (step.type === 'end') return ends({ kind: 'end' });
      if (numbers.has(id)) return ends({ kind: 'step', id });
      const ways = waysOf(step);
      const own = step.type === 'start' ? '' : number(written.length + 1);
      numbers.set(id, own);
      if (step.type !== 'start') {
        const made: Written<Step> = { number: own, step, branches: [], failed: undefined };
        written.push(made);
        for (const [branch, into] of ways.filter(isBranch).entries())
          made.branches.push(row(into, into.to, (place) => `${own}${letter(branch)}.${place}`));
      }
      id = ways.find(({ kind }) => kind === 'then')?.to ?? '';
    }
    return ends({ kind: 'nowhere' });
  };

  /** What follows failures, once everything that follows success has its place. */
  const rescue = (rows: readonly OutlineRow<Step>[]): void => {
    for (const written of rows.flatMap((each) => each.steps as readonly Written<Step>[])) {
      const way = waysOf(written.step).find(({ kind }) => kind === 'failed');
      rescue(written.branches);
      if (!way) continue;
      written.failed = row(way, way.to, (place) => `${written.number}.f${place}`);
      rescue([written.failed]);
    }
  };

  const main = row(undefined, start, String);
  // Its steps stand apart, also where a step fails into them.
  const caught = exception === '' ? undefined : row(undefined, exception, (place) => `x${place}`);
  rescue(caught ? [main, caught] : [main]);
  const loose: OutlineRow<Step>[] = [];
  for (const { id, type } of headsFirst(steps)) {
    if (numbers.has(id) || type === 'end') continue;
    const group = letter(loose.length);
    const found = row(undefined, id, (place) => `?${group}.${place}`);
    rescue([found]);
    if (found.steps.length > 0) loose.push(found);
  }
  return { main, exception: caught, loose, numbers };
}

/** Steps in the order in which they are read: what follows a failure right behind the step. */
export function readingOrder<Step extends FlowStep>(outline: Outline<Step>): readonly Step[] {
  const of = ({ steps }: OutlineRow<Step>): Step[] =>
    steps.flatMap(({ step, branches, failed }) => [step, ...branches.flatMap(of), ...(failed ? of(failed) : [])]);
  return [outline.main, ...(outline.exception ? [outline.exception] : []), ...outline.loose].flatMap(of);
}

/** Steps nothing leads to before the others: rows begin there. */
function headsFirst<Step extends FlowStep>(steps: readonly Step[]): readonly Step[] {
  const led = new Set(steps.flatMap(({ next }) => next.map(({ to }) => to)));
  return [...steps.filter(({ id }) => !led.has(id)), ...steps.filter(({ id }) => led.has(id))];
}

/** a, b … z, aa, ab … */
function letter(place: number): string {
  const last = String.fromCharCode(97 + (place % 26));
  return place < 26 ? last : `${letter(Math.floor(place / 26) - 1)}${last}`;
}
