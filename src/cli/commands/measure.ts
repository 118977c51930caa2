import { type Command, UsageError } from '../../core/command.ts';
import { Client, clientOptions, clientUsage } from '../client.ts';
import { measureActs } from './measure-acts.ts';

/** Measures on the network out of incidents, and the way back. */
export const measure: Command = {
  name: 'measure',
  summary: 'contain and recover: measures on the network out of an incident',
  usage: `Usage: ./belwacht measure ACT …
  list [--incident ID] [--state open|over]   open ones: what waits or is still to be undone
  preview INCIDENT ACTION [KEY=VALUE …]      what it would touch, who carries it out, who has to agree; exit 1 when a guard refuses it
  take INCIDENT ACTION [KEY=VALUE …]         does it, and says what the network confirmed; exit 1 when nothing did, or it waits
  approve ID                                 agree as the second person; refuse ID --reason TEXT
  extend ID --hours N                        so long from now
  undo ID --reason TEXT                      exit 1 while it is not gone everywhere; it is tried again
  recovery INCIDENT                          how far the return to production is; begin INCIDENT begins it
  said INCIDENT PHASE TEST OUTCOME --evidence TEXT [--person NAME]
                                             PHASE: one-phone, one-site, everybody; TEST: register, call-in, call-out, emergency-route;
                                             OUTCOME: passed, failed, not-applicable
  probe INCIDENT PHASE TEST KEY=VALUE …      our own SIP client looks; finish INCIDENT PHASE goes on
  watch INCIDENT [--hours N]                 extra watch, 0 ends it
  approvals [ACTION=never|wide|always …]     which actions need a second person; wide: a country, a network or a whole customer
  targets [CUSTOMER]                         where tests of recovery look
  target CUSTOMER ASSET host=HOST [port=] [transport=udp|tcp] [domain=] [account=]
                                             sets it; the password of the account comes from BELWACHT_PROBE_PASSWORD and goes to the vault
Actions and their keys (hours=N and reason=TEXT everywhere):
  block-source address=  ·  block-network network= (range or AS)  ·  block-country country= [customer=]
  block-account account= [customer=] [asset=]  ·  stop-international customer=  ·  shield-management asset=
  divert-calls customer= direction=in|out to= [number=]  ·  hang-up customer= [account=] [destination=] [call=]
${clientUsage}`,
  options: {
    ...clientOptions,
    incident: { type: 'string' },
    state: { type: 'string' },
    reason: { type: 'string' },
    hours: { type: 'string' },
    evidence: { type: 'string' },
    person: { type: 'string' },
  },
  async run(values, words) {
    const [name = '', ...rest] = words;
    const act = Object.hasOwn(measureActs, name) ? measureActs[name] : undefined;
    if (!act) throw new UsageError('say ./belwacht help measure for what there is');
    return act(new Client(values), rest, values);
  },
};
