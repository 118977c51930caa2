import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { type Command, UsageError } from '../../core/command.ts';
import { deckFields } from '../../core/rates/deck-columns.ts';
import { Client, ClientError, clientOptions, clientUsage } from '../client.ts';
import { readDuration } from '../duration.ts';
import { printTable, visible } from '../print.ts';

interface Call {
  readonly tenant: string;
  readonly payer: string;
  readonly number: string;
  readonly dialled: string;
  readonly country: string;
  readonly start: string;
  readonly seconds: number;
  readonly costEur: number;
  readonly estimate: boolean;
  readonly outcome: string;
  readonly verdict: string;
  readonly reported: boolean;
}

interface Stop {
  readonly id: string;
  readonly tenant: string;
  readonly scope: string;
  readonly payer: string;
  readonly reach: string;
  readonly country: string;
  readonly prefix: string;
  readonly until: string;
  readonly state: string;
  readonly refused: number;
  readonly authorName: string;
  readonly reason: { readonly en: string };
}

interface Imported {
  readonly id: string;
  readonly name: string;
  readonly refused: number;
  readonly prefixes?: number;
  readonly entries?: number;
  readonly troubles: readonly {
    readonly line: number;
    readonly column: string;
    readonly value: string;
    readonly message: { readonly en: string };
  }[];
}

const shown = 200;

export const calls: Command = {
  name: 'calls',
  summary: 'list calls that run, or ran, with what they cost',
  usage: `Usage: ./belwacht calls [--all] [--tenant ID] [--country CC]

  --all            also those that are over (the last ${shown})
  --tenant ID      of one customer
  --country CC     to one country
${clientUsage}`,
  options: {
    ...clientOptions,
    all: { type: 'boolean' },
    tenant: { type: 'string' },
    country: { type: 'string' },
  },
  async run(values) {
    const client = new Client(values);
    const query = new URLSearchParams({ limit: String(shown) });
    if (!values.all) query.set('state', 'running');
    if (typeof values.tenant === 'string') query.set('tenant', values.tenant);
    if (typeof values.country === 'string') query.set('country', values.country.toUpperCase());
    const { items } = await client.ask<{ items: Call[] }>('GET', `/api/v1/calls?${query}`);
    if (values.json) for (const call of items) process.stdout.write(`${JSON.stringify(call)}\n`);
    else if (items.length === 0) process.stdout.write(values.all ? 'there are no calls\n' : 'no calls run\n');
    else
      printTable(
        ['START', 'CUSTOMER', 'BY', 'TO', 'CC', 'SECONDS', 'EUR', 'OUTCOME'],
        items.map((call) => [
          ...[call.start, call.tenant, call.payer, call.number || call.dialled, call.country],
          ...[Math.round(call.seconds).toString(), `${call.costEur.toFixed(2)}${call.estimate ? ' (estimate)' : ''}`],
          call.verdict === 'pass' ? call.outcome : call.reported ? 'would be refused' : 'refused',
        ]),
      );
    return 0;
  },
};

function describe({ id, tenant, scope, payer, reach, country, prefix, until, state, refused }: Stop): string {
  const of = [payer, country, prefix].filter(Boolean).join(' ');
  return `${scope}${of && ` ${of}`} of ${tenant}: ${reach} calls ${state} until ${until}, ${refused} refused, id ${id}`;
}

export const stops: Command = {
  name: 'stops',
  summary: 'list what calls are stopped, since when, by whom and why',
  usage: `Usage: ./belwacht stops [--all]

  --all            also what was taken back or came to its end
${clientUsage}`,
  options: { ...clientOptions, all: { type: 'boolean' } },
  async run(values) {
    const client = new Client(values);
    let none = true;
    for await (const stop of client.pages<Stop>(`/api/v1/call-stops${values.all ? '' : '?state=current'}`)) {
      none = false;
      process.stdout.write(
        values.json ? `${JSON.stringify(stop)}\n` : `${visible(`${describe(stop)}: ${stop.reason.en}`)}\n`,
      );
    }
    if (none && !values.json) process.stdout.write('no calls are stopped\n');
    return 0;
  },
};

export const stop: Command = {
  name: 'stop',
  summary: 'stop the calls of an account for a while',
  usage: `Usage: ./belwacht stop ACCOUNT --tenant ID --for 8h --reason TEXT [--reach costly|abroad|outgoing] [--no-hang-up]

  ACCOUNT          account, accountcode or number; '*' for all calls of the customer
  --tenant ID      customer it belongs to
  --for DURATION   30m, 1h, 7d …
  --reason TEXT    why; it stands in the record
  --reach REACH    costly (default), abroad or outgoing
  --no-hang-up     leave calls that run
${clientUsage}

Emergency numbers, own and allowed numbers pass all the same.`,
  options: {
    ...clientOptions,
    tenant: { type: 'string' },
    for: { type: 'string' },
    reason: { type: 'string' },
    reach: { type: 'string' },
    'no-hang-up': { type: 'boolean' },
  },
  async run(values, words) {
    if (words.length !== 1) throw new UsageError('give one account: ./belwacht stop 201 --tenant bakery --for 8h …');
    if (typeof values.tenant !== 'string') throw new UsageError('say whose it is: --tenant ID');
    if (typeof values.for !== 'string') throw new UsageError('say for how long: --for 8h');
    if (typeof values.reason !== 'string' || !values.reason.trim()) throw new UsageError('say why: --reason "…"');
    const all = words[0] === '*';
    const made = await new Client(values).ask<Stop>('POST', '/api/v1/call-stops', {
      tenant: values.tenant,
      scope: all ? 'customer' : 'account',
      payer: all ? '' : words[0],
      reach: values.reach ?? 'costly',
      hangUp: !values['no-hang-up'],
      durationS: readDuration(values.for),
      reason: values.reason,
    });
    process.stdout.write(values.json ? `${JSON.stringify(made)}\n` : `${visible(describe(made))}\n`);
    return 0;
  },
};

export const unstop: Command = {
  name: 'unstop',
  summary: 'take a stop of calls back, at once and everywhere',
  usage: `Usage: ./belwacht unstop ACCOUNT|ID

${clientUsage}

Takes back every stop of exactly that account, or the one of that id.`,
  options: { ...clientOptions },
  async run(values, words) {
    if (words.length !== 1) throw new UsageError('give one account or id: ./belwacht unstop 201');
    const client = new Client(values);
    const ids: string[] = [];
    for await (const one of client.pages<Stop>('/api/v1/call-stops?state=current'))
      if (one.id === words[0] || one.payer === words[0]) ids.push(one.id);
    if (!ids.length) throw new ClientError(`${words[0]} is not stopped; ./belwacht stops lists what is`);
    for (const id of ids) {
      const lifted = await client.ask<Stop>('DELETE', `/api/v1/call-stops/${id}`);
      process.stdout.write(values.json ? `${JSON.stringify(lifted)}\n` : `${visible(describe(lifted))}\n`);
    }
    return 0;
  },
};

async function importFile(
  route: string,
  what: string,
  values: Parameters<Command['run']>[0],
  words: readonly string[],
  more: Readonly<Record<string, unknown>>,
): Promise<number> {
  const [verb, file] = words;
  if (verb !== 'import' || file === undefined || words.length !== 2)
    throw new UsageError(`give a file: ./belwacht ${what} import FILE`);
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
  const query = new URLSearchParams({ name: String(values.name ?? basename(file, extname(file))).slice(0, 100) });
  for (const [name, value] of Object.entries(more)) {
    if (Array.isArray(value)) for (const each of value) query.append(name, each);
    else if (value !== undefined) query.set(name, String(value));
  }
  const type = file.endsWith('.json') ? 'application/json' : 'text/csv';
  const made = await new Client(values).deliver<Imported>(`${route}?${query}`, bytes, type, [422]);
  if (values.json) process.stdout.write(`${JSON.stringify(made)}\n`);
  else {
    const count = made.prefixes === undefined ? `${made.entries} entries` : `${made.prefixes} prefixes`;
    process.stdout.write(visible(`${made.name}: ${count}, ${made.refused} lines refused`));
    process.stdout.write(made.id ? visible(`, id ${made.id}`) : ', nothing was kept');
    process.stdout.write('\n');
    for (const { line, column, value, message } of made.troubles)
      process.stderr.write(`${visible(`line ${line}${column && ` (${column})`}: ${value}: ${message.en}`)}\n`);
  }
  return made.id || (values['dry-run'] && (made.prefixes ?? made.entries ?? 0) > 0) ? 0 : 1;
}

/** `NAME=VALUE` as the API takes it. */
function pairs(said: unknown): readonly string[] | undefined {
  return (said as readonly string[] | undefined)?.map((each) => each.replace('=', ':'));
}

export const rates: Command = {
  name: 'rates',
  summary: 'import a rate deck',
  usage: `Usage: ./belwacht rates import FILE.csv [--name NAME] [--tenant ID] [--currency EUR] [--worth USD=0.92 ...]
                               [--column FIELD=HEADER ...] [--dry-run] [--not-active]

  --name NAME      default: the name of the file
  --tenant ID      customer it is for; default all that have none of their own
  --currency CODE  of prices that name none
  --worth USD=0.92 euro that one unit of a currency is worth; again for each
  --column FIELD=HEADER  a column that is not called as usual, e.g. price="Our price"; again for each. Fields:
                   ${deckFields.join(', ')}
  --dry-run        read and report only
  --not-active     keep it without using it yet
${clientUsage}

Broken lines are left out and told. Exit 1 when nothing could be read.`,
  options: {
    ...clientOptions,
    name: { type: 'string' },
    tenant: { type: 'string' },
    currency: { type: 'string' },
    worth: { type: 'string', multiple: true },
    column: { type: 'string', multiple: true },
    'dry-run': { type: 'boolean' },
    'not-active': { type: 'boolean' },
  },
  run: (values, words) =>
    importFile('/api/v1/rate-decks', 'rates', values, words, {
      tenant: values.tenant,
      currency: values.currency,
      worth: pairs(values.worth)?.join(','),
      column: pairs(values.column),
      dry_run: values['dry-run'] && 'true',
      activate: values['not-active'] && 'false',
    }),
};

export const numbers: Command = {
  name: 'numbers',
  summary: 'import a list of fraud numbers',
  usage: `Usage: ./belwacht numbers import FILE.csv|FILE.json [--name NAME] [--source TEXT] [--until DAY] [--refuse] [--dry-run]

  --source TEXT    who says so
  --until DAY      YYYY-MM-DD, for entries that name no day
  --refuse         calls to them are refused; otherwise they only weigh
  --dry-run        read and report only
${clientUsage}

Numbers with their country code, prefixes with a star (22070*) or ranges (22070000-22079999); columns number,until,note.`,
  options: {
    ...clientOptions,
    name: { type: 'string' },
    source: { type: 'string' },
    until: { type: 'string' },
    refuse: { type: 'boolean' },
    'dry-run': { type: 'boolean' },
  },
  run: (values, words) =>
    importFile('/api/v1/number-lists', 'numbers', values, words, {
      source: values.source,
      until: values.until,
      refuse: values.refuse && 'true',
      dry_run: values['dry-run'] && 'true',
    }),
};
