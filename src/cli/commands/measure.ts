import { type Command, UsageError } from '../../core/command.ts';
import { Client, clientOptions, clientUsage } from '../client.ts';
import { measureActs } from './measure-acts.ts';

/** Measures on the network out of incidents, and the way back. */
export const measure: Command = {
  name: 'measure',
  summary: 'contain and recover: measures on the network out of an incident',
  usage: `Usage: ./belwacht measure ACT …
  list [--incident N] [--state open|over]    open ones: what waits or is still to be undone
  preview INCIDENT ACTION [KEY=VALUE …]      what it would touch, who carries it out, who has to agree; exit 1 when a guard refuses it
  take INCIDENT ACTION [KEY=VALUE …]         does it, and says what the network confirmed; exit 1 when nothing did, or it waits
  refuse ID --reason TEXT                    do not agree, or take back what was asked for; who agrees signs in (this command
                                             line is nobody)
  extend ID --hours N                        so long from now; exit 1 while a second person has to agree to it
  undo ID --reason TEXT                      exit 1 while it is not gone everywhere; it is tried again
  undo ID --incident N --reason TEXT         one in the list of an incident that came about elsewhere
  recovery INCIDENT                          how far the return to production is; begin INCIDENT begins it, anew once it is done
                                             or the incident was reopened; back INCIDENT PHASE --reason TEXT goes back to a phase
  said INCIDENT PHASE TEST OUTCOME --evidence TEXT [--person NAME]
                                             PHASE: one-phone, one-site, everybody; TEST: register, call-in, call-out, emergency-route;
                                             OUTCOME: passed, failed, not-applicable
  probe INCIDENT PHASE TEST KEY=VALUE …      our own SIP client looks; finish INCIDENT PHASE goes on
  watch INCIDENT [--hours N]                 extra watch, 0 ends it
  approvals [ACTION=never|wide|always …]     which actions need a second person; wide: a country, a network or a whole customer
  targets [CUSTOMER]                         where tests of recovery look
  target CUSTOMER ASSET host=HOST [port=] [transport=udp|tcp] [domain=] [account=]
                                             sets it; the password of the account comes from BELWACHT_PROBE_PASSWORD and goes to the vault
An incident is named by its number or id.
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
