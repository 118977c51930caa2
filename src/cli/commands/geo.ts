import { type Command, UsageError } from '../../core/command.ts';
import { Client, clientOptions, clientUsage } from '../client.ts';
import { geoActs } from './geo/acts.ts';

/** What is asked of the running server: `./belwacht geo` without a policy file. */
export const geoOnlineCommand: Command = {
  name: 'geo',
  summary: 'where traffic may come from and calls may go',
  usage: `Of the running server:
  explain ADDRESS|NUMBER…   as with --policy: --customer, --site, --asset, --service, --at
  standing                  whether the kernel carries it out; exit 1 when it does not as it should
  policies                  list; watch ID, enforce ID, off ID set the state (--confirm KEYS for cuts)
  preview ID [--days 30]    what a policy would have done
  export [--customer C]     policies as a file; import FILE takes them, in watch
  attack KIND [--countries NL,BE] [--services sip] [--customer C] [--for 2h] [--reason TEXT]
                            only-known, only-home, management-closed, refuse-countries; attacks lists
  extend ID [--for 2h]      lift ID
  data                      age and origin of the country data; accept, revert
  update [npm|maxmind|URL|FILE] [--what country|network]
                            waits until it is done; exit 1 when it failed or waits for a person
  corrections               correct RANGE [COUNTRY] [--hosting yes|no] [--note TEXT]; uncorrect ID
  review [last]             makes the check whether all is still right, or shows the newest
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
    reason: { type: 'string' },
    what: { type: 'string' },
    hosting: { type: 'string' },
    note: { type: 'string' },
  },
  async run(values, words) {
    const [name = '', ...rest] = words;
    const act = Object.hasOwn(geoActs, name) ? geoActs[name] : undefined;
    if (!act) throw new UsageError('say ./belwacht help geo for what there is');
    return act(new Client(values), rest, values);
  },
};
