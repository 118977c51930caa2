import type { Playbook } from '../../../core/playbook/playbook.ts';

/** One thing that differs between two playbooks. */
export interface PlaybookChange {
  /** '' for the playbook as a whole. */
  readonly step: string;
  /** Name of the step, of the newer side where it has one. */
  readonly stepName: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** Property, from the step (or playbook) down; '' for all of it. */
  readonly path: string;
  /** JSON, shortened; null where there was none. */
  readonly before: string | null;
  readonly after: string | null;
}

type Plain = Readonly<Record<string, unknown>>;
const mostChanges = 1_000;
const longest = 2_000;
const deepest = 6;
/** Differ in every version and say nothing. */
const passing = new Set(['modified', 'workflow']);

/** What differs from one playbook to another: properties of the whole, then step by step in the order of the newer one. */
export function diffPlaybooks(before: Playbook, after: Playbook): readonly PlaybookChange[] {
  const changes: PlaybookChange[] = [];
  compare(omit(before), omit(after), '', { step: '', stepName: '' }, changes, 0);
  const [old, young] = [before.workflow, after.workflow] as unknown as readonly Plain[];
  for (const step of new Set([...Object.keys(young), ...Object.keys(old)])) {
    const [was, is] = [own(old, step), own(young, step)];
    const stepName = nameOf(is) || nameOf(was);
    if (was === undefined || is === undefined)
      changes.push({
        step,
        stepName,
        kind: was === undefined ? 'added' : 'removed',
        path: '',
        before: shown(was),
        after: shown(is),
      });
    else compare(was, is, '', { step, stepName }, changes, 0);
  }
  return changes.slice(0, mostChanges);
}

function compare(
  was: unknown,
  is: unknown,
  path: string,
  of: { readonly step: string; readonly stepName: string },
  changes: PlaybookChange[],
  depth: number,
): void {
  if (JSON.stringify(was) === JSON.stringify(is)) return;
  if (isPlain(was) && isPlain(is) && depth < deepest) {
    for (const key of new Set([...Object.keys(is), ...Object.keys(was)]))
      compare(own(was, key), own(is, key), path === '' ? key : `${path}.${key}`, of, changes, depth + 1);
    return;
  }
  const kind = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
  changes.push({ ...of, kind, path, before: shown(was), after: shown(is) });
}

function omit(playbook: Playbook): Plain {
  return Object.fromEntries(Object.entries(playbook).filter(([key]) => !passing.has(key)));
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(of: Plain, key: string): unknown {
  return Object.hasOwn(of, key) ? of[key] : undefined;
}

function nameOf(step: unknown): string {
  return isPlain(step) && typeof step.name === 'string' ? step.name : '';
}

function shown(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value, null, 1).slice(0, longest);
}
