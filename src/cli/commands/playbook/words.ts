import { UsageError } from '../../../core/command.ts';
import type { Client } from '../../client.ts';
import { printTable } from '../../print.ts';

export type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
export type Act = (client: Client, words: readonly string[], values: Values) => Promise<number>;

export const base = '/api/v1/playbooks';
export const print = (text: string) => process.stdout.write(`${text}\n`);
export const line = (thing: unknown) => print(JSON.stringify(thing));
export const word = (values: Values, name: string) =>
  typeof values[name] === 'string' ? (values[name] as string) : '';

/** The only word there is, for a path. Throws UsageError. */
export function one(words: readonly string[], what: string): string {
  if (words.length !== 1) throw new UsageError(what);
  return encodeURIComponent(words[0]);
}

/** Rows as a table, or as JSON lines. */
export function show<T>(
  rows: readonly T[],
  values: Values,
  header: readonly string[],
  of: (row: T) => string[],
  none: string,
): void {
  if (values.json) for (const row of rows) line(row);
  else if (rows.length === 0) print(none);
  else printTable(header, rows.map(of));
}

/** Values of variables (`--value name=value`, with or without the underscores around the name). Throws UsageError. */
export function valuesOf({ value: given = [] }: Values): Record<string, string> {
  const pairs = (Array.isArray(given) ? given : [given]).map((text) => {
    const at = String(text).indexOf('=');
    if (at < 1) throw new UsageError('write --value name=value');
    const name = String(text).slice(0, at);
    return [/^__.+__$/.test(name) ? name : `__${name}__`, String(text).slice(at + 1)] as const;
  });
  return Object.fromEntries(pairs);
}
