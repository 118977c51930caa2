import type { AccountFact } from '../../../core/calls/account-fact.ts';
import { canonicalAddress } from '../../../core/ip.ts';
import type { EslFields } from './esl-event.ts';

/** Accounts whose last sign-in is remembered. */
const mostAccounts = 50_000;

/** What FreeSWITCH tells of registrations that is of use; asked for behind CUSTOM. */
export const registrationEvents = ['sofia::register', 'sofia::register_failure'] as const;

/**
 * Makes facts of registration events. Phones register again every few minutes: a sign-in is told again only when address or
 * device differ from the last one.
 */
export class RegistrationFacts {
  readonly #last = new Map<string, string>();

  /** The fact of an event of subclass `Event-Subclass`, undefined when it is none or nothing new. */
  read(fields: EslFields, now: number): AccountFact | undefined {
    const failed = fields('Event-Subclass') === 'sofia::register_failure';
    if (!failed && fields('Event-Subclass') !== 'sofia::register') return undefined;
    const account = fields('username') || fields('to-user') || fields('from-user');
    if (account === '') return undefined;
    const address = canonicalAddress(fields('network-ip')) ?? '';
    const userAgent = fields('user-agent').slice(0, 256);
    if (!failed && !this.#isNew(account, `${address} ${userAgent}`)) return undefined;
    const time = Math.floor(Number(fields('Event-Date-Timestamp')) / 1_000);
    return {
      kind: failed ? 'sign-in-failed' : 'signed-in',
      time: Number.isSafeInteger(time) && time > 0 && time < now + 86_400_000 ? time : now,
      tenant: '',
      account,
      address,
      country: '',
      userAgent,
      target: '',
    };
  }

  #isNew(account: string, what: string): boolean {
    if (this.#last.get(account) === what) return false;
    this.#last.delete(account);
    if (this.#last.size >= mostAccounts) {
      const oldest = this.#last.keys().next().value;
      if (oldest !== undefined) this.#last.delete(oldest);
    }
    this.#last.set(account, what);
    return true;
  }
}
