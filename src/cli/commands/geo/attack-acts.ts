import { UsageError } from '../../../core/command.ts';
import type { Client } from '../../client.ts';
import { readDuration } from '../../duration.ts';
import { visible } from '../../print.ts';
import {
  allConfirmed,
  base,
  type Cut,
  type GeoActs,
  line,
  list,
  path,
  print,
  printCuts,
  type Said,
  scopeOf,
  scopeWords,
  show,
  told,
  type Values,
  word,
} from './act.ts';
import { type Tallies, talliesWords } from './preview-text.ts';

interface Attack {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly until: string;
  readonly confirmedAt: string | null;
  readonly countries: readonly string[];
  readonly error: string;
}

interface Seen {
  readonly countries: readonly string[];
  readonly cuts: readonly Cut[];
  readonly cutsTotal: number;
  readonly refuses: Tallies;
  readonly since: string;
  readonly unplaced: number;
  readonly addresses: number | null;
}

interface Proposal {
  readonly id: string;
  readonly at: string;
  readonly sentence: Said;
  readonly share: number;
  readonly attack: object & { readonly kind: string; readonly countries: readonly string[] };
}

const kinds = ['only-known', 'only-home', 'management-closed', 'refuse-countries'];

/** Attack modes, and those that are proposed. */
export const attackActs: GeoActs = {
  attack: {
    takes:
      'KIND [--countries NL,BE] [--services sip] [--customer C [--site S|--asset A]] [--for 2h] [--reason TEXT] [--preview] [--acknowledge-cuts]',
    about: `${kinds.join(', ')}; --preview only says whom it would cut off and what it would refuse`,
    words: [1, 1],
    async run(client, [kind], values) {
      if (!kinds.includes(kind)) throw new UsageError(`'${visible(kind)}' is none of ${kinds.join(', ')}`);
      const form = {
        ...{ kind, scope: scopeOf(values), reason: word(values, 'reason') },
        ...{ countries: list(word(values, 'countries').toUpperCase()), services: list(word(values, 'services')) },
        durationS: readDuration(word(values, 'for') || '2h'),
      };
      if (values.preview) return preview(client, form, values);
      return raise(client, { ...form, ...allConfirmed(values) }, values);
    },
  },
  attacks: {
    takes: '',
    about: 'those that are on, and the last ones that were',
    words: [0, 0],
    async run(client, _words, values) {
      show(
        await client.ask<Attack[]>('GET', `${base}/attacks`),
        values,
        ['ID', 'KIND', 'STATE', 'UNTIL', 'COUNTRIES'],
        ({ id, kind, state, until, countries }) => [id, kind, state, until, countries.join(',')],
        'no attack mode was ever on',
      );
      return 0;
    },
  },
  extend: {
    takes: 'ID [--for 2h]',
    about: 'it ends so long from now',
    words: [1, 1],
    async run(client, [id], values) {
      const durationS = readDuration(word(values, 'for') || '2h');
      const after = await client.ask<Attack>('POST', `${base}/attacks/${path(id)}/extend`, { durationS });
      return told(values, after, sentenceOf(after));
    },
  },
  lift: {
    takes: 'ID',
    about: 'ends it now; exit 1 when the kernel did not confirm it',
    words: [1, 1],
    async run(client, [id], values) {
      const lifted = await client.ask<Attack>('POST', `${base}/attacks/${path(id)}/lift`);
      told(values, lifted, sentenceOf(lifted));
      return lifted.state === 'lifted' ? 0 : 1;
    },
  },
  proposals: {
    takes: '',
    about: 'attack modes that running alerts speak for',
    words: [0, 0],
    async run(client, _words, values) {
      show(
        await client.ask<Proposal[]>('GET', `${base}/proposals`),
        values,
        ['ID', 'AT', 'SHARE', 'COUNTRIES', 'WHY'],
        ({ id, at, share, attack, sentence }) => [
          ...[id, at, `${Math.round(share * 100)} %`, attack.countries.join(','), sentence.en],
        ],
        'nothing is proposed',
      );
      return 0;
    },
  },
  'proposal take': {
    takes: 'ID [--for 2h] [--acknowledge-cuts]',
    about: 'turns the proposed mode on',
    words: [1, 1],
    async run(client, [id], values) {
      const proposals = await client.ask<Proposal[]>('GET', `${base}/proposals`);
      const found = proposals.find((one) => one.id === id);
      if (!found) throw new UsageError(`there is no proposal '${visible(id)}'; ./belwacht geo proposals lists them`);
      const lasting = word(values, 'for') ? { durationS: readDuration(word(values, 'for')) } : {};
      return raise(client, { ...found.attack, ...lasting, proposal: id, ...allConfirmed(values) }, values);
    },
  },
  'proposal dismiss': {
    takes: 'ID',
    about: 'not now: it is not proposed again for these alerts',
    words: [1, 1],
    async run(client, [id], values) {
      await client.ask('POST', `${base}/proposals/${path(id)}/dismiss`);
      return told(values, { id, dismissed: true }, 'it is not proposed again for these alerts');
    },
  },
};

async function raise(client: Client, form: object, values: Values): Promise<number> {
  const made = await client.ask<Attack>('POST', `${base}/attacks`, form);
  told(values, made, sentenceOf(made));
  return made.state === 'in-force' ? 0 : 1;
}

async function preview(client: Client, form: { kind: string; scope: ReturnType<typeof scopeOf> }, values: Values) {
  const seen = await client.ask<Seen>('POST', `${base}/attacks/preview`, form);
  if (values.json) line(seen);
  else {
    const countries = seen.countries.length > 0 ? ` (${seen.countries.join(', ')})` : '';
    print(visible(`${form.kind}${countries} for ${scopeWords(form.scope)}: nothing is on yet`));
    print(`since ${seen.since} it would have refused ${talliesWords(seen.refuses)}`);
    if (seen.unplaced > 0)
      print(`${seen.unplaced} attempts of the customer are of no known site or asset and count nowhere`);
    if (seen.addresses === 0) print('no address of its systems is known: the kernel would shut nothing');
    if (seen.cuts.length === 0) print('nobody who works now would be cut off');
    else printCuts(seen.cuts, seen.cutsTotal);
  }
  return 0;
}

function sentenceOf({ id, kind, countries, state, until, error }: Attack): string {
  return `${id} ${kind} ${countries.join(',')} ${state} until ${until} ${error}`.replace(/ +/g, ' ').trim();
}
