/**
 * Names and text values in the answer to htable.dump: a list of slots with their entries, or an empty object when the table
 * is empty. Undefined when it is something else.
 */
export function readTable(dump: unknown): [name: string, value: string][] | undefined {
  if (typeof dump !== 'object' || dump === null) return undefined;
  if (!Array.isArray(dump)) return Object.keys(dump).length === 0 ? [] : undefined;
  const entries: [string, string][] = [];
  for (const { slot } of dump as { slot?: unknown }[]) {
    if (!Array.isArray(slot)) return undefined;
    for (const { name, value } of slot as { name?: unknown; value?: unknown }[])
      if (typeof name === 'string' && typeof value === 'string') entries.push([name, value]);
  }
  return entries;
}
