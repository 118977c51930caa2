import { UsageError } from '../../core/command.ts';
import type { Client } from '../client.ts';
import { printTable, visible } from '../print.ts';
import { incidentPath } from './incident/find-incident.ts';

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
type Act = (client: Client, words: readonly string[], values: Values) => Promise<number>;

interface Measure {
  readonly id: string;
  readonly number: number;
  readonly action: string;
  readonly state: string;
  readonly tenant: string;
  readonly until: string | null;
  readonly lasts: boolean;
  readonly sentence: { readonly en: string };
  readonly trouble: { readonly en: string } | null;
  readonly extension: { readonly until: string; readonly approval: { readonly en: string } } | null;
  readonly reports: readonly { readonly by: string; readonly real: boolean; readonly state: string }[];
}

interface Preview {
  readonly sentence: { readonly en: string };
  readonly approval: { readonly en: string } | null;
  readonly refused: boolean;
  readonly customersTotal: number;
  readonly accountsTotal: number;
  readonly callsTotal: number;
  readonly emergencyCalls: number;
  readonly carriers: readonly {
    readonly name: string;
    readonly real: boolean;
    readonly does: { readonly en: string };
  }[];
  readonly notes: readonly { readonly kind: string; readonly sentence: { readonly en: string } }[];
}

interface Approvals {
  readonly approvals: Readonly<Record<string, string>>;
  readonly version: number;
}

interface Target {
  readonly asset: string;
  readonly name: string;
  readonly tenant: string;
  readonly host: string;
  readonly port: number;
  readonly transport: string;
  readonly accounts: readonly string[];
}

interface Recovery {
  readonly measures: number;
  readonly watch: { readonly until: string; readonly joined: number } | null;
  readonly phases: readonly {
    readonly phase: string;
    readonly state: string;
    readonly tests: readonly {
      readonly test: string;
      readonly state: string;
      readonly evidence: { readonly en: string };
    }[];
  }[];
}

const print = (text: string) => process.stdout.write(`${visible(text)}\n`);
const word = (values: Values, name: string) => (typeof values[name] === 'string' ? (values[name] as string) : '');
const numbers = new Set(['hours', 'seconds']);

/** `key=value` words as members; those that are numbers as such. */
function pairs(words: readonly string[]): Record<string, string | number> {
  return Object.fromEntries(
    words.map((one) => {
      const equals = one.indexOf('=');
      if (equals < 1) throw new UsageError(`write ${one} as KEY=VALUE`);
      const [key, value] = [one.slice(0, equals), one.slice(equals + 1)];
      return [key, numbers.has(key) ? Number(value) : value];
    }),
  );
}

function needed(words: readonly string[], count: number, what: string): void {
  if (words.length < count) throw new UsageError(what);
}

function reasonOf(values: Values): string {
  const reason = word(values, 'reason');
  if (reason === '') throw new UsageError('say why with --reason');
  return reason;
}

function tell(measure: Measure, values: Values): void {
  if (values.json) {
    process.stdout.write(`${JSON.stringify(measure)}\n`);
    return;
  }
  print(`${measure.state}: ${measure.sentence.en} (${measure.id})`);
  for (const { by, real, state } of measure.reports) print(`  ${by}: ${state}${real ? '' : ' (dry)'}`);
  if (measure.trouble) print(`  ${measure.trouble.en}`);
  if (measure.extension) print(`  until ${measure.extension.until} waits: ${measure.extension.approval.en}`);
}

const isDone = ({ state, lasts }: Measure) => state === 'in-force' || (state === 'undone' && !lasts);

const one =
  (act: string, body: (values: Values) => object | undefined, done: (measure: Measure) => boolean): Act =>
  async (client, words, values) => {
    needed(words, 1, 'give the id of a measure');
    const measure = await client.ask<Measure>(
      'POST',
      `/api/v1/measures/${encodeURIComponent(words[0])}/${act}`,
      body(values),
    );
    tell(measure, values);
    return done(measure) ? 0 : 1;
  };

const undoOrdered = one(
  'undo',
  (values) => ({ reason: reasonOf(values) }),
  ({ state }) => state === 'undone',
);

function show(recovery: Recovery, values: Values): number {
  if (values.json) {
    process.stdout.write(`${JSON.stringify(recovery)}\n`);
    return 0;
  }
  for (const { phase, state, tests } of recovery.phases) {
    print(`${phase}: ${state}`);
    if (state !== 'waiting') for (const one of tests) print(`  ${one.test}: ${one.state} ${one.evidence.en}`.trimEnd());
  }
  if (recovery.watch) print(`extra watch until ${recovery.watch.until}, ${recovery.watch.joined} alerts joined`);
  print(`${recovery.measures} temporary measures stand`);
  return 0;
}

/** What `./belwacht measure` can do, by name. */
export const measureActs: Readonly<Record<string, Act>> = {
  async list(client, _words, values) {
    const query = new URLSearchParams({ limit: '200' });
    if (word(values, 'state')) query.set('state', word(values, 'state'));
    const incident = word(values, 'incident');
    // The last part of the path is the id.
    if (incident) query.set('incident', decodeURIComponent((await incidentPath(client, incident)).split('/').at(-1)!));
    const { items } = await client.ask<{ items: Measure[] }>('GET', `/api/v1/measures?${query}`);
    if (values.json) for (const measure of items) process.stdout.write(`${JSON.stringify(measure)}\n`);
    else if (items.length === 0) print('there are no such measures');
    else
      printTable(
        ['ID', 'INCIDENT', 'STATE', 'UNTIL', 'WHAT'],
        items.map(({ id, number, state, until, sentence }) => [id, `#${number}`, state, until ?? '', sentence.en]),
      );
    return 0;
  },
  async preview(client, words, values) {
    needed(words, 2, 'say INCIDENT ACTION KEY=VALUE …');
    const [incident, action, ...rest] = words;
    const seen = await client.ask<Preview>('POST', `${await incidentPath(client, incident)}/measures/preview`, {
      action,
      ...pairs(rest),
    });
    if (values.json) process.stdout.write(`${JSON.stringify(seen)}\n`);
    else {
      print(seen.sentence.en);
      const { customersTotal, accountsTotal, callsTotal, emergencyCalls } = seen;
      print(
        `touches ${customersTotal} customers, ${accountsTotal} accounts, ${callsTotal} calls; ${emergencyCalls} emergency calls stay`,
      );
      for (const { name, real, does } of seen.carriers) print(`  ${name}${real ? '' : ' (not)'}: ${does.en}`);
      for (const { kind, sentence } of seen.notes) print(`  ${kind}: ${sentence.en}`);
      if (seen.approval) print(`  ${seen.approval.en}`);
    }
    return seen.refused ? 1 : 0;
  },
  async take(client, words, values) {
    needed(words, 2, 'say INCIDENT ACTION KEY=VALUE …');
    const [incident, action, ...rest] = words;
    const measure = await client.ask<Measure>('POST', `${await incidentPath(client, incident)}/measures`, {
      action,
      ...pairs(rest),
    });
    tell(measure, values);
    return isDone(measure) ? 0 : 1;
  },
  refuse: one(
    'refuse',
    (values) => ({ reason: reasonOf(values) }),
    () => true,
  ),
  extend: one(
    'extend',
    (values) => ({ hours: Number(word(values, 'hours')) }),
    ({ extension }) => extension === null,
  ),
  async undo(client, words, values) {
    const incident = word(values, 'incident');
    if (incident === '') return undoOrdered(client, words, values);
    needed(words, 1, 'give the id of a measure in the list of the incident');
    const path = `${await incidentPath(client, incident)}/measures/${encodeURIComponent(words[0])}/undo`;
    const after = await client.ask<{ measures: { id: string; what: string }[] }>('POST', path, {
      reason: reasonOf(values),
    });
    if (values.json) process.stdout.write(`${JSON.stringify(after)}\n`);
    else print(`undone: ${after.measures.find(({ id }) => id === words[0])?.what ?? words[0]}`);
    return 0;
  },
  async recovery(client, words, values) {
    needed(words, 1, 'give the number or id of an incident');
    return show(await client.ask('GET', `${await incidentPath(client, words[0])}/recovery`), values);
  },
  async begin(client, words, values) {
    needed(words, 1, 'give the number or id of an incident');
    return show(await client.ask('POST', `${await incidentPath(client, words[0])}/recovery`), values);
  },
  async said(client, words, values) {
    needed(words, 4, 'say INCIDENT PHASE TEST OUTCOME');
    const [incident, phase, test, outcome] = words;
    const body = { test, outcome, evidence: word(values, 'evidence'), person: word(values, 'person') };
    return show(
      await client.ask(
        'POST',
        `${await incidentPath(client, incident)}/recovery/${encodeURIComponent(phase)}/said`,
        body,
      ),
      values,
    );
  },
  async probe(client, words, values) {
    needed(words, 3, 'say INCIDENT PHASE TEST KEY=VALUE …');
    const [incident, phase, test, ...rest] = words;
    const path = `${await incidentPath(client, incident)}/recovery/${encodeURIComponent(phase)}/probe`;
    return show(await client.ask('POST', path, { test, ...pairs(rest) }), values);
  },
  async finish(client, words, values) {
    needed(words, 2, 'say INCIDENT PHASE');
    return show(
      await client.ask(
        'POST',
        `${await incidentPath(client, words[0])}/recovery/${encodeURIComponent(words[1])}/finish`,
      ),
      values,
    );
  },
  async back(client, words, values) {
    needed(words, 2, 'say INCIDENT PHASE');
    const path = `${await incidentPath(client, words[0])}/recovery/${encodeURIComponent(words[1])}/back`;
    return show(await client.ask('POST', path, { reason: reasonOf(values) }), values);
  },
  async approvals(client, words, values) {
    const path = '/api/v1/measure-settings';
    let kept = await client.ask<Approvals>('GET', path);
    if (words.length > 0) {
      const approvals = { ...kept.approvals, ...pairs(words) };
      kept = await client.ask<Approvals>('PUT', path, { approvals }, { 'if-match': `"${kept.version}"` });
    }
    if (values.json) process.stdout.write(`${JSON.stringify(kept)}\n`);
    else printTable(['ACTION', 'SECOND PERSON'], Object.entries(kept.approvals));
    return 0;
  },
  async targets(client, words, values) {
    const query = words[0] ? `?tenant=${encodeURIComponent(words[0])}` : '';
    const all = await client.ask<Target[]>('GET', `/api/v1/probe-targets${query}`);
    if (values.json) for (const target of all) process.stdout.write(`${JSON.stringify(target)}\n`);
    else if (all.length === 0) print('no system has an address for tests yet: ./belwacht measure target');
    else
      printTable(
        ['SYSTEM', 'NAME', 'WHERE', 'ACCOUNTS'],
        all.map(({ tenant, asset, name, host, port, transport, accounts }) => [
          `${tenant}/${asset}`,
          name,
          `${host}:${port} ${transport}`,
          accounts.join(', '),
        ]),
      );
    return 0;
  },
  async target(client, words, values) {
    needed(words, 3, 'say CUSTOMER ASSET host=HOST [port=] [transport=] [domain=] [account=]');
    const [tenant, asset, ...rest] = words;
    const { port, ...place } = pairs(rest);
    // From the environment: a password on a command line can be read by everybody on the machine.
    const password = place.account ? (process.env.BELWACHT_PROBE_PASSWORD ?? '') : '';
    if (place.account && password === '') throw new UsageError('put the password in BELWACHT_PROBE_PASSWORD');
    const kept = await client.ask<Target>(
      'PUT',
      `/api/v1/customers/${encodeURIComponent(tenant)}/probe-targets/${encodeURIComponent(asset)}`,
      { ...place, ...(port === undefined ? {} : { port: Number(port) }), password },
    );
    if (values.json) process.stdout.write(`${JSON.stringify(kept)}\n`);
    else print(`tests of ${kept.name} go to ${kept.host}:${kept.port} (${kept.transport})`);
    return 0;
  },
  async watch(client, words, values) {
    needed(words, 1, 'give the number or id of an incident');
    const hours = word(values, 'hours');
    const path = `${await incidentPath(client, words[0])}/recovery/watch`;
    if (hours === '0') return show(await client.ask('DELETE', path), values);
    return show(await client.ask('POST', path, hours === '' ? {} : { hours: Number(hours) }), values);
  },
};
