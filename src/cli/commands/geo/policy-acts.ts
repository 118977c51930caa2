import { UsageError } from '../../../core/command.ts';
import type { Client } from '../../client.ts';
import { printTable, visible } from '../../print.ts';
import {
  base,
  confirmed,
  confirmedInQuery,
  few,
  type GeoAct,
  type GeoActs,
  line,
  path,
  print,
  readText,
  type Said,
  scopeWords,
  show,
  told,
  word,
} from './act.ts';
import { printPreview } from './preview-text.ts';

export interface Rule {
  readonly id: string;
  readonly verdict: string;
  readonly services: readonly string[];
  readonly subjects: readonly string[];
  readonly limit: {
    readonly per: string;
    readonly count: number;
    readonly concurrent: number;
    readonly mfa: boolean;
  } | null;
  readonly when: {
    readonly from: string | null;
    readonly until: string | null;
    readonly hours: string;
    readonly timeZone: string;
  } | null;
  readonly exception: { readonly owner: string; readonly reason: string } | null;
  readonly note: string;
}

export interface PolicyForm {
  readonly name: string;
  readonly state: string;
  readonly scope: { readonly level: string; readonly tenant: string; readonly site: string; readonly asset: string };
  readonly owner: string;
  readonly note: string;
  readonly proposeOn: string;
  readonly reviewOn: string;
  readonly rules: readonly Rule[];
}

export interface Policy extends PolicyForm {
  readonly id: string;
  readonly version: number;
  readonly changedAt: string;
  readonly changedBy: string;
}

interface RemovedPolicy {
  readonly id: string;
  readonly version: number;
  readonly removedAt: string | null;
  readonly removedBy: string;
  readonly policy: PolicyForm;
}

const ofPolicy = (id: string) => `${base}/policies/${path(id)}`;

/** What a policy is now, in one sentence. */
export const standsAs = ({ name, state, version, id }: Policy) => `${name} is ${state} (version ${version}), id ${id}`;

/** Policies: list, read, write, try, turn on and off, as files. */
export const policyActs: GeoActs = {
  policies: {
    takes: '[--customer C] [--removed]',
    about: 'list; with --removed those that were removed',
    words: [0, 0],
    async run(client, _words, values) {
      const tenant = word(values, 'customer');
      const query = tenant && `?tenant=${path(tenant)}`;
      if (values.removed) {
        show(
          await client.ask<RemovedPolicy[]>('GET', `${base}/removed/policies${query}`),
          values,
          ['ID', 'VERSION', 'REMOVED', 'BY', 'WAS', 'FOR', 'NAME'],
          ({ id, version, removedAt, removedBy, policy }) => [
            ...[id, String(version), removedAt ?? 'unknown', removedBy || 'unknown'],
            ...[policy.state, scopeWords(policy.scope), policy.name],
          ],
          'no policy was removed',
        );
        return 0;
      }
      show(
        await client.ask<Policy[]>('GET', `${base}/policies${query}`),
        values,
        ['ID', 'STATE', 'FOR', 'RULES', 'NAME'],
        ({ id, state, scope, rules, name }) => [id, state, scopeWords(scope), String(rules.length), name],
        'there are no policies',
      );
      return 0;
    },
  },
  'policy show': {
    takes: 'ID',
    about: 'one policy with its rules; --json is what policy save takes',
    words: [1, 1],
    async run(client, [id], values) {
      const policy = await client.ask<Policy>('GET', ofPolicy(id));
      if (values.json) line(policy);
      else printPolicy(policy);
      return 0;
    },
  },
  'policy save': {
    takes: 'FILE|- [--confirm KEY,…|all]',
    about:
      'what policy show --json gave, changed; refused when somebody changed it since. Without id: a new one, which watches',
    words: [1, 1],
    async run(client, [file], values) {
      const { id, version, changedAt: _at, changedBy: _by, ...form } = readPolicy(file);
      const body = { ...form, ...confirmed(values) };
      const match: Record<string, string> = version === undefined ? {} : { 'if-match': `"${version}"` };
      const saved =
        id === undefined
          ? await client.ask<Policy>('POST', `${base}/policies`, body)
          : await client.ask<Policy>('PUT', ofPolicy(id), body, match);
      return told(values, saved, standsAs(saved));
    },
  },
  'policy state': {
    takes: 'ID off|watch|enforced [--confirm KEY,…|all]',
    about: 'turn it off, let it watch, enforce it; also: watch ID, enforce ID, off ID',
    words: [2, 2],
    run(client, [id, to], values) {
      if (to !== 'off' && to !== 'watch' && to !== 'enforced')
        throw new UsageError(`'${visible(to)}' is no state: off, watch or enforced`);
      return setState(client, id, to, values);
    },
  },
  ...{ watch: stateAct('watch'), enforce: stateAct('enforced'), off: stateAct('off') },
  'policy delete': {
    takes: 'ID [--confirm all]',
    about: 'its versions are kept, and policy restore brings it back',
    words: [1, 1],
    async run(client, [id], values) {
      const { name } = await client.ask<Policy>('GET', ofPolicy(id));
      await client.ask('DELETE', `${ofPolicy(id)}${confirmedInQuery(values)}`);
      return told(
        values,
        { id, name, removed: true },
        `${name} is removed; ./belwacht geo policy restore ${id} brings it back`,
      );
    },
  },
  preview: {
    takes: 'ID [--days 30]',
    about: 'what a policy would have done in the last days, were it enforced',
    words: [1, 1],
    async run(client, [id], values) {
      const {
        id: _id,
        version: _version,
        changedAt: _at,
        changedBy: _by,
        ...form
      } = await client.ask<Policy>('GET', ofPolicy(id));
      const days = Number(word(values, 'days') || 30);
      const preview = await client.ask<object>('POST', `${base}/policies/preview`, { policy: form, id, days });
      if (values.json) line(preview);
      else printPreview(preview);
      return 0;
    },
  },
  export: {
    takes: '[--customer C]',
    about: 'policies and own groups as a file (YAML)',
    words: [0, 0],
    async run(client, _words, values) {
      const tenant = word(values, 'customer');
      const answer = await client.open(`${base}/policies/export${tenant && `?tenant=${path(tenant)}`}`, 'text/yaml');
      process.stdout.write(await answer.text());
      return 0;
    },
  },
  import: {
    takes: 'FILE|- [--dry-run]',
    about: 'takes the policies of a file, all or none; they start in watch',
    words: [1, 1],
    async run(client, [file], values) {
      const dryRun = values['dry-run'] === true;
      const taken = await client.ask<{
        policies: { id: string; name: string }[];
        groups: string[];
        notes: Said[];
      }>('POST', `${base}/policies/import`, { text: readText(file), dryRun });
      if (values.json) line(taken);
      else {
        const groups = taken.groups.length > 0 ? `, groups ${few(taken.groups)}` : '';
        print(visible(`${taken.policies.length} policies${groups}${dryRun ? ': a dry run, nothing was changed' : ''}`));
        for (const { id, name } of taken.policies) print(visible(`  ${name}${id && `, id ${id}`}`));
        for (const { en } of taken.notes) print(visible(en));
      }
      return 0;
    },
  },
};

function stateAct(to: 'off' | 'watch' | 'enforced'): GeoAct {
  return {
    takes: 'ID [--confirm KEY,…|all]',
    // It is told of with `policy state`.
    about: '',
    words: [1, 1],
    run: (client, [id], values) => setState(client, id, to, values),
  };
}

async function setState(client: Client, id: string, to: string, values: Parameters<GeoAct['run']>[2]): Promise<number> {
  const after = await client.ask<Policy>('POST', `${ofPolicy(id)}/state`, { state: to, ...confirmed(values) });
  return told(values, after, standsAs(after));
}

function readPolicy(file: string): Record<string, unknown> & { readonly id?: string; readonly version?: number } {
  let read: unknown;
  const text = readText(file);
  try {
    read = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${(error as Error).message}`);
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    throw new UsageError(`${file} is no policy: ./belwacht geo policy show ID --json gives one`);
  const { id, version } = read as { id?: unknown; version?: unknown };
  if (id !== undefined && (typeof id !== 'string' || id === ''))
    throw new UsageError(`${file}: id is the id of a policy; leave it out for a new one`);
  if (version !== undefined && !Number.isInteger(version)) throw new UsageError(`${file}: version is a whole number`);
  return read as ReturnType<typeof readPolicy>;
}

/** A policy with its rules, for people. */
export function printPolicy(policy: Policy): void {
  const { id, name, state, scope, owner, note, proposeOn, reviewOn, version, changedAt, changedBy, rules } = policy;
  const facts = [
    ...[
      ['name', name],
      ['id', id],
      ['state', proposeOn ? `${state}, to be proposed on ${proposeOn}` : state],
    ],
    ...[
      ['for', scopeWords(scope)],
      ['owner', owner],
      ['review on', reviewOn],
      ['note', note],
    ],
    ['version', `${version}, ${changedAt} by ${changedBy || 'unknown'}`],
  ];
  printTable(
    ['FACT', 'VALUE'],
    facts.filter(([, value]) => value !== ''),
  );
  print('');
  if (rules.length === 0) print('it has no rules');
  else
    printTable(
      ['RULE', 'VERDICT', 'SERVICES', 'SUBJECTS', 'MORE'],
      rules.map((rule) => [rule.id, rule.verdict, rule.services.join(', ') || 'all', few(rule.subjects), moreOf(rule)]),
    );
}

/** Limit, time, exception and note of a rule in one cell. */
function moreOf({ limit, when, exception, note }: Rule): string {
  const parts: string[] = [];
  if (limit) {
    const atOnce = limit.concurrent > 0 ? `, ${limit.concurrent} at a time` : '';
    parts.push(`${limit.count} ${limit.per} a minute${atOnce}${limit.mfa ? ', with a second factor' : ''}`);
  }
  if (when?.from) parts.push(`from ${when.from}`);
  if (when?.until) parts.push(`until ${when.until}`);
  if (when?.hours) parts.push(`hours ${when.hours}${when.timeZone && ` (${when.timeZone})`}`);
  if (exception) parts.push(`exception of ${exception.owner}: ${exception.reason}`);
  if (note) parts.push(note);
  return parts.join('; ');
}
