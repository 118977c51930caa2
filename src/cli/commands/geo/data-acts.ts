import { resolve } from 'node:path';
import { UsageError } from '../../../core/command.ts';
import type { Client } from '../../client.ts';
import { visible } from '../../print.ts';
import {
  allConfirmed,
  base,
  confirmedInQuery,
  type GeoAct,
  type GeoActs,
  line,
  path,
  print,
  readText,
  type Said,
  show,
  told,
  type Values,
  word,
} from './act.ts';

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

interface Correction {
  readonly id: string;
  readonly range: string;
  readonly country: string;
  readonly hosting: boolean | null;
  readonly note: string;
}

interface Settings {
  readonly maxmindAccount: string;
  readonly maxmindKeySet: boolean;
  readonly holdAbove: number;
}

const askEveryMs = 500;

/** Where countries come from. */
export const dataActs: GeoActs = {
  data: {
    takes: '',
    about: 'age and origin of the country data, and what waits for a person',
    words: [0, 0],
    run: (client, _words, values) => showData(client, values),
  },
  'data accept': settleAct('accept', '[--confirm all]', 'uses the update that waits; also: accept'),
  'data dismiss': settleAct('dismiss', '', 'throws the update that waits away; also: dismiss'),
  'data revert': settleAct('revert', '[--confirm all]', 'goes back to the data before; also: revert'),
  ...{
    accept: settleAct('accept', '[--confirm all]'),
    dismiss: settleAct('dismiss'),
    revert: settleAct('revert', '[--confirm all]'),
  },
  'data settings': {
    takes: '[--maxmind-account A] [--maxmind-key-file FILE|-] [--forget-maxmind-key] [--hold-above 2%]',
    about: 'licence, and the share of changed addresses above which an update waits; without options shows them',
    words: [0, 0],
    async run(client, _words, values) {
      const now = await client.ask<Settings>('GET', `${base}/data/settings`);
      const account = values['maxmind-account'];
      const file = word(values, 'maxmind-key-file');
      const forget = values['forget-maxmind-key'] === true;
      const hold = word(values, 'hold-above');
      if (file && forget) throw new UsageError('give a key or forget it, not both');
      const changed = account !== undefined || file !== '' || forget || hold !== '';
      const after = changed
        ? await client.ask<Settings>('PUT', `${base}/data/settings`, {
            maxmindAccount: account === undefined ? now.maxmindAccount : word(values, 'maxmind-account'),
            maxmindKey: forget ? null : file === '' ? '' : keyOf(file),
            holdAbove: hold === '' ? now.holdAbove : shareOf(hold),
          })
        : now;
      if (values.json) line(after);
      else {
        const { maxmindAccount, maxmindKeySet, holdAbove } = after;
        print(visible(`MaxMind account ${maxmindAccount || '–'}, licence key ${maxmindKeySet ? 'set' : 'not set'}`));
        print(`an update waits for a person above ${Number((holdAbove * 100).toFixed(2))} % of addresses changed`);
      }
      return 0;
    },
  },
  update: {
    takes: '[npm|maxmind|URL|FILE] [--what country|network]',
    about: 'waits until it is done; exit 1 when it failed or waits for a person',
    words: [0, 1],
    run: update,
  },
  corrections: {
    takes: '',
    about: 'what the provider knows better than the data',
    words: [0, 0],
    async run(client, _words, values) {
      show(
        await client.ask<Correction[]>('GET', `${base}/corrections`),
        values,
        ['ID', 'RANGE', 'COUNTRY', 'HOSTING', 'NOTE'],
        ({ id, range, country, hosting, note }) => [id, range, country, hosting === null ? '' : String(hosting), note],
        'nothing is corrected',
      );
      return 0;
    },
  },
  correct: {
    takes: 'RANGE [COUNTRY] [--hosting yes|no] [--note TEXT] [--instead ID] [--confirm all]',
    about: 'says where a range is: geo correct 203.0.113.0/24 CW; --instead takes the place of an earlier correction',
    words: [1, 2],
    async run(client, [range, country = ''], values) {
      const hosting = word(values, 'hosting');
      if (!['', 'yes', 'no'].includes(hosting)) throw new UsageError('--hosting is yes or no');
      const instead = word(values, 'instead');
      const [method, where] = instead
        ? (['PUT', `${base}/corrections/${path(instead)}`] as const)
        : (['POST', `${base}/corrections`] as const);
      const made = await client.ask<Correction>(method, where, {
        ...{ range, country: country.toUpperCase(), hosting: hosting === '' ? null : hosting === 'yes' },
        ...{ note: word(values, 'note'), ...allConfirmed(values) },
      });
      return told(values, made, `${made.range} is corrected; ./belwacht geo uncorrect ${made.id} takes it back`);
    },
  },
  uncorrect: {
    takes: 'ID [--confirm all]',
    about: 'takes a correction back',
    words: [1, 1],
    async run(client, [id], values) {
      await client.ask('DELETE', `${base}/corrections/${path(id)}${confirmedInQuery(values)}`);
      return told(values, { id, removed: true }, 'the correction is taken back');
    },
  },
};

/** Without words about it, it is told of by its longer name. */
function settleAct(how: 'accept' | 'dismiss' | 'revert', takes = '', about = ''): GeoAct {
  return {
    ...{ takes, about, words: [0, 0] },
    async run(client, _words, values) {
      const body = how === 'dismiss' ? undefined : allConfirmed(values);
      await client.ask('POST', `${base}/data/${how}`, body);
      return showData(client, values);
    },
  };
}

async function showData(client: Client, values: Values): Promise<number> {
  const now = await client.ask<Data>('GET', `${base}/data`);
  if (values.json) {
    line(now);
    return 0;
  }
  show(
    now.parts,
    values,
    ['PART', 'AGE', 'ROWS', 'ORIGIN'],
    ({ name, origin, ageDays, rows }) => [
      ...[name, ageDays === null ? 'unknown' : `${ageDays} days`, String(rows), origin],
    ],
    'there are no data',
  );
  if (now.held) print(visible(`an update waits for a person: ${now.held.reasons.map(({ en }) => en).join(' ')}`));
  if (now.lastTry) print(visible(`last update: ${now.lastTry.detail.en}`));
  return 0;
}

/** Waits for the update that it began, so that a script knows how it went. */
async function update(client: Client, [from = 'npm']: readonly string[], values: Values): Promise<number> {
  const named = from === 'npm' || from === 'maxmind';
  const url = named ? '' : /^https?:\/\//i.test(from) ? from : resolve(from);
  const what = word(values, 'what') || 'country';
  let now = await client.ask<Data>('POST', `${base}/data/update`, { from: named ? from : 'url', url, what });
  do {
    await new Promise((next) => setTimeout(next, askEveryMs));
    now = await client.ask<Data>('GET', `${base}/data`);
  } while (now.running);
  if (values.json) line(now);
  else print(visible(now.lastTry?.detail.en ?? ''));
  return now.lastTry?.ok && !now.held ? 0 : 1;
}

/** A key is never on a command line, where everybody on the machine can read it. */
function keyOf(file: string): string {
  const key = readText(file).trim();
  if (key === '') throw new UsageError(`${file} holds no key; --forget-maxmind-key forgets the one that is kept`);
  return key;
}

/** `2%` or `0.02`. */
function shareOf(text: string): number {
  const [, number, percent] = /^(\d{1,3}(?:\.\d{1,4})?)\s*(%?)$/.exec(text) ?? [];
  const share = number === undefined ? Number.NaN : Number(number) / (percent ? 100 : 1);
  if (!(share >= 0.001 && share <= 1)) throw new UsageError(`'${visible(text)}' is no share from 0.1% to 100%`);
  return share;
}
