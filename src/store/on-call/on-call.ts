import type { Db } from '../postgres.ts';
import { escalationStore } from './escalations.ts';
import { mailInSeenStore } from './mail-in-seen.ts';
import { onCallMessageStore } from './messages.ts';
import { escalationPolicyStore, policyChoiceStore } from './policies.ts';
import { pushDeviceStore } from './push-devices.ts';
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
    pushDevices: pushDeviceStore(db, clock),
    mailInSeen: mailInSeenStore(db, clock),
  };
}
