import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { UsageError } from '../../../core/command.ts';
import type { Client } from '../../client.ts';
import { printTable } from '../../print.ts';
import { incidentPath } from './find-incident.ts';
import {
  type Entry,
  type Incident,
  printEntries,
  printIncident,
  printSummaries,
  type Summary,
  type Task,
} from './shown.ts';

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
type Act = (client: Client, words: readonly string[], values: Values) => Promise<number>;

const stages = ['triage', 'contained', 'recovering', 'monitoring', 'resolved', 'reviewed', 'closed'];

/** What ./belwacht incident does, by its first word. */
export const incidentActs: Readonly<Record<string, Act>> = {
  async list(client, _words, values) {
    const query = new URLSearchParams({
      ...(values.all ? {} : { state: 'open' }),
      ...(values.severity ? { severity: String(values.severity) } : {}),
      ...(values.tenant ? { tenant: String(values.tenant) } : {}),
      ...(values.find ? { q: String(values.find) } : {}),
    });
    const all: Summary[] = [];
    for await (const one of client.pages<Summary>(`/api/v1/incidents?${query}`)) {
      if (values.json) process.stdout.write(`${JSON.stringify(one)}\n`);
      else all.push(one);
    }
    if (values.json) return 0;
    if (all.length === 0) process.stdout.write(values.all || values.find ? 'there is none\n' : 'nothing goes on\n');
    else printSummaries(all);
    return 0;
  },

  async show(client, words, values) {
    const [named] = wordsOf(words, 1, 'INCIDENT');
    return show(await client.ask<Incident>('GET', await incidentPath(client, named)), values);
  },

  async timeline(client, words, values) {
    const [named] = wordsOf(words, 1, 'INCIDENT');
    const path = await incidentPath(client, named);
    for await (const entry of client.pages<Entry>(`${path}/timeline?order=oldest`)) {
      if (values.json) process.stdout.write(`${JSON.stringify(entry)}\n`);
      else printEntries([entry]);
    }
    return 0;
  },

  async open(client, words, values) {
    const [title] = wordsOf(words, 1, 'TITLE');
    const body = {
      title,
      ...textOf(values, 'tenant'),
      ...textOf(values, 'severity'),
      ...textOf(values, 'summary'),
      ...(values.at ? { detectedAt: timeOf(values.at) } : {}),
      ...(values.impact || values.urgency
        ? { assessment: { impact: listOf(values.impact), urgency: listOf(values.urgency) } }
        : {}),
      drill: values.drill === true,
    };
    const more: Readonly<Record<string, string>> = values.key ? { 'idempotency-key': String(values.key) } : {};
    return show(await client.ask<Incident>('POST', '/api/v1/incidents', body, more), values);
  },

  async note(client, words, values) {
    const [named, text] = wordsOf(words, 2, 'INCIDENT TEXT');
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const more = { ...textOf(values, 'kind'), ...atOf(values), internal: values.internal === true, timeZone };
    return act(client, named, { act: 'note', text, ...more }, values);
  },

  reach: (client, words, values) => staged(client, 'reach', words, values),
  skip: (client, words, values) => staged(client, 'skip', words, values),
  'take-back': (client, words, values) => staged(client, 'take-back', words, values),

  async reopen(client, words, values) {
    const [named] = wordsOf(words, 1, 'INCIDENT');
    return act(client, named, { act: 'reopen', reason: needed(values, 'reason') }, values);
  },

  async severity(client, words, values) {
    const [named, severity] = wordsOf(words, 2, 'INCIDENT SEVERITY');
    return act(client, named, { act: 'set-severity', severity, ...textOf(values, 'reason') }, values);
  },

  async assign(client, words, values) {
    const [named, role, person] = wordsOf(words, 3, 'INCIDENT ROLE PERSON');
    return act(client, named, { act: 'give-role', role, person: personOf(person) }, values);
  },

  async task(client, words, values) {
    const [named, what, which] = wordsOf(words, 3, 'INCIDENT add|done|fail|drop TITLE|TASK');
    switch (what) {
      case 'add': {
        const owner = values.owner ? { owner: personOf(String(values.owner)) } : {};
        const due = values.due ? { due: timeOf(values.due) } : {};
        return act(
          client,
          named,
          { act: 'add-task', title: which, ...owner, ...due, ...textOf(values, 'role') },
          values,
        );
      }
      case 'done':
        return act(
          client,
          named,
          { act: 'finish-task', task: which, ...textOf(values, 'evidence'), values: valuesOf(values.value) },
          values,
        );
      case 'fail':
      case 'drop':
        return act(client, named, { act: `${what}-task`, task: which, reason: needed(values, 'reason') }, values);
      default:
        throw new UsageError('a task is added, done, failed or dropped: task INCIDENT add|done|fail|drop …');
    }
  },

  async tasks(client, _words, values) {
    const owner = values.all ? 'all' : 'me';
    const path = `/api/v1/incidents/tasks?owner=${owner}&limit=500`;
    const all = await client.ask<readonly { number: number; title: string; task: Task }[]>('GET', path);
    if (values.json) for (const one of all) process.stdout.write(`${JSON.stringify(one)}\n`);
    else if (all.length === 0) process.stdout.write('nothing is to be done\n');
    else
      printTable(
        ['INCIDENT', 'DUE', 'WHO', 'TASK', 'ID'],
        all.map(({ number, task: { id, title, due, owner: who, role } }) => [
          String(number),
          due ?? '-',
          who?.name ?? (role || '-'),
          title,
          id,
        ]),
      );
    return 0;
  },

  async measure(client, words, values) {
    const [named, what, measure, person = ''] = words;
    if (what === 'own' && words.length === 4)
      return act(client, named, { act: 'own-measure', measure, owner: personOf(person) }, values);
    if (what === 'keep' && words.length === 3)
      return act(client, named, { act: 'keep-measure', measure, reason: needed(values, 'reason') }, values);
    throw new UsageError('measure INCIDENT own MEASURE PERSON, or measure INCIDENT keep MEASURE --reason TEXT');
  },

  async attach(client, words, values) {
    const [named, file] = wordsOf(words, 2, 'INCIDENT FILE');
    const content = readFileSync(file);
    const query = new URLSearchParams({ name: basename(file), internal: String(values.internal === true) });
    const path = `${await incidentPath(client, named)}/attachments?${query}`;
    const kept = await client.deliver<{ id: string; size: number; sha256: string }>(
      path,
      content,
      'application/octet-stream',
    );
    process.stdout.write(
      values.json ? `${JSON.stringify(kept)}\n` : `kept: ${kept.size} bytes, SHA-256 ${kept.sha256}, id ${kept.id}\n`,
    );
    return 0;
  },

  async export(client, words, values) {
    const [named] = wordsOf(words, 1, 'INCIDENT');
    const query = new URLSearchParams({
      format: String(values.format ?? 'csv'),
      language: String(values.language ?? 'en'),
      forCustomer: String(values['for-customer'] === true),
    });
    const answer = await client.open(`${await incidentPath(client, named)}/export?${query}`, '*/*');
    process.stdout.write(await answer.text());
    return 0;
  },

  async merge(client, words, values) {
    const [named, other] = wordsOf(words, 2, 'INCIDENT INTO');
    const into = (await incidentPath(client, other)).split('/').at(-1);
    const body = { into, reason: needed(values, 'reason') };
    return show(await client.ask<Incident>('POST', `${await incidentPath(client, named)}/merge`, body), values);
  },

  async split(client, words, values) {
    const [named, title] = wordsOf(words, 2, 'INCIDENT TITLE');
    const body = {
      ...{ title, reason: needed(values, 'reason'), ...textOf(values, 'tenant') },
      ...{ alerts: listOf(values.alerts), tasks: listOf(values.tasks), measures: listOf(values.measures) },
    };
    return show(await client.ask<Incident>('POST', `${await incidentPath(client, named)}/split`, body), values);
  },

  async settings(client, _words, values) {
    const below = values['join-below'];
    if (below !== undefined && below !== 'yes' && below !== 'no') throw new UsageError('--join-below is yes or no');
    const change = {
      ...(values['open-from'] ? { openFrom: values['open-from'] } : {}),
      ...(below === undefined ? {} : { joinBelow: below === 'yes' }),
    };
    const path = '/api/v1/incidents/settings';
    const settings = await (Object.keys(change).length > 0
      ? client.ask<object>('PATCH', path, change)
      : client.ask<object>('GET', path));
    process.stdout.write(`${JSON.stringify(settings)}\n`);
    return 0;
  },
};

async function act(client: Client, named: string, form: object, values: Values): Promise<number> {
  return show(await client.ask<Incident>('POST', `${await incidentPath(client, named)}/acts`, form), values);
}

async function staged(client: Client, name: string, words: readonly string[], values: Values): Promise<number> {
  const [named, stage] = wordsOf(words, 2, 'INCIDENT STAGE');
  if (!stages.includes(stage)) throw new UsageError(`a stage is one of ${stages.join(', ')}`);
  const reason = name === 'reach' ? {} : { reason: needed(values, 'reason') };
  return act(client, named, { act: name, stage, ...reason, ...atOf(values) }, values);
}

function show(incident: Incident, { json }: Values): number {
  if (json) process.stdout.write(`${JSON.stringify(incident)}\n`);
  else printIncident(incident);
  return 0;
}

function wordsOf(words: readonly string[], count: number, names: string): readonly string[] {
  if (words.length !== count) throw new UsageError(`give ${names}; ./belwacht help incident says more`);
  return words;
}

function needed(values: Values, name: string): string {
  const value = values[name];
  if (typeof value !== 'string' || value.trim() === '') throw new UsageError(`say why: --${name} "…"`);
  return value;
}

function textOf(values: Values, name: string): Readonly<Record<string, string>> {
  const value = values[name];
  return typeof value === 'string' ? { [name]: value } : {};
}

function atOf({ at }: Values): { readonly at?: string } {
  return at ? { at: timeOf(at) } : {};
}

function timeOf(value: unknown): string {
  const at = new Date(String(value));
  if (Number.isNaN(at.getTime())) throw new UsageError(`"${value}" is no time; write 2026-11-23T14:05 or with a zone`);
  return at.toISOString();
}

function listOf(value: unknown): readonly string[] {
  return typeof value === 'string'
    ? value
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean)
    : [];
}

function personOf(name: string): string {
  return name === '-' ? '' : name;
}

function valuesOf(given: Values[string]): Readonly<Record<string, string>> {
  const all = Array.isArray(given) ? given : [];
  return Object.fromEntries(
    all.map((one) => {
      const [name, ...rest] = String(one).split('=');
      if (rest.length === 0) throw new UsageError('a value is NAME=VALUE');
      return [name, rest.join('=')];
    }),
  );
}
