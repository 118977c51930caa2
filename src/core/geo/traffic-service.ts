import type { Event } from '../event.ts';
import type { GeoService } from './geo-policy.ts';

/** Programs that let people in at a shell. */
export const shellServices: readonly string[] = ['sshd', 'ssh', 'dropbear', 'pam', 'login', 'su', 'sudo'];
/** Requests that come with a call; all others (REGISTER, OPTIONS, SUBSCRIBE …) are what phones and scanners of phones send. */
export const callMethods: readonly string[] = ['INVITE', 'ACK', 'BYE', 'CANCEL', 'PRACK', 'UPDATE', 'REFER', 'INFO'];

const shells = new Set(shellServices);
const ofCalls = new Set(callMethods);

/** Which service an event's source wanted; undefined when it wanted none that policies know. */
export function trafficService({
  action,
  sipMethod,
  service,
}: Pick<Event, 'action' | 'sipMethod' | 'service'>): GeoService | undefined {
  switch (action) {
    case 'sip-auth':
    case 'sip-register':
    case 'iax-auth':
    case 'sip-flood':
      return service === 'provisioning' ? 'provisioning' : 'registration';
    case 'sip-call':
    case 'iax-call':
      return 'calls-in';
    case 'sip-request':
      return ofCalls.has(sipMethod) ? 'calls-in' : 'registration';
    case 'admin-login':
      return service === 'provisioning' ? 'provisioning' : shells.has(service) ? 'ssh' : 'web';
    default:
      return undefined;
  }
}

/** Whether a list of addresses at the door turned an attempt away, before anything else was looked at. */
export function deniedAtDoor({ outcome, reason }: Pick<Event, 'outcome' | 'reason'>): boolean {
  return outcome === 'failure' && reason === 'acl-denied';
}
