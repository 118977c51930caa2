import type { PlaybookVariable } from '../../../core/playbook/variable.ts';

/** Variables at the start, as they are declared; null without a value. */
export function initialValues(
  declared: Readonly<Record<string, PlaybookVariable>> | undefined,
): Record<string, string | null> {
  return Object.fromEntries(Object.entries(declared ?? {}).map(([name, { value }]) => [name, value ?? null]));
}
