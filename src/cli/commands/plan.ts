import { type Command, UsageError } from '../../core/command.ts';
import { Client, clientOptions, clientUsage } from '../client.ts';
import { planActs } from './plan/acts.ts';

/** The plan of the running server: `./belwacht plan` besides template and the blank checklist. */
export const planOnlineCommand: Command = {
  name: 'plan',
  summary: 'the incident response plan of the running server',
  usage: `Of the running server; EDITION is a number, without one the edition that is worked on or else the one in force:
  show [EDITION]            as Markdown; --json as a file for edit
  edit FILE|-               write in the draft what show --json gave, changed; refused when somebody changed it since
  check [FILE|-]            what is missing, a line each; exit 1 when anything is
  editions                  list
  next [--from EDITION | --template nl|en]
                            begin the next edition as a draft
  approve [EDITION] [--alone REASON]
                            by somebody who wrote nothing in it; --alone when nobody else may approve, or all who may
                            wrote in it
  withdraw [EDITION]        the approval
  discard [EDITION] [--reason TEXT]
                            throw a draft away; it stays readable, and next --from EDITION takes it up again
  in-force [EDITION]        put it in force
  diff [FROM TO]            what is different, in sentences; without: in force and what is worked on
  read                      confirm that you read the edition in force; readers lists who did
  export [EDITION] --out FILE.md|FILE.pdf
  checklist --incident ID --language nl|en --out FILE.pdf
                            filled in with what is known of an incident
  reviews                   with the days they are due; done REVIEW [--note TEXT]
  copy [now]                copies to a safe address: --copy-to ADDRESS --copy-day 1…31 [--remind-to ADDRESS]
                            turns them on; --off turns them off; now sends one
${clientUsage}`,
  options: {
    ...clientOptions,
    from: { type: 'string' },
    template: { type: 'string' },
    alone: { type: 'string' },
    reason: { type: 'string' },
    incident: { type: 'string' },
    language: { type: 'string' },
    note: { type: 'string' },
    out: { type: 'string', short: 'o' },
    force: { type: 'boolean' },
    'copy-to': { type: 'string' },
    'copy-day': { type: 'string' },
    'remind-to': { type: 'string' },
    off: { type: 'boolean' },
  },
  async run(values, words) {
    const [name = '', ...rest] = words;
    const act = Object.hasOwn(planActs, name) ? planActs[name] : undefined;
    if (!act) throw new UsageError('say ./belwacht help plan for what there is');
    return act(new Client(values), rest, values);
  },
};
