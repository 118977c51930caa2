import { UsageError } from '../../../core/command.ts';
import { type Client, ClientError } from '../../client.ts';
import { visible } from '../../print.ts';
import { writeNew } from '../../write-new.ts';
import { base, type GeoActs, line, path, print, type Said, show, told, type Values, word } from './act.ts';

interface Review {
  readonly id: string;
  readonly at: string;
  readonly owner: string;
  readonly dueOn: string;
  readonly state: string;
  readonly attackShares: readonly { readonly country: string; readonly share: number }[];
  readonly suggestions: readonly {
    readonly id: string;
    readonly kind: string;
    readonly decision: string;
    readonly decidedBy: string;
    readonly note: string;
    readonly tenant: string;
    readonly sentence: Said;
    readonly evidence: readonly Said[];
  }[];
}

interface Settings {
  readonly owner: string;
  readonly dayOfMonth: number;
}

/** What was put off still waits for an answer. */
const isOpen = ({ decision }: { readonly decision: string }) => decision === '' || decision === 'later';

const decisions = ['accepted', 'rejected', 'later'];

/** The monthly question whether it is still right. */
export const reviewActs: GeoActs = {
  review: {
    takes: '',
    about: 'makes the check whether all is still right; review last shows the newest',
    words: [0, 0],
    run: async (client, _words, values) => printReview(await client.ask<Review>('POST', `${base}/reviews`), values),
  },
  reviews: {
    takes: '',
    about: 'list, newest first',
    words: [0, 0],
    async run(client, _words, values) {
      show(
        await client.ask<Review[]>('GET', `${base}/reviews`),
        values,
        ['ID', 'MADE', 'OWNER', 'DUE', 'STATE', 'OPEN', 'SUGGESTIONS'],
        ({ id, at, owner, dueOn, state, suggestions }) => [
          ...[id, at, owner, dueOn, state],
          ...[suggestions.filter(isOpen).length, suggestions.length].map(String),
        ],
        'there was no review yet',
      );
      return 0;
    },
  },
  'review last': {
    takes: '',
    about: '',
    words: [0, 0],
    async run(client, _words, values) {
      const [newest] = await client.ask<Review[]>('GET', `${base}/reviews`);
      if (newest) return printReview(newest, values);
      if (!values.json) print('there was no review yet');
      return 0;
    },
  },
  'review show': {
    takes: 'REVIEW',
    about: 'its suggestions with their evidence; REVIEW is an id, or last',
    words: [1, 1],
    run: async (client, [id], values) => printReview(await find(client, id), values, true),
  },
  'review decide': {
    takes: 'REVIEW SUGGESTION accepted|rejected|later [--note TEXT]',
    about: 'your answer to one suggestion; carrying it out is a change of the policy',
    words: [3, 3],
    async run(client, [review, suggestion, decision], values) {
      if (!decisions.includes(decision))
        throw new UsageError(`'${visible(decision)}' is none of ${decisions.join(', ')}`);
      const { id } = await find(client, review);
      const body = { decision, note: word(values, 'note') };
      const after = await client.ask<Review>(
        'POST',
        `${base}/reviews/${path(id)}/suggestions/${path(suggestion)}`,
        body,
      );
      const open = after.suggestions.filter(isOpen).length;
      return told(values, after, after.state === 'done' ? 'it is done: all are decided' : `${open} are still open`);
    },
  },
  'review report': {
    takes: 'REVIEW [--out FILE.md|FILE.pdf [--force]] [--language nl|en]',
    about: 'a review with what was decided, as Markdown on standard output, or as a file',
    words: [1, 1],
    async run(client, [review], values) {
      const language = word(values, 'language') || 'en';
      if (language !== 'nl' && language !== 'en') throw new UsageError('--language is nl or en');
      const out = word(values, 'out');
      const ending = out === '' ? 'md' : /\.(md|pdf)$/i.exec(out)?.[1].toLowerCase();
      if (!ending) throw new UsageError('say where to: --out FILE.md or --out FILE.pdf');
      const { id } = await find(client, review);
      const query = new URLSearchParams({ format: ending === 'pdf' ? 'pdf' : 'markdown', language });
      const answer = await client.open(`${base}/reviews/${path(id)}/report?${query}`, '*/*');
      if (out) await writeNew(out, answer, values.force === true);
      else process.stdout.write(await answer.text());
      return 0;
    },
  },
  'review settings': {
    takes: '[--owner NAME] [--day 1…28]',
    about: 'whose task the review is, and on which day of the month; without options shows them',
    words: [0, 0],
    async run(client, _words, values) {
      const now = await client.ask<Settings>('GET', `${base}/reviews/settings`);
      const day = word(values, 'day');
      if (day !== '' && !/^([1-9]|1\d|2[0-8])$/.test(day)) throw new UsageError('--day is a day from 1 to 28');
      const changed = values.owner !== undefined || day !== '';
      const after = changed
        ? await client.ask<Settings>('PUT', `${base}/reviews/settings`, {
            owner: values.owner === undefined ? now.owner : word(values, 'owner'),
            dayOfMonth: day === '' ? now.dayOfMonth : Number(day),
          })
        : now;
      return told(
        values,
        after,
        `on day ${after.dayOfMonth} of the month, by ${after.owner || 'nobody in particular'}`,
      );
    },
  },
};

async function find(client: Client, id: string): Promise<Review> {
  const all = await client.ask<Review[]>('GET', `${base}/reviews`);
  const found = id === 'last' ? all[0] : all.find((review) => review.id === id);
  if (!found) throw new ClientError(`there is no review '${visible(id)}'; ./belwacht geo reviews lists them`);
  return found;
}

function printReview(review: Review, values: Values, evidence = false): number {
  if (values.json) {
    line(review);
    return 0;
  }
  const { id, dueOn, owner, state, suggestions, attackShares } = review;
  print(visible(`review ${id}, ${state}, due ${dueOn}${owner && `, by ${owner}`}`));
  if (attackShares.length > 0) {
    const shares = attackShares
      .slice(0, 10)
      .map(({ country, share }) => `${country || '–'} ${Math.round(share * 100)} %`);
    print(visible(`attacks came from ${shares.join(', ')}`));
  }
  if (!evidence) {
    show(
      suggestions,
      values,
      ['ID', 'DECISION', 'SUGGESTION'],
      (one) => [one.id, one.decision || 'open', one.sentence.en],
      'nothing to look at',
    );
    return 0;
  }
  if (suggestions.length === 0) print('nothing to look at');
  for (const { id: suggestion, kind, decision, decidedBy, note, sentence, evidence: proof } of suggestions) {
    const by = decision ? `${decision} by ${decidedBy}${note && `: ${note}`}` : 'open';
    print(visible(`\n${suggestion}  ${kind}  ${by}`).replace(/^\\u000a/, '\n'));
    print(visible(`  ${sentence.en}`));
    for (const { en } of proof) print(visible(`  - ${en}`));
  }
  return 0;
}
