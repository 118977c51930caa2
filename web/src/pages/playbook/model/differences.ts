import type { PlaybookChangeWire } from '../../../../../src/api/schema/playbooks.ts';
import type { Playbook } from '../../../../../src/core/playbook/playbook.ts';

/** What is different in `after`, property by property; steps that came or went as a whole. */
export function differencesOf(before: Playbook, after: Playbook): readonly PlaybookChangeWire[] {
  const changes: PlaybookChangeWire[] = [];
  const note = (of: { step: string; stepName: string }, path: string, was: unknown, is: unknown) => {
    if (same(was, is)) return;
    changes.push({ ...of, kind: 'changed', path, before: told(was), after: told(is) });
  };
  const whole = { step: '', stepName: '' };
  for (const key of keysOf(before, after))
    if (!['workflow', 'modified', 'created'].includes(key)) note(whole, key, read(before, key), read(after, key));
  for (const id of keysOf(before.workflow, after.workflow)) {
    const [was, is] = [before.workflow[id], after.workflow[id]];
    const of = { step: id, stepName: (is ?? was)?.name ?? '' };
    if (!was || !is) {
      const kind = was ? 'removed' : 'added';
      changes.push({ ...of, kind, path: '', before: told(was), after: told(is) });
    } else for (const key of keysOf(was, is)) note(of, key, read(was, key), read(is, key));
  }
  return changes;
}

/** Whether two values are the same as JSON, whatever the order of their properties. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  return keysOf(one, other).every((key) => same(read(one, key), read(other, key)));
}

function keysOf(one: object, other: object): readonly string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])];
}

function read(of: object, key: string): unknown {
  return Object.hasOwn(of, key) ? (of as Record<string, unknown>)[key] : undefined;
}

function told(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value).slice(0, 2000);
}
