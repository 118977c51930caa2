import { readFileSync } from 'node:fs';
import { type Command, UsageError } from '../../../core/command.ts';
import type { Client } from '../../client.ts';
import { printTable, visible } from '../../print.ts';
import { exportChecklist, exportPlan, planText } from './files.ts';
import { mailActs } from './mail.ts';

type Values = Parameters<Command['run']>[0];
export type PlanCliAct = (client: Client, words: readonly string[], values: Values) => Promise<number>;

interface Fault {
  readonly field: string;
  readonly text: { readonly en: string };
}
interface Summary {
  readonly edition: number;
  readonly state: string;
  readonly title: string;
  readonly authors: readonly { readonly name: string }[];
  readonly approved: { readonly name: string } | null;
  readonly approvedAlone: string;
  readonly inForce: { readonly name: string; readonly at: string } | null;
  readonly faults: number;
  readonly readers: number;
  readonly version: number;
}
interface Edition extends Summary {
  readonly plan: object;
  readonly missing: readonly Fault[];
}

const api = '/api/v1/plan';

export const planActs: Readonly<Record<string, PlanCliAct>> = {
  async show(client, words, values) {
    const edition = await chosen(client, words[0]);
    if (!values.json) {
      process.stdout.write(await planText(client, edition));
      return 0;
    }
    const { version, plan } = await client.ask<Edition>('GET', `${api}/editions/${edition}`);
    process.stdout.write(`${JSON.stringify({ edition, version, plan }, null, 2)}\n`);
    return 0;
  },
  async edit(client, [path], values) {
    const { edition, version, plan } = readEdited(path);
    const match: Record<string, string> = version === undefined ? {} : { 'if-match': `"${version}"` };
    const after = await client.ask<Edition>('PUT', `${api}/editions/${edition}`, { plan }, match);
    return told(values, after, `edition ${edition} is written; ${after.missing.length} points are missing`);
  },
  async check(client, [path], values) {
    const faults =
      path === undefined
        ? (await client.ask<Edition>('GET', `${api}/editions/${await chosen(client, undefined)}`)).missing
        : (await client.ask<{ faults: Fault[] }>('POST', `${api}/check`, { plan: readEdited(path).plan })).faults;
    for (const fault of faults)
      process.stdout.write(values.json ? `${JSON.stringify(fault)}\n` : `${fault.field}: ${visible(fault.text.en)}\n`);
    if (faults.length === 0 && !values.json) process.stdout.write('nothing is missing\n');
    return faults.length === 0 ? 0 : 1;
  },
  async editions(client, _words, values) {
    const all = await client.ask<Summary[]>('GET', `${api}/editions`);
    if (values.json) for (const one of all) process.stdout.write(`${JSON.stringify(one)}\n`);
    else
      printTable(
        ['EDITION', 'STATE', 'TITLE', 'AUTHORS', 'APPROVED BY', 'IN FORCE SINCE', 'MISSING', 'READ BY'],
        all.map((one) => [
          String(one.edition),
          one.state,
          one.title,
          one.authors.map(({ name }) => name).join(', '),
          `${one.approved?.name ?? ''}${one.approvedAlone === '' ? '' : ' (alone)'}`,
          one.inForce?.at ?? '',
          String(one.faults),
          String(one.readers),
        ]),
      );
    return 0;
  },
  async next(client, _words, values) {
    const body =
      values.template === undefined
        ? { from: 'edition', edition: values.from === undefined ? 0 : numberOf(String(values.from)) }
        : { from: 'template', language: String(values.template) };
    const made = await client.ask<Edition>('POST', `${api}/editions`, body);
    return told(values, made, `edition ${made.edition} is a draft now`);
  },
  approve: (client, words, values) =>
    become(client, words, values, 'approve', { alone: String(values.alone ?? '') }, 'is approved'),
  discard: (client, words, values) =>
    become(client, words, values, 'discard', { reason: String(values.reason ?? '') }, 'is thrown away'),
  withdraw: (client, words, values) => become(client, words, values, 'withdraw', {}, 'is a draft again'),
  'in-force': (client, words, values) => become(client, words, values, 'in-force', {}, 'is in force'),
  async read(client, words, values) {
    const edition = words[0] === undefined ? await inForce(client) : numberOf(words[0]);
    const after = await client.ask<Edition>('POST', `${api}/editions/${edition}/read`, {});
    return told(values, after, `you read edition ${edition}`);
  },
  async readers(client, words, values) {
    const edition = words[0] === undefined ? await inForce(client) : numberOf(words[0]);
    const readers = await client.ask<{ read: { name: string; at: string }[]; waiting: { name: string }[] }>(
      'GET',
      `${api}/editions/${edition}/readers`,
    );
    if (values.json) process.stdout.write(`${JSON.stringify(readers)}\n`);
    else
      printTable(
        ['NAME', 'READ'],
        [...readers.read.map(({ name, at }) => [name, at]), ...readers.waiting.map(({ name }) => [name, 'not yet'])],
      );
    return 0;
  },
  async diff(client, words, values) {
    if (words.length !== 0 && words.length !== 2) throw new UsageError('give two editions: ./belwacht plan diff 1 2');
    const [from, to] =
      words.length === 2 ? words.map(numberOf) : [await inForce(client), await chosen(client, undefined)];
    const { changes } = await client.ask<{ changes: { nl: string; en: string }[] }>(
      'GET',
      `${api}/changes?from=${from}&to=${to}`,
    );
    for (const change of changes)
      process.stdout.write(values.json ? `${JSON.stringify(change)}\n` : `${visible(change.en)}\n`);
    if (changes.length === 0 && !values.json) process.stdout.write('they read the same\n');
    return 0;
  },
  export: async (client, words, values) => exportPlan(client, await chosen(client, words[0]), values),
  checklist: (client, _words, values) => exportChecklist(client, values),
  ...mailActs,
};

async function become(
  client: Client,
  words: readonly string[],
  values: Values,
  act: string,
  body: object,
  said: string,
): Promise<number> {
  const edition = await chosen(client, words[0]);
  const after = await client.ask<Edition>('POST', `${api}/editions/${edition}/${act}`, body);
  return told(values, after, `edition ${edition} ${said}`);
}

/** The edition named, or the one that is worked on, or the one in force. */
async function chosen(client: Client, word: string | undefined): Promise<number> {
  if (word !== undefined) return numberOf(word);
  const { open, inForce: current } = await client.ask<{ open: Summary | null; inForce: Summary | null }>('GET', api);
  const found = open ?? current;
  if (!found) throw new UsageError('there is no plan yet');
  return found.edition;
}

async function inForce(client: Client): Promise<number> {
  const { inForce: current } = await client.ask<{ inForce: Summary | null }>('GET', api);
  if (!current) throw new UsageError('no edition is in force yet');
  return current.edition;
}

function numberOf(word: string): number {
  if (!/^[1-9]\d{0,5}$/.test(word)) throw new UsageError(`'${visible(word)}' is no number of an edition`);
  return Number(word);
}

/** A file as `show --json` gives it. */
function readEdited(path: string | undefined): { edition: number; version: number | undefined; plan: unknown } {
  if (path === undefined)
    throw new UsageError('give a file as ./belwacht plan show --json gives it, or - for standard input');
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(path === '-' ? 0 : path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`);
  }
  const { edition, version, plan } = (read ?? {}) as { edition?: unknown; version?: unknown; plan?: unknown };
  if (!Number.isInteger(edition) || plan === undefined)
    throw new UsageError(`${path} is no plan: ./belwacht plan show --json gives one`);
  return { edition: edition as number, version: Number.isInteger(version) ? (version as number) : undefined, plan };
}

function told(values: Values, thing: object, sentence: string): number {
  process.stdout.write(values.json ? `${JSON.stringify(thing)}\n` : `${sentence}\n`);
  return 0;
}
