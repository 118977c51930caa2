import { type Command, UsageError } from '../../core/command.ts';
import { Client, clientOptions, clientUsage } from '../client.ts';
import { playbookActs } from './playbook/acts.ts';

/** What is asked of the running server: `./belwacht playbook` but for `check`. */
export const playbookOnlineCommand: Command = {
  name: 'playbook',
  summary: 'playbooks and their runs',
  usage: `Of the running server:
  list [--type T] [--language nl|en]
  show ID [--version V]     what each step does; V is draft, active or a version
  versions ID
  import FILE… [--draft] [--activate]
                            all of a file or nothing of it; exit 1 when any is refused
  export ID [--version V]   the CACAO JSON, on standard output
  activate ID [--version V] puts the draft, or a version there was, to use; retire ID takes it out of use
  dry-run ID [--version V] [--incident I] [--value NAME=VALUE …]
  start ID --incident I [--value NAME=VALUE …]
  runs [--incident I] [--state running]
  run RUN                   where it is and what it waits for
  done RUN KEY [--evidence TEXT] [--value NAME=VALUE …], failed RUN KEY --reason TEXT
                            a task of a run; KEY as run shows it
  not-applicable RUN KEY --reason TEXT
                            it did not have to be done: the run goes on
  retry RUN KEY, skip RUN KEY --reason TEXT
                            an automatic step without an outcome
  stop RUN --reason TEXT
  secrets                   what requests sign in with, by name; never what they are
  secret NAME --host HOST[:PORT] [--user U], forget-secret NAME
                            keeps it for that host; the secret itself comes from BELWACHT_PLAYBOOK_SECRET
${clientUsage}`,
  options: {
    ...clientOptions,
    type: { type: 'string' },
    language: { type: 'string' },
    version: { type: 'string' },
    activate: { type: 'boolean' },
    draft: { type: 'boolean' },
    incident: { type: 'string' },
    state: { type: 'string' },
    value: { type: 'string', multiple: true },
    evidence: { type: 'string' },
    reason: { type: 'string' },
    host: { type: 'string' },
    user: { type: 'string' },
  },
  async run(values, words) {
    const [name = '', ...rest] = words;
    const act = Object.hasOwn(playbookActs, name) ? playbookActs[name] : undefined;
    if (!act) throw new UsageError('say ./belwacht help playbook for what there is');
    return act(new Client(values), rest, values);
  },
};
