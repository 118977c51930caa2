import { type Command, UsageError } from '../../core/command.ts';
import { Client, clientOptions, clientUsage } from '../client.ts';

interface Explained {
  readonly because: readonly { readonly sentence: { readonly en: string } }[];
}

/** What is asked of the running server: `./belwacht geo` without a policy file. */
export const geoOnlineCommand: Command = {
  name: 'geo',
  summary: 'where traffic may come from and calls may go',
  usage: `Usage: ./belwacht geo explain [--customer C] [--site S] [--asset A] [--service S] [--at TIME] ADDRESS|NUMBER…

  Asks the running server. One JSON object a line, as with --policy.
${clientUsage}`,
  options: {
    ...clientOptions,
    customer: { type: 'string' },
    site: { type: 'string' },
    asset: { type: 'string' },
    service: { type: 'string' },
    at: { type: 'string' },
  },
  async run(values, words) {
    const [act, ...subjects] = words;
    if (act !== 'explain') throw new UsageError('say ./belwacht help geo for what there is');
    if (subjects.length === 0) throw new UsageError('give addresses or numbers');
    const client = new Client(values);
    for (const subject of subjects) {
      const query = new URLSearchParams({ subject });
      for (const name of ['customer', 'site', 'asset', 'service', 'at'])
        if (typeof values[name] === 'string') query.set(name, values[name]);
      const explained = await client.ask<Explained>('GET', `/api/v1/geo/explain?${query}`);
      const because = explained.because.map((reason) => ({ ...reason, sentence: reason.sentence.en }));
      process.stdout.write(`${JSON.stringify({ ...explained, because })}\n`);
    }
    return 0;
  },
};
