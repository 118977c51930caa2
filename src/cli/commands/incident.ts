import { type Command, UsageError } from '../../core/command.ts';
import { Client, clientOptions, clientUsage } from '../client.ts';
import { incidentActs } from './incident/acts.ts';

export const incident: Command = {
  name: 'incident',
  summary: 'open incidents, work on them, close them',
  usage: `Usage: ./belwacht incident ACT …
  list [--all] [--severity S] [--tenant ID] [--find WORDS]
                                        those that go on, newest first
  show INCIDENT                         what it is, who leads, what is in place, what is due, what keeps it open
  timeline INCIDENT
  open TITLE [--tenant ID] [--severity S] [--impact L,L] [--urgency L,L] [--summary TEXT] [--at TIME] [--drill] [--key KEY]
                                        the same key opens once
  note INCIDENT TEXT [--kind K] [--internal]
                                        a time in front is when it happened: "14:05 carrier called"
  reach INCIDENT STAGE                  triage, contained, recovering, monitoring, resolved, reviewed, closed
  skip INCIDENT STAGE --reason TEXT     take-back the same; reopen INCIDENT --reason TEXT
  severity INCIDENT SEVERITY [--reason TEXT]
  assign INCIDENT ROLE PERSON           PERSON: me, an id, or - for nobody
  task INCIDENT add TITLE [--owner PERSON] [--role ROLE] [--due TIME]
  task INCIDENT done TASK [--evidence TEXT] [--value NAME=VALUE]…
  task INCIDENT fail|drop TASK --reason TEXT
  tasks [--all]                         what is mine to do
  measure INCIDENT own MEASURE PERSON; measure INCIDENT keep MEASURE --reason TEXT
  attach INCIDENT FILE [--internal]
  export INCIDENT [--format csv|json|md] [--language nl|en] [--for-customer]
  merge INCIDENT INTO --reason TEXT
  split INCIDENT TITLE --reason TEXT [--alerts ID,ID] [--tasks ID,ID] [--measures ID,ID] [--tenant ID]
  settings [--open-from SEVERITY|off] [--join-below yes|no]
An incident is named by its number or id.

${clientUsage}

Exit 1 when it is refused; every reason is told.`,
  options: {
    ...clientOptions,
    all: { type: 'boolean' },
    severity: { type: 'string' },
    tenant: { type: 'string' },
    find: { type: 'string' },
    impact: { type: 'string' },
    urgency: { type: 'string' },
    summary: { type: 'string' },
    at: { type: 'string' },
    drill: { type: 'boolean' },
    key: { type: 'string' },
    kind: { type: 'string' },
    internal: { type: 'boolean' },
    reason: { type: 'string' },
    owner: { type: 'string' },
    role: { type: 'string' },
    due: { type: 'string' },
    evidence: { type: 'string' },
    value: { type: 'string', multiple: true },
    format: { type: 'string' },
    language: { type: 'string' },
    'for-customer': { type: 'boolean' },
    alerts: { type: 'string' },
    tasks: { type: 'string' },
    measures: { type: 'string' },
    'open-from': { type: 'string' },
    'join-below': { type: 'string' },
  },
  async run(values, words) {
    const [name = '', ...rest] = words;
    const act = Object.hasOwn(incidentActs, name) ? incidentActs[name] : undefined;
    if (!act) throw new UsageError('say ./belwacht help incident for what there is');
    return act(new Client(values), rest, values);
  },
};
