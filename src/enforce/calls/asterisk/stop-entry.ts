import type { ControlAct } from '../call-control.ts';

export type Reach = Extract<ControlAct, { kind: 'stop-account' }>['reach'];

/** Family of the AstDB that the dial plan looks at; see deploy/asterisk/belwacht.conf. */
export const stopFamily = 'belwacht-stop';
/** Entry until when all stops hold, in seconds since 1970 by the clock of the PBX. */
export const lease = { Family: 'belwacht-lease', Key: 'until' } as const;
/** So long stops hold without Belwacht, s; the lease is moved on when less than `leaseLeast` is left. */
export const leaseLength = 86_400;
export const leaseLeast = 82_800;

const order: readonly Reach[] = ['abroad', 'outgoing'];

/** Reaches in the text of an entry: `abroad`, `outgoing` or `abroad,outgoing`; others in it are left out. */
export function readStopEntry(text: string): ReadonlySet<Reach> {
  const words = new Set(text.split(','));
  return new Set(order.filter((reach) => words.has(reach)));
}

/** Text of an entry, '' for none. */
export function writeStopEntry(reaches: ReadonlySet<Reach>): string {
  return order.filter((reach) => reaches.has(reach)).join(',');
}

/**
 * Whether an account's name can be a key of the AstDB and a value of the manager interface as it stands. What is not is
 * refused, never changed: a stop of another account would be worse than none.
 */
export function isAccountName(account: string): boolean {
  return /^[A-Za-z0-9_+][A-Za-z0-9_.+@~-]{0,79}$/.test(account);
}
