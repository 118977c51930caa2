import type { Work } from '../../core/work.ts';
import type { PushDevice, PushSubscriptionForm } from '../schema/push.ts';

/** Browsers and phones that take the alarms of their person. */
export interface PushPort {
  /** Key browsers subscribe with; '' as long as push cannot be used. */
  readonly publicKey: string;
  devices(person: string): Promise<readonly PushDevice[]>;
  /** Keeps a device, and adds push to the ways of its person. `undefined`: the address cannot be one of a push service. */
  add(person: string, form: PushSubscriptionForm, work: Work): Promise<PushDevice | undefined>;
  remove(person: string, id: string, work: Work): Promise<boolean>;
  /** One message now to one device; undefined when there is no such device. */
  test(person: string, id: string): Promise<{ readonly ok: boolean; readonly error: string } | undefined>;
}
