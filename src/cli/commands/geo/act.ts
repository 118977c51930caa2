import { readFileSync } from 'node:fs';
import { UsageError } from '../../../core/command.ts';
import { type Client, ClientError } from '../../client.ts';
import { printTable, visible } from '../../print.ts';

export type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** One thing `./belwacht geo` can do; it is known by one word or two. */
export interface GeoAct {
  /** What follows its words, as help shows it. */
  readonly takes: string;
  readonly about: string;
  /** Words it takes at least and at most. */
  readonly words: readonly [number, number];
  /** Resolves with the exit code. */
  run(client: Client, words: readonly string[], values: Values): Promise<number>;
}
export type GeoActs = Readonly<Record<string, GeoAct>>;

/** A sentence of the server. */
export interface Said {
  readonly en: string;
}

export const base = '/api/v1/geo';

export const print = (text: string) => process.stdout.write(`${text}\n`);
export const line = (thing: unknown) => print(JSON.stringify(thing));
export const word = (values: Values, name: string) =>
  typeof values[name] === 'string' ? (values[name] as string) : '';
export const list = (text: string) => text.split(/[\s,]+/).filter(Boolean);
export const path = (word: string) => encodeURIComponent(word);

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

/** What came of an act: a sentence, or the thing as a JSON line. */
export function told(values: Values, thing: object, sentence: string): 0 {
  if (values.json) line(thing);
  else print(visible(sentence));
  return 0;
}

/** Many words as one cell: the first ones, and how many more. */
export function few(words: readonly string[], most = 12): string {
  const rest = words.length - most;
  return rest > 0 ? `${words.slice(0, most).join(', ')} … (+${rest})` : words.join(', ');
}

/** A version as people write it. */
export function versionOf(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError(`'${visible(text)}' is no version: they count 1, 2, 3 …`);
  return Number(text);
}

/** A file, or standard input for `-`. */
export function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    throw new ClientError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

/** Whom something is for, as `--customer`, `--site` and `--asset` say. */
export function scopeOf(values: Values) {
  const [tenant, site, asset] = ['customer', 'site', 'asset'].map((name) => word(values, name));
  if (tenant === '' && (site || asset))
    throw new UsageError('--site and --asset are of a customer: give --customer too');
  return { level: asset ? 'asset' : site ? 'site' : tenant ? 'customer' : 'provider', tenant, site, asset };
}

/** A scope in one cell. */
export function scopeWords({ level, tenant, site, asset }: ReturnType<typeof scopeOf>): string {
  return level === 'provider'
    ? 'everybody'
    : [tenant, site && `site ${site}`, asset && `asset ${asset}`].filter(Boolean).join(' ');
}

/** What is confirmed: `--confirm KEY,…` of some who would be cut off, `--confirm all` or `--acknowledge-cuts` of all of them. */
export function confirmed(values: Values): { confirm?: string[]; acknowledgeCuts?: boolean } {
  const given = word(values, 'confirm');
  if (given === 'all' || values['acknowledge-cuts']) return { acknowledgeCuts: true };
  return given === '' ? {} : { confirm: list(given) };
}

/** The same for what takes all of them together or none. */
export function allConfirmed(values: Values): { acknowledgeCuts?: boolean } {
  const { confirm, acknowledgeCuts } = confirmed(values);
  if (confirm) throw new UsageError('here all are confirmed together: --confirm all');
  return acknowledgeCuts ? { acknowledgeCuts } : {};
}

/** And where there is no body. */
export function confirmedInQuery(values: Values): string {
  return allConfirmed(values).acknowledgeCuts ? '?acknowledgeCuts=true' : '';
}

export interface Cut {
  readonly key: string;
  readonly kind: string;
  readonly name: string;
  readonly address: string;
  readonly country: string;
  readonly service: string;
  readonly verdict: string;
  readonly guarded: boolean;
  /** From when on; null for at once. */
  readonly from: string | null;
}

/** Who would be cut off, as a table. */
export function printCuts(cuts: readonly Cut[], total: number): void {
  printTable(
    ['KEY', 'WHO', 'ADDRESS', 'COUNTRY', 'SERVICE', 'BECOMES', 'FROM', 'GUARDED'],
    cuts.map(({ key, kind, name, address, country, service, verdict, from, guarded }) => [
      ...[key, `${kind} ${name}`, address, country, service, verdict, from ?? 'at once', guarded ? 'yes' : 'no'],
    ]),
  );
  if (total > cuts.length) print(`… and ${total - cuts.length} more`);
}

/** Carries an act out; whom the server would not cut off unasked is listed, with the keys where some can be confirmed. */
export async function withCuts(
  { takes }: Pick<GeoAct, 'takes'>,
  values: Values,
  act: () => Promise<number>,
): Promise<number> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof ClientError) || error.problem.type !== '/problems/geo-cuts') throw error;
    const { cuts, cutsTotal } = error.problem as { cuts: Cut[]; cutsTotal: number };
    if (values.json) line({ cuts, cutsTotal });
    else printCuts(cuts, cutsTotal);
    const some = takes.includes('KEY') && cutsTotal <= cuts.length ? '--confirm KEY,… or ' : '';
    throw new ClientError(`${error.message} Add ${some}--confirm all.`, error.status, error.problem);
  }
}
