import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../../../core/command.ts';
import type { Client } from '../../client.ts';
import { readDuration } from '../../duration.ts';
import { printTable, visible } from '../../print.ts';

export type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
type Act = (client: Client, words: readonly string[], values: Values) => Promise<number>;
interface Said {
  readonly en: string;
}

const base = '/api/v1/geo';
const print = (text: string) => process.stdout.write(`${text}\n`);
const line = (thing: unknown) => print(JSON.stringify(thing));
const word = (values: Values, name: string) => (typeof values[name] === 'string' ? (values[name] as string) : '');
const list = (text: string) => text.split(/[\s,]+/).filter(Boolean);

function one(words: readonly string[], what: string): string {
  if (words.length !== 1) throw new UsageError(what);
  return encodeURIComponent(words[0]);
}

/** Rows as a table, or as JSON lines. */
function show<T>(
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

interface Explained {
  readonly because: readonly { readonly sentence: Said }[];
}

const explain: Act = async (client, subjects, values) => {
  if (subjects.length === 0) throw new UsageError('give addresses or numbers');
  for (const subject of subjects) {
    const query = new URLSearchParams({ subject });
    for (const name of ['customer', 'site', 'asset', 'service', 'at'])
      if (typeof values[name] === 'string') query.set(name, values[name]);
    const explained = await client.ask<Explained>('GET', `${base}/explain?${query}`);
    // The same shape as from a policy file.
    line({ ...explained, because: explained.because.map((reason) => ({ ...reason, sentence: reason.sentence.en })) });
  }
  return 0;
};

interface Policy {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly version: number;
  readonly scope: { readonly level: string; readonly tenant: string; readonly site: string; readonly asset: string };
  readonly rules: readonly unknown[];
}

const policies: Act = async (client, _words, values) => {
  const all = await client.ask<Policy[]>('GET', `${base}/policies`);
  show(
    all,
    values,
    ['ID', 'STATE', 'FOR', 'RULES', 'NAME'],
    (policy) => {
      const { level, tenant, site, asset } = policy.scope;
      const about = [level, tenant, site || asset].filter(Boolean).join(' ');
      return [policy.id, policy.state, about, String(policy.rules.length), policy.name];
    },
    'there are no policies',
  );
  return 0;
};

const preview: Act = async (client, words, values) => {
  const policy = await client.ask<Policy>('GET', `${base}/policies/${one(words, 'give the id of a policy')}`);
  const { id, version: _version, changedAt: _at, changedBy: _by, ...form } = policy as Policy & Record<string, unknown>;
  const days = Number(word(values, 'days') || 30);
  line(await client.ask('POST', `${base}/policies/preview`, { policy: form, id, days }));
  return 0;
};

const state =
  (to: 'off' | 'watch' | 'enforced'): Act =>
  async (client, words, values) => {
    const id = one(words, 'give the id of a policy');
    const confirm = list(word(values, 'confirm'));
    line(await client.ask<Policy>('POST', `${base}/policies/${id}/state`, { state: to, confirm }));
    return 0;
  };

interface Attack {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly until: string;
  readonly confirmedAt: string | null;
  readonly countries: readonly string[];
  readonly error: string;
}

function told(attack: Attack, values: Values): void {
  if (values.json) line(attack);
  else
    print(
      visible(
        `${attack.id} ${attack.kind} ${attack.countries.join(',')} ${attack.state} until ${attack.until} ${attack.error}`.trim(),
      ),
    );
}

const attack: Act = async (client, words, values) => {
  if (words.length !== 1)
    throw new UsageError('say which: only-known, only-home, management-closed or refuse-countries');
  const [tenant, site, asset] = ['customer', 'site', 'asset'].map((name) => word(values, name));
  const level = asset ? 'asset' : site ? 'site' : tenant ? 'customer' : 'provider';
  const made = await client.ask<Attack>('POST', `${base}/attacks`, {
    ...{ kind: words[0], scope: { level, tenant, site, asset }, reason: word(values, 'reason') },
    ...{ countries: list(word(values, 'countries').toUpperCase()), services: list(word(values, 'services')) },
    durationS: readDuration(word(values, 'for') || '2h'),
  });
  told(made, values);
  return made.state === 'in-force' ? 0 : 1;
};

const extend: Act = async (client, words, values) => {
  const id = one(words, 'give the id of an attack mode');
  const durationS = readDuration(word(values, 'for') || '2h');
  told(await client.ask<Attack>('POST', `${base}/attacks/${id}/extend`, { durationS }), values);
  return 0;
};

const lift: Act = async (client, words, values) => {
  const lifted = await client.ask<Attack>(
    'POST',
    `${base}/attacks/${one(words, 'give the id of an attack mode')}/lift`,
  );
  told(lifted, values);
  return lifted.state === 'lifted' ? 0 : 1;
};

const attacks: Act = async (client, _words, values) => {
  const all = await client.ask<Attack[]>('GET', `${base}/attacks`);
  show(
    all,
    values,
    ['ID', 'KIND', 'STATE', 'UNTIL', 'COUNTRIES'],
    ({ id, kind, state, until, countries }) => {
      return [id, kind, state, until, countries.join(',')];
    },
    'no attack mode was ever on',
  );
  return 0;
};

interface Data {
  readonly running: { readonly step: string; readonly share: number } | null;
  readonly held: { readonly reasons: readonly Said[] } | null;
  readonly lastTry: { readonly ok: boolean; readonly detail: Said } | null;
  readonly parts: readonly {
    readonly name: string;
    readonly origin: string;
    readonly ageDays: number | null;
    readonly rows: number;
  }[];
}

const data: Act = async (client, _words, values) => {
  const now = await client.ask<Data>('GET', `${base}/data`);
  if (values.json) line(now);
  else {
    show(
      now.parts,
      values,
      ['PART', 'AGE', 'ROWS', 'ORIGIN'],
      ({ name, origin, ageDays, rows }) => {
        return [name, ageDays === null ? 'unknown' : `${ageDays} days`, String(rows), origin];
      },
      'there are no data',
    );
    if (now.held) print(visible(`an update waits for a person: ${now.held.reasons.map(({ en }) => en).join(' ')}`));
    if (now.lastTry) print(visible(`last update: ${now.lastTry.detail.en}`));
  }
  return 0;
};

/** Waits for the update that it began, so that a script knows how it went. */
const update: Act = async (client, words, values) => {
  if (words.length > 1) throw new UsageError('say npm, maxmind, or one address or file');
  const [from = 'npm'] = words;
  const named = from === 'npm' || from === 'maxmind';
  const url = named ? '' : /^https?:\/\//i.test(from) ? from : resolve(from);
  const what = word(values, 'what') || 'country';
  let now = await client.ask<Data>('POST', `${base}/data/update`, { from: named ? from : 'url', url, what });
  do {
    await new Promise((next) => setTimeout(next, 500));
    now = await client.ask<Data>('GET', `${base}/data`);
  } while (now.running);
  if (values.json) line(now);
  else print(visible(now.lastTry?.detail.en ?? ''));
  return now.lastTry?.ok && !now.held ? 0 : 1;
};

const settle =
  (how: 'accept' | 'revert'): Act =>
  async (client, _words, values) => {
    await client.ask('POST', `${base}/data/${how}`);
    return data(client, [], values);
  };

interface Correction {
  readonly id: string;
  readonly range: string;
  readonly country: string;
  readonly hosting: boolean | null;
  readonly note: string;
}

const corrections: Act = async (client, _words, values) => {
  const all = await client.ask<Correction[]>('GET', `${base}/corrections`);
  show(
    all,
    values,
    ['ID', 'RANGE', 'COUNTRY', 'HOSTING', 'NOTE'],
    ({ id, range, country, hosting, note }) => {
      return [id, range, country, hosting === null ? '' : String(hosting), note];
    },
    'nothing is corrected',
  );
  return 0;
};

const correct: Act = async (client, words, values) => {
  if (words.length < 1 || words.length > 2)
    throw new UsageError('give a range and its country: geo correct 203.0.113.0/24 CW');
  const [range, country = ''] = words;
  const hosting = values.hosting === undefined ? null : word(values, 'hosting') === 'yes';
  line(
    await client.ask('POST', `${base}/corrections`, {
      range,
      country: country.toUpperCase(),
      hosting,
      note: word(values, 'note'),
    }),
  );
  return 0;
};

const uncorrect: Act = async (client, words) => {
  await client.ask('DELETE', `${base}/corrections/${one(words, 'give the id of a correction')}`);
  return 0;
};

interface Review {
  readonly id: string;
  readonly dueOn: string;
  readonly suggestions: readonly { readonly id: string; readonly decision: string; readonly sentence: Said }[];
}

const review: Act = async (client, words, values) => {
  const made =
    words[0] === 'last'
      ? (await client.ask<Review[]>('GET', `${base}/reviews`))[0]
      : await client.ask<Review>('POST', `${base}/reviews`);
  if (!made) print('there was no review yet');
  else if (values.json) line(made);
  else {
    print(`review ${made.id}, due ${made.dueOn}`);
    show(
      made.suggestions,
      values,
      ['ID', 'DECISION', 'SUGGESTION'],
      ({ id, decision, sentence }) => {
        return [id, decision || 'open', sentence.en];
      },
      'nothing to look at',
    );
  }
  return 0;
};

const exported: Act = async (client, _words, values) => {
  const tenant = word(values, 'customer');
  const answer = await client.open(
    `${base}/policies/export${tenant && `?tenant=${encodeURIComponent(tenant)}`}`,
    'text/yaml',
  );
  process.stdout.write(await answer.text());
  return 0;
};

const imported: Act = async (client, words) => {
  if (words.length !== 1) throw new UsageError('give one file, or - for standard input');
  const text = readFileSync(words[0] === '-' ? 0 : words[0], 'utf8');
  line(await client.ask('POST', `${base}/policies/import`, { text }));
  return 0;
};

const standing: Act = async (client) => {
  const now = await client.ask<{ kernel: { present: boolean; ok: boolean; drift: string } }>('GET', `${base}/standing`);
  line(now);
  return now.kernel.present && (!now.kernel.ok || now.kernel.drift !== '') ? 1 : 0;
};

/** What can be asked of the running server, by its word. */
export const geoActs: Readonly<Record<string, Act>> = {
  ...{
    explain,
    policies,
    preview,
    attack,
    attacks,
    extend,
    lift,
    data,
    update,
    corrections,
    correct,
    uncorrect,
    review,
    standing,
  },
  ...{
    watch: state('watch'),
    enforce: state('enforced'),
    off: state('off'),
    accept: settle('accept'),
    revert: settle('revert'),
  },
  ...{ export: exported, import: imported },
};
