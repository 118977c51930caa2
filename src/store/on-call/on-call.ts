import type { Db } from '../postgres.ts';
import { escalationStore } from './escalations.ts';
import { onCallMessageStore } from './messages.ts';
import { escalationPolicyStore, policyChoiceStore } from './policies.ts';
import { responderStore } from './responders.ts';
import { rosterStore } from './rosters.ts';

/** All that is kept about being on call. */
export function onCallStore(db: Db, clock: () => number) {
  return {
    rosters: rosterStore(db, clock),
    responders: responderStore(db),
    policies: escalationPolicyStore(db, clock),
    choices: policyChoiceStore(db),
    escalations: escalationStore(db),
    messages: onCallMessageStore(db),
  };
}
