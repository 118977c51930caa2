import { type Command, UsageError } from '../../core/command.ts';
import { Client, clientOptions, clientUsage } from '../client.ts';
import { withCuts } from './geo/act.ts';
import { findAct, geoHelp } from './geo/acts.ts';

/** What is asked of the running server: `./belwacht geo` without a policy file. */
export const geoOnlineCommand: Command = {
  name: 'geo',
  summary: 'where traffic may come from and calls may go',
  usage: `${geoHelp()}
Who would be cut off and works now is listed with keys: --confirm KEY,… for some, --confirm all (or --acknowledge-cuts) for all of them.
./belwacht geo help WORD tells of one word: policy, group, attack, data, review …
${clientUsage}`,
  options: {
    ...clientOptions,
    customer: { type: 'string' },
    site: { type: 'string' },
    asset: { type: 'string' },
    service: { type: 'string' },
    services: { type: 'string' },
    at: { type: 'string' },
    days: { type: 'string' },
    for: { type: 'string' },
    countries: { type: 'string' },
    confirm: { type: 'string' },
    'acknowledge-cuts': { type: 'boolean' },
    reason: { type: 'string' },
    what: { type: 'string' },
    hosting: { type: 'string' },
    note: { type: 'string' },
    title: { type: 'string' },
    instead: { type: 'string' },
    language: { type: 'string' },
    out: { type: 'string', short: 'o' },
    force: { type: 'boolean' },
    owner: { type: 'string' },
    day: { type: 'string' },
    removed: { type: 'boolean' },
    preview: { type: 'boolean' },
    'dry-run': { type: 'boolean' },
    'hold-above': { type: 'string' },
    'maxmind-account': { type: 'string' },
    'maxmind-key-file': { type: 'string' },
    'forget-maxmind-key': { type: 'boolean' },
  },
  async run(values, words) {
    if (words[0] === 'help') {
      const text = geoHelp(words.slice(1).join(' '));
      if (text === '') throw new UsageError('there is no such word; ./belwacht help geo tells of all of them');
      process.stdout.write(`${text}\n`);
      return 0;
    }
    const { act, rest } = findAct(words);
    return withCuts(act, values, () => act.run(new Client(values), rest, values));
  },
};
