import { type Command, UsageError } from '../../../core/command.ts';
import type { Client } from '../../client.ts';
import { printTable } from '../../print.ts';

type Values = Parameters<Command['run']>[0];
type Act = (client: Client, words: readonly string[], values: Values) => Promise<number>;

interface Settings {
  readonly copyOn: boolean;
  readonly copyTo: string;
  readonly copyDay: number;
  readonly remindTo: string;
  readonly version: number;
}
interface Copy {
  readonly last: { readonly at: string; readonly to: string; readonly state: string; readonly error: string } | null;
  readonly next: string;
  readonly hindrance: string;
}
interface Review {
  readonly id: string;
  readonly subject: string;
  readonly owner: string;
  readonly dueOn: string;
  readonly days: number;
}

const api = '/api/v1/plan';

/** Reviews, and copies to a safe place. */
export const mailActs: Readonly<Record<string, Act>> = {
  reviews: async (client, _words, values) => show(await client.ask<Review[]>('GET', `${api}/reviews`), values),
  async done(client, [id], values) {
    if (id === undefined)
      throw new UsageError('say which: ./belwacht plan done REVIEW; ./belwacht plan reviews lists them');
    const body = { note: String(values.note ?? '') };
    return show(await client.ask<Review[]>('POST', `${api}/reviews/${encodeURIComponent(id)}/done`, body), values);
  },
  async copy(client, words, values) {
    if (words[0] === 'now') return told(await client.ask<Copy>('POST', `${api}/copy`, {}), values);
    const before = await client.ask<Settings>('GET', `${api}/settings`);
    const wish = {
      copyOn: values.off ? false : values['copy-to'] !== undefined || before.copyOn,
      copyTo: String(values['copy-to'] ?? before.copyTo),
      copyDay: values['copy-day'] === undefined ? before.copyDay : Number(values['copy-day']),
      remindTo: String(values['remind-to'] ?? before.remindTo),
    };
    const isSame = (['copyOn', 'copyTo', 'copyDay', 'remindTo'] as const).every((name) => wish[name] === before[name]);
    if (!isSame) await client.ask('PUT', `${api}/settings`, wish, { 'if-match': `"${before.version}"` });
    return told((await client.ask<{ copy: Copy }>('GET', api)).copy, values);
  },
};

function show(reviews: readonly Review[], values: Values): number {
  if (values.json) for (const one of reviews) process.stdout.write(`${JSON.stringify(one)}\n`);
  else
    printTable(
      ['REVIEW', 'SUBJECT', 'OWNER', 'DUE', 'DAYS'],
      reviews.map(({ id, subject, owner, dueOn, days }) => [
        ...[id, subject, owner, dueOn || 'never'],
        dueOn === '' ? '' : String(days),
      ]),
    );
  return 0;
}

function told(copy: Copy, values: Values): number {
  if (values.json) process.stdout.write(`${JSON.stringify(copy)}\n`);
  else {
    const { last, next, hindrance } = copy;
    const lines = [
      last ? `last: ${last.at} to ${last.to}, ${last.state}${last.error ? ` (${last.error})` : ''}` : 'last: none',
      hindrance === '' ? `next: ${next}` : `next: none (${hindrance})`,
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  return 0;
}
