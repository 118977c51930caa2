import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Command, UsageError } from '../../core/command.ts';
import { Client, ClientError, clientOptions, clientUsage } from '../client.ts';
import { printTable, visible } from '../print.ts';
import { type Customer, eraseCustomer, exportCustomer, importCustomers } from './customers-acts.ts';

type Values = Parameters<Command['run']>[0];
type Act = (client: Client, values: Values, words: readonly string[]) => Promise<number>;

const acts: Readonly<Record<string, Act>> = {
  list: listCustomers,
  show: showCustomer,
  add: addCustomer,
  import: async (client, values, words) => {
    const file = one(words, 'give one file: ./belwacht customers import customers.csv --dry-run');
    return importCustomers(client, readWhole(file), basename(file), {
      dryRun: values['dry-run'] === true,
      json: values.json === true,
      language: language(values) ?? 'en',
    });
  },
  template: async (client, values) => {
    const answer = await client.open(
      `/api/v1/customers/import/template.csv?language=${language(values) ?? 'en'}`,
      'text/csv',
    );
    process.stdout.write(Buffer.from(await answer.arrayBuffer()));
    return 0;
  },
  suspend: async (client, values, words) => {
    const id = one(words, 'give one customer: ./belwacht customers suspend ID --reason TEXT');
    return setState(client, values, id, 'suspend', { reason: because(values) });
  },
  resume: (client, values, words) =>
    setState(client, values, one(words, 'give one customer: ./belwacht customers resume ID'), 'resume'),
  export: (client, values, words) => {
    if (words.length !== 2)
      throw new UsageError('give a customer and a file: ./belwacht customers export ID FILE.tar.gz');
    return exportCustomer(client, words[0], words[1], values.json === true);
  },
  erase: (client, values, words) => {
    const id = one(words, 'give one customer: ./belwacht customers erase ID --confirm ID --reason TEXT');
    if (values.confirm !== id) {
      throw new UsageError(`everything of ${id} goes for good; if you mean it, add --confirm ${id}`);
    }
    return eraseCustomer(client, id, because(values), values.json === true);
  },
};

export const customers: Command = {
  name: 'customers',
  summary: 'list, add, import, suspend, export and erase customers',
  usage: `Usage: ./belwacht customers [list] [--search TEXT] [--state active|suspended|erasing]
       ./belwacht customers show ID
       ./belwacht customers add ID --name NAME [--reference NUMBER] [--time-zone ZONE] [--language nl|en]
       ./belwacht customers import FILE.csv [--dry-run] [--language nl|en]
       ./belwacht customers template [--language nl|en] > FILE.csv
       ./belwacht customers suspend ID --reason TEXT
       ./belwacht customers resume ID
       ./belwacht customers export ID FILE.tar.gz
       ./belwacht customers erase ID --confirm ID --reason TEXT

  --search TEXT    a name, an id, a reference; an address or a number finds whose it is
  --dry-run        check the file and change nothing
  --language       of sentences about a file, and of the template
${clientUsage}

An import is carried out as a whole or not at all; exit 1 when a line is wrong. Suspending ends access of a customer's people
and tokens, not its protection. Erasing lifts its blocks, removes every row, and leaves the record of acts.`,
  options: {
    ...clientOptions,
    search: { type: 'string' },
    state: { type: 'string' },
    name: { type: 'string' },
    reference: { type: 'string' },
    'time-zone': { type: 'string' },
    language: { type: 'string' },
    'dry-run': { type: 'boolean' },
    reason: { type: 'string' },
    confirm: { type: 'string' },
  },
  async run(values, words) {
    const [act = 'list', ...rest] = words;
    if (!Object.hasOwn(acts, act)) {
      throw new UsageError(`customers cannot '${act}'; it can ${Object.keys(acts).join(', ')}`);
    }
    return acts[act](new Client(values), values, rest);
  },
};

async function listCustomers(client: Client, values: Values): Promise<number> {
  const query = new URLSearchParams();
  if (values.search) query.set('q', String(values.search));
  if (values.state) query.set('state', String(values.state));
  const rows: string[][] = [];
  for await (const customer of client.pages<Customer>(`/api/v1/customers?${query}`)) {
    if (values.json) process.stdout.write(`${JSON.stringify(customer)}\n`);
    else {
      const { id, name, reference, state, openAlerts, blocks, sources, lastEvent } = customer;
      rows.push([
        id,
        name,
        reference,
        state,
        String(openAlerts),
        String(blocks),
        String(sources),
        lastEvent ?? 'never',
      ]);
    }
  }
  if (values.json) return 0;
  if (rows.length) printTable(['ID', 'NAME', 'REFERENCE', 'STATE', 'ALERTS', 'BLOCKS', 'SOURCES', 'LAST EVENT'], rows);
  else process.stdout.write('no customers\n');
  return 0;
}

async function showCustomer(client: Client, values: Values, words: readonly string[]): Promise<number> {
  const id = one(words, 'give one customer: ./belwacht customers show ID');
  const page = await client.ask<Record<string, unknown>>('GET', `/api/v1/customers/${encodeURIComponent(id)}`);
  if (values.json) {
    process.stdout.write(`${JSON.stringify(page)}\n`);
    return 0;
  }
  const facts = Object.entries(page.customer as Record<string, unknown>).filter(
    ([, value]) => value !== '' && value !== null,
  );
  printTable(
    ['FACT', 'VALUE'],
    facts.map(([key, value]) => [key, String(value)]),
  );
  for (const [part, rows] of Object.entries(page)) {
    if (part === 'customer') continue;
    const { items, total } = Array.isArray(rows)
      ? { items: rows, total: rows.length }
      : (rows as { items: object[]; total: number });
    process.stdout.write(`\n${part}: ${total}\n`);
    for (const item of items) process.stdout.write(`  ${visible(describe(item))}\n`);
  }
  return 0;
}

/** The facts of a row that people read, in one line. */
function describe(item: object): string {
  return Object.entries(item)
    .filter(
      ([key, value]) =>
        !/^(id|version|created|changed|evidence|guards|enforcers)/.test(key) &&
        typeof value !== 'object' &&
        value !== '',
    )
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
}

async function addCustomer(client: Client, values: Values, words: readonly string[]): Promise<number> {
  const id = one(words, 'give an id: ./belwacht customers add bakery-de-vries --name "Bakery De Vries"');
  if (typeof values.name !== 'string' || !values.name.trim()) throw new UsageError('say how it is called: --name "…"');
  const made = await client.ask<Customer>('POST', '/api/v1/customers', {
    ...{ id, name: values.name },
    ...(values.reference ? { reference: values.reference } : {}),
    ...(values['time-zone'] ? { timeZone: values['time-zone'] } : {}),
    ...(language(values) ? { language: language(values) } : {}),
  });
  process.stdout.write(values.json ? `${JSON.stringify(made)}\n` : `${visible(made.name)} is added as ${made.id}\n`);
  return 0;
}

async function setState(client: Client, values: Values, id: string, act: string, body?: object): Promise<number> {
  const after = await client.ask<Customer>('POST', `/api/v1/customers/${encodeURIComponent(id)}/${act}`, body);
  process.stdout.write(
    values.json ? `${JSON.stringify(after)}\n` : `${visible(after.name)} (${after.id}) is ${after.state}\n`,
  );
  return 0;
}

function one(words: readonly string[], usage: string): string {
  if (words.length !== 1) throw new UsageError(usage);
  return words[0];
}

function because(values: Values): string {
  if (typeof values.reason !== 'string' || !values.reason.trim()) throw new UsageError('say why: --reason "…"');
  return values.reason;
}

function language(values: Values): 'nl' | 'en' | undefined {
  if (values.language === undefined) return undefined;
  if (values.language !== 'nl' && values.language !== 'en') throw new UsageError('--language is nl or en');
  return values.language;
}

function readWhole(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new ClientError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
