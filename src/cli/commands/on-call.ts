import { type Command, UsageError } from '../../core/command.ts';
import { Client, clientOptions, clientUsage } from '../client.ts';
import { onCallActs } from './on-call/acts.ts';

export const onCall: Command = {
  name: 'on-call',
  summary: 'who is on call, and who is asked to take an incident',
  usage: `Usage: ./belwacht on-call ACT …
  who [--at TIME]                       who is on call in each roster, now or then; exit 1 when one has nobody
  rosters                               rosters, with what is to be thought about
  shifts ROSTER [--from TIME] [--for 4w]
  override ROSTER PERSON --for 8h [--from TIME] [--note TEXT]
                                        somebody else for a while
  ack INCIDENT --person PERSON          they take it; decline: they cannot
  asked INCIDENT                        who was asked, in which way, and what they said
  escalate INCIDENT [--policy ID]       asks people now, in place of what goes on
  say INCIDENT TO TEXT [--subject TEXT] [--channel mail|push|chat|sms|phone]
                                        TO: a role of the incident, roster:ID, person:ID, recipient:ID or an address
  test PERSON [WAY]                     sends a test message in each of their ways, or in one; exit 1 when one fails
  deliveries [--state waiting|delivered|failed|called-off] [--incident INCIDENT]
  channels                              ways out to people, and how they do
A roster and a person are named by id, name or its beginning; an incident by number or id.

${clientUsage}`,
  options: {
    ...clientOptions,
    at: { type: 'string' },
    from: { type: 'string' },
    for: { type: 'string' },
    note: { type: 'string' },
    person: { type: 'string' },
    policy: { type: 'string' },
    subject: { type: 'string' },
    channel: { type: 'string' },
    state: { type: 'string' },
    incident: { type: 'string' },
  },
  async run(values, words) {
    const [name = '', ...rest] = words;
    const act = Object.hasOwn(onCallActs, name) ? onCallActs[name] : undefined;
    if (!act) throw new UsageError('say ./belwacht help on-call for what there is');
    return act(new Client(values), rest, values);
  },
};
